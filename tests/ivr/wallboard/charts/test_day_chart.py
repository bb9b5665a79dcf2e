"""The chart of a day."""

from zoneinfo import ZoneInfo

from ivr.wallboard.charts.day_chart import BOTTOM, HEIGHT, TOP, DayChart, Slot, day_chart
from ivr.wallboard.charts.scale import top_minutes

MIDNIGHT = 1_795_042_800.0
"""Midnight in Berlin at the beginning of 19 November 2026."""
DAY, STEP = 24 * 3600, 300
BERLIN = ZoneInfo("Europe/Berlin")


def drawn(slots: tuple[Slot, ...]) -> DayChart:
    return day_chart(slots, starts_at=MIDNIGHT, ends_at=MIDNIGHT + DAY, zone=BERLIN, step_seconds=STEP)


def ranged(slot: int, low: float = 60, high: float = 240) -> Slot:
    return Slot(at=MIDNIGHT + slot * STEP, estimate_seconds=(low + high) / 2, low_seconds=low, high_seconds=high)


def test_a_range_is_an_area_and_a_gap_divides_it() -> None:
    found = drawn((ranged(0), ranged(1), ranged(4), ranged(5)))

    assert len(found.ranges) == len(found.estimates) == 2
    assert [len(each.split()) for each in found.ranges] == [6, 6]


def test_waits_that_were_met_are_dots_with_their_time_and_number_in_words() -> None:
    found = drawn((Slot(at=MIDNIGHT + 30 * STEP, waited_seconds=95.4, calls=7), ranged(31)))

    ((x, y, words),) = found.waits
    assert words == "02:30: 1:35 (7)"
    assert 48 < x < 952
    assert TOP < y < HEIGHT - BOTTOM


def test_hours_are_those_of_the_lines_own_zone() -> None:
    assert [label for _, label in drawn(()).hours] == [f"{each:02}:00" for each in (*range(0, 24, 3), 0)]


def test_the_axis_has_room_for_the_longest_wait() -> None:
    assert [label for _, label in drawn((ranged(3, 60, 1500),)).minutes] == ["0", "8", "16", "24", "32"]
    assert [label for _, label in drawn(()).minutes] == ["0", "1", "2", "3", "4"]
    assert (top_minutes(481), top_minutes(10**9)) == (12, 240)
