"""Opening hours: what the plan says at any instant, even when clocks change."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from waittimes.opening_hours import ExceptionalDay, Moment, OpeningHours, Reach, Span, at, overlapping, reach

CLOSED: tuple[Span, ...] = ()
OFFICE = (Span(8 * 60, 18 * 60),)
WEEKDAYS = (OFFICE,) * 5 + (CLOSED,) * 2
ALL_DAY = (Span(0, 24 * 60),)


def hours(
    zone: str = "Europe/Berlin",
    weekly: tuple[tuple[Span, ...], ...] = WEEKDAYS,
    exceptions: Mapping[date, ExceptionalDay] | None = None,
) -> OpeningHours:
    return OpeningHours(zone, weekly, exceptions or {})


def seconds(text: str, zone: str = "Europe/Berlin", *, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def shown(moment: float | None, zone: str = "Europe/Berlin") -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %z")


@pytest.mark.parametrize(
    ("now", "is_open", "opens_at", "closes_at"),
    [
        ("2026-11-26 07:59:59", False, "2026-11-26 08:00 +0100", None),
        ("2026-11-26 08:00:00", True, None, "2026-11-26 18:00 +0100"),
        ("2026-11-26 17:59:59", True, None, "2026-11-26 18:00 +0100"),
        ("2026-11-26 18:00:00", False, "2026-11-27 08:00 +0100", None),
        ("2026-11-27 19:30:00", False, "2026-11-30 08:00 +0100", None),
        ("2026-11-29 00:30:00", False, "2026-11-30 08:00 +0100", None),
    ],
)
def test_an_office_is_open_from_its_first_second_until_just_before_its_last(
    now: str, is_open: bool, opens_at: str | None, closes_at: str | None
) -> None:
    found = at(hours(), seconds(now))

    assert (found.is_open, shown(found.opens_at), shown(found.closes_at)) == (is_open, opens_at, closes_at)


def test_a_lunch_break_closes_and_opens_again_on_the_same_day() -> None:
    with_lunch = hours(weekly=((Span(8 * 60, 12 * 60), Span(13 * 60, 18 * 60)),) * 7)

    assert shown(at(with_lunch, seconds("2026-11-26 12:10")).opens_at) == "2026-11-26 13:00 +0100"


def test_spans_that_touch_are_one() -> None:
    touching = hours(weekly=((Span(8 * 60, 12 * 60), Span(12 * 60, 18 * 60)),) * 7)

    assert shown(at(touching, seconds("2026-11-26 11:00")).closes_at) == "2026-11-26 18:00 +0100"


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    friday_night = hours(weekly=(CLOSED,) * 4 + ((Span(22 * 60, 30 * 60),),) + (CLOSED,) * 2)

    assert shown(at(friday_night, seconds("2026-11-28 05:59")).closes_at) == "2026-11-28 06:00 +0100"
    assert not at(friday_night, seconds("2026-11-28 06:00")).is_open
    assert not at(friday_night, seconds("2026-11-27 05:00")).is_open


def test_round_the_clock_never_closes() -> None:
    assert at(hours(weekly=(ALL_DAY,) * 7), seconds("2026-11-26 03:00")) == Moment(is_open=True)


def test_no_hours_never_open() -> None:
    assert at(hours(weekly=(CLOSED,) * 7), seconds("2026-11-26 10:00")) == Moment(is_open=False)


def test_an_exception_replaces_the_day_and_says_why() -> None:
    christmas = {date(2026, 12, 25): ExceptionalDay(reason="holiday")}

    found = at(hours(exceptions=christmas), seconds("2026-12-25 10:00"))

    assert (found.is_open, found.reason, shown(found.opens_at)) == (False, "holiday", "2026-12-28 08:00 +0100")


def test_an_exception_may_open_a_closed_day() -> None:
    sunday = {date(2026, 11, 29): ExceptionalDay((Span(10 * 60, 14 * 60),), "event")}

    assert at(hours(exceptions=sunday), seconds("2026-11-29 13:59")).is_open


def test_an_exception_leaves_the_end_of_yesterdays_night_shift() -> None:
    nights = hours(
        weekly=((Span(22 * 60, 30 * 60),),) * 7, exceptions={date(2026, 12, 25): ExceptionalDay(reason="holiday")}
    )

    assert at(nights, seconds("2026-12-25 03:00")).is_open
    assert shown(at(nights, seconds("2026-12-25 23:00")).opens_at) == "2026-12-26 22:00 +0100"


@pytest.mark.parametrize("now", ["2028-02-29 09:00", "2026-12-31 17:00", "2027-01-01 09:00"])
def test_leap_days_and_the_years_end_are_days_like_others(now: str) -> None:
    assert at(hours(weekly=(OFFICE,) * 7), seconds(now)).is_open


def test_an_opening_that_clocks_skip_is_the_instant_at_which_they_do() -> None:
    early = hours(weekly=((Span(2 * 60 + 30, 10 * 60),),) * 7)

    assert shown(at(early, seconds("2026-03-29 01:00")).opens_at) == "2026-03-29 03:00 +0200"


def test_of_an_hour_that_occurs_twice_the_first_opens_and_the_second_closes() -> None:
    twice = hours(weekly=((Span(60, 2 * 60 + 30), Span(2 * 60 + 45, 6 * 60)),) * 7)

    assert shown(at(twice, seconds("2026-10-25 01:00")).closes_at) == "2026-10-25 06:00 +0100"


def test_a_night_shift_over_a_clock_change_lasts_an_hour_more_or_less() -> None:
    nights = hours(weekly=((Span(22 * 60, 30 * 60),),) * 7)

    def length(now: str) -> float:
        began = at(nights, seconds(now)).opens_at or 0.0
        return ((at(nights, began).closes_at or 0.0) - began) / 3600

    assert [length(now) for now in ("2026-03-28 12:00", "2026-10-24 12:00", "2026-11-24 12:00")] == [7, 9, 8]


def test_a_day_that_a_country_skips_has_no_hours() -> None:
    apia = hours("Pacific/Apia", (OFFICE,) * 7)

    found = at(apia, seconds("2011-12-29 18:00", "Pacific/Apia"))

    assert shown(found.opens_at, "Pacific/Apia") == "2011-12-31 08:00 +1400"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (60, 600, Reach.YES),
        (60, 601, Reach.UNCERTAIN),
        (600, 900, Reach.UNCERTAIN),
        (601, 900, Reach.UNLIKELY),
        (None, 900, Reach.UNCERTAIN),
        (None, None, Reach.UNKNOWN),
    ],
)
def test_ten_minutes_before_closing_time_a_wait_is_judged_by_its_range(
    low: float | None, high: float | None, expected: Reach
) -> None:
    now = seconds("2026-11-26 17:50")

    assert reach(at(hours(), now), now, low_seconds=low, high_seconds=high) is expected


def test_a_line_that_never_closes_reaches_everybody_and_a_closed_one_claims_nothing() -> None:
    now = seconds("2026-11-26 23:00")

    assert reach(Moment(is_open=True), now, low_seconds=0, high_seconds=1e9) is Reach.YES
    assert reach(at(hours(), now), now, low_seconds=0, high_seconds=1) is Reach.UNKNOWN


def test_overlapping_spans_are_found() -> None:
    assert overlapping((Span(600, 900), Span(480, 601))) == (Span(480, 601), Span(600, 900))
    assert overlapping((Span(600, 900), Span(480, 600))) is None
