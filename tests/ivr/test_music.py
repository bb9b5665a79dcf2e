"""The hold loop: served to anybody, cached by clients, and generated from arithmetic alone."""

from importlib import resources

from ops import hold_music
from simulator.caller.phone.durations import audio_seconds
from tests.ivr.phone_under_test import PhoneUnderTest

LOOP = resources.files("ivr").joinpath("music", "hold.wav").read_bytes()


def test_the_loop_lasts_three_quarters_of_a_minute_and_is_small() -> None:
    assert audio_seconds(LOOP) == 45.6
    assert len(LOOP) < 400_000


def test_the_loop_is_telephone_sound_and_comes_from_the_generator() -> None:
    again = hold_music.wav(bars=1)

    assert LOOP[20:38] == again[20:38]
    assert LOOP[20:22] == b"\x07\x00"
    ring_seconds = 2
    start = LOOP.index(b"data") + 8 + ring_seconds * hold_music.RATE
    made = again.index(b"data") + 8 + ring_seconds * hold_music.RATE
    same = sum(one == other for one, other in zip(LOOP[start : start + 8000], again[made : made + 8000], strict=True))
    assert same > 7900


def test_it_is_neither_silent_nor_clipped() -> None:
    loud = max(abs(each) for each in hold_music.samples(bars=2))

    assert 0.2 < loud < 0.95


def test_anybody_may_fetch_it_and_keep_it(phone: PhoneUnderTest) -> None:
    client = phone.app().test_client()

    first = client.get("/music/hold.wav")
    again = client.get("/music/hold.wav", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.content_type, first.data) == (200, "audio/wav", LOOP)
    assert "max-age=86400" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")
