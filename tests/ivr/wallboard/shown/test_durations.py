"""Durations as the wallboard writes them."""

from ivr.wallboard.shown.durations import clock_time, share, signed_time, spelled


def test_a_duration_has_minutes_and_seconds_and_from_an_hour_on_hours() -> None:
    assert [clock_time(each) for each in (None, 0, 9.4, 59.6, 150, 3599, 3605)] == [
        "–",
        "0:00",
        "0:09",
        "1:00",
        "2:30",
        "59:59",
        "1:00:05",
    ]


def test_a_difference_has_its_sign() -> None:
    assert [signed_time(each) for each in (None, 14, 0, -0.3, -32)] == ["–", "+0:14", "+0:00", "+0:00", "−0:32"]


def test_an_age_is_spelled_in_the_two_largest_units() -> None:
    assert [spelled(each) for each in (-3, 0, 45, 60, 150, 3600, 11_100)] == [
        "0 s",
        "0 s",
        "45 s",
        "1 min",
        "2 min 30 s",
        "1 h 0 min",
        "3 h 5 min",
    ]


def test_a_share_is_in_per_cent() -> None:
    assert [share(each) for each in (None, 0, 0.815)] == ["–", "0 %", "82 %"]
