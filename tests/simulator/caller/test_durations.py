import struct

import pytest

from simulator.caller.phone.durations import audio_seconds, sentence_seconds


@pytest.mark.parametrize(
    ("sentence", "seconds"),
    [
        ("Thank you for calling Example Travel.", 2.4),
        ("El tiempo de espera es de cuatro a siete minutos.", 4.0),
        ("お電話ありがとうございます。", 2.0),
        ("约5分钟", 0.9),
        ("-", 0.5),
    ],
)
def test_a_sentence_takes_as_long_as_its_words(sentence: str, seconds: float) -> None:
    assert sentence_seconds(sentence) == seconds


def wav(bytes_a_second: int, sound: int, before: bytes = b"") -> bytes:
    form = struct.pack("<IHHIIHH", 16, 1, 1, 8000, bytes_a_second, 2, 16)
    return b"RIFF\0\0\0\0WAVE" + before + b"fmt " + form + b"data" + struct.pack("<I", sound) + bytes(sound)


def test_a_wav_file_plays_as_long_as_its_header_says() -> None:
    assert audio_seconds(wav(16000, 40000)) == 2.5
    assert audio_seconds(wav(16000, 40000, before=b"LIST" + struct.pack("<I", 3) + b"abc\0")) == 2.5


def test_a_wav_file_cut_short_plays_what_is_there() -> None:
    assert audio_seconds(wav(16000, 40000)[:-8000]) == 2.0


def test_an_mp3_file_plays_as_long_as_its_bit_rate_says() -> None:
    frames = b"\xff\xfb\x90\x00" + bytes(16000 * 3 - 4)
    tag = b"ID3\x04\x00\x00" + bytes([0, 0, 1, 2]) + bytes(130)

    assert audio_seconds(frames) == 3.0
    assert audio_seconds(tag + frames) == 3.0
    assert audio_seconds(b"\xff\xf3\x40\x00" + bytes(4000 - 4)) == 1.0


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"RIFF\0\0\0\0WAVE", wav(0, 10), b"\xff\xfb\xf0\x00", b"RIFF\0\0\0\0WAVEfmt \0"]
)
def test_what_is_no_audio_has_no_length(content: bytes) -> None:
    assert audio_seconds(content) is None
