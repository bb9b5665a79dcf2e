"""The hold loop that ships with the phone, computed by arithmetic alone: `make music` writes it again.

Twelve bars of plucked chords at 8000 samples a second, mono, mu-law (what a telephone line carries), which end as they
begin. Nobody wrote this music, so it needs no licence.
"""

import math
import struct
from collections.abc import Iterator
from pathlib import Path

RATE = 8000
BEAT_SECONDS = 0.95
BEATS_A_BAR = 4
CHORDS = (
    (48, 64, 67, 71), (45, 64, 67, 72), (41, 65, 69, 72), (43, 62, 67, 71),
    (48, 64, 67, 74), (40, 64, 67, 71), (41, 65, 69, 76), (43, 65, 67, 74),
    (45, 64, 69, 72), (50, 65, 69, 72), (43, 62, 65, 71), (43, 62, 67, 71),
)  # fmt: skip
"""A bar each, as MIDI note numbers: a bass and three notes above it."""
PATTERN = ((0.0, 0), (0.5, 1), (1.0, 2), (1.5, 3), (2.0, 2), (2.5, 1), (3.0, 3), (3.5, 2))
"""When in a bar, in beats, which note of its chord is plucked."""
LOUDNESS = 0.36
FADE_SECONDS = 1.6
_MOST, _BIAS = 32635, 132
FILE = Path(__file__).parents[1] / "ivr" / "music" / "hold.wav"


def wav(bars: int = len(CHORDS)) -> bytes:
    """Return the loop, or only its first bars, as a WAV file."""
    sound = bytes(_mu_law(sample) for sample in samples(bars))
    # WAVE_FORMAT_MULAW is 7; a format other than PCM gives the length of its extension (0) and has a fact chunk.
    layout = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)
    chunks = _chunk(b"fmt ", layout) + _chunk(b"fact", struct.pack("<I", len(sound))) + _chunk(b"data", sound)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def samples(bars: int) -> list[float]:
    """Return the sound between -1 and 1; notes that ring beyond the end ring into the beginning."""
    length = round(bars * BEATS_A_BAR * BEAT_SECONDS * RATE)
    mixed = [0.0] * length
    for began_seconds, note in _notes(bars):
        first = round(began_seconds * RATE)
        for offset, value in enumerate(_pluck(note)):
            mixed[(first + offset) % length] += value
    return mixed


def _notes(bars: int) -> Iterator[tuple[float, int]]:
    for bar, chord in enumerate(CHORDS[:bars]):
        for beat, place in PATTERN:
            yield (bar * BEATS_A_BAR + beat) * BEAT_SECONDS, chord[place]


def _pluck(note: int) -> Iterator[float]:
    """Yield a soft plucked note: a sine and a little of its octave, fading."""
    turn = 2 * math.pi * 440 * 2 ** ((note - 69) / 12) / RATE
    for at in range(round(FADE_SECONDS * RATE)):
        loudness = LOUDNESS * math.exp(-2.6 * at / RATE) * min(1.0, at / 80) * (1 - at / (FADE_SECONDS * RATE))
        yield loudness * (math.sin(turn * at) + 0.3 * math.sin(2 * turn * at))


def _mu_law(sample: float) -> int:
    """Return the sample as ITU-T G.711 mu-law."""
    value = max(-_MOST, min(_MOST, round(sample * 32767)))
    biased = abs(value) + _BIAS
    segment = biased.bit_length() - 8
    coded = (0x80 if value < 0 else 0) | segment << 4 | (biased >> segment + 3) & 0x0F
    return ~coded & 0xFF


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


if __name__ == "__main__":
    FILE.write_bytes(wav())
