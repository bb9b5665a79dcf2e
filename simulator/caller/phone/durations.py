"""How long a caller listens to a sentence or to an audio file."""

import re
import struct

WORDS_A_SECOND = 2.5
"""150 words a minute."""

CHARACTERS_A_SECOND = 6.5
"""For scripts without spaces between words."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_SHORTEST_SECONDS = 0.5

_ID3 = re.compile(rb"ID3...(.{4})", re.DOTALL)
_LAYER_III = re.compile(rb"\xff([\xe2\xe3\xf2\xf3\xfa\xfb])(.)", re.DOTALL)

_KILOBITS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KILOBITS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)


def sentence_seconds(sentence: str) -> float:
    """Return an estimate of how long the sentence takes to say, to a tenth of a second."""
    unspaced = len(_UNSPACED.findall(sentence))
    words = len(re.findall(r"\w+", _UNSPACED.sub(" ", sentence)))
    seconds = words / WORDS_A_SECOND + unspaced / CHARACTERS_A_SECOND
    return max(_SHORTEST_SECONDS, round(seconds, 1))


def audio_seconds(content: bytes) -> float | None:
    """Return how long a WAV file or an MP3 of constant bit rate plays; None for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return _wav_seconds(content)
    return _mp3_seconds(content)


def _wav_seconds(content: bytes) -> float | None:
    """Return the bytes of the data chunk over the bytes a second, which holds for every encoding."""
    bytes_a_second, at = 0, 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"fmt " and at + 20 <= len(content):
            bytes_a_second = struct.unpack_from("<I", content, at + 16)[0]
        if name == b"data":
            sound = min(size, len(content) - at - 8)
            return round(sound / bytes_a_second, 3) if bytes_a_second else None
        at += 8 + size + size % 2
    return None


def _mp3_seconds(content: bytes) -> float | None:
    """Return the size over the bit rate of the first frame of layer III, after any ID3v2 tag."""
    tag = _ID3.match(content)
    size = sum(byte << shift for byte, shift in zip(tag[1], (21, 14, 7, 0), strict=True)) if tag else 0
    frames = content[size + len(tag[0]) :] if tag else content
    header = _LAYER_III.match(frames)
    if header is None:
        return None
    table = _KILOBITS_MPEG1 if header[1] in b"\xfa\xfb" else _KILOBITS_MPEG2
    kilobits = table[header[2][0] >> 4]
    return round(len(frames) * 8 / (kilobits * 1000), 3) if kilobits else None
