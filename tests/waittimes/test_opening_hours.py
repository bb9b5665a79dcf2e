"""Opening hours: the plan at any instant, in every zone, whatever clocks do.

Held against a brute force that knows no interval arithmetic: it looks at a clock on the wall, minute after minute.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waittimes.opening_hours import ExceptionalDay, Moment, OpeningHours, Reach, Span, at, overlapping, reach

CLOSED: tuple[Span, ...] = ()
OFFICE = (Span(8 * 60, 18 * 60),)
WEEKDAYS = (OFFICE,) * 5 + (CLOSED,) * 2
ALL_DAY = (Span(0, 24 * 60),)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",  # clocks change at midnight
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Asia/Kolkata",  # half an hour off, clocks never change
    "Asia/Kathmandu",
    "Antarctica/Troll",  # clocks change by two hours
    "Pacific/Apia",  # skipped 30 December 2011
    "Africa/Casablanca",  # changes clocks around Ramadan
]


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


def test_whoever_never_closes_reaches_everybody_and_whoever_is_closed_claims_nothing() -> None:
    now = seconds("2026-11-26 23:00")

    assert reach(Moment(is_open=True), now, low_seconds=0, high_seconds=1e9) is Reach.YES
    assert reach(at(hours(), now), now, low_seconds=0, high_seconds=1) is Reach.UNKNOWN


def test_overlapping_spans_are_found() -> None:
    assert overlapping((Span(600, 900), Span(480, 601))) == (Span(480, 601), Span(600, 900))
    assert overlapping((Span(600, 900), Span(480, 600))) is None


# The brute force


def opened_minutes(plan: OpeningHours, first: date, days: int) -> set[int]:
    """Return the minutes of UTC at which the plan is open, by looking at a clock on the wall of each of them."""
    zone, found = plan.zone, set[int]()
    for day in (first + timedelta(days=offset) for offset in range(days)):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        around = [int(noon.timestamp()) // 60 + minute for minute in range(-52 * 60, 76 * 60)]
        walls = [datetime.fromtimestamp(60 * minute, zone).replace(tzinfo=None) for minute in around]
        for span in plan.spans(day):
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock has no zone
            opens, closes = (midnight + timedelta(minutes=minutes) for minutes in span)
            first_open = next(minute for minute, wall in zip(around, walls, strict=True) if wall >= opens)
            last_open = [minute for minute, wall in zip(around, walls, strict=True) if wall < closes][-1]
            found |= set(range(first_open, last_open + 1))
    return found


@st.composite
def days_hours(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 24 * 4 - 1), max_size=4)))
    spans = [Span(15 * one, 15 * other) for one, other in zip(edges[::2], edges[1::2], strict=False)]
    if draw(st.booleans()):
        begins = draw(st.integers(18 * 4, 24 * 4 - 1))
        if not spans or spans[-1].closes <= 15 * begins:
            spans.append(Span(15 * begins, 24 * 60 + 15 * draw(st.integers(0, 8 * 4))))
    return tuple(spans)


plans = st.builds(
    OpeningHours,
    st.sampled_from(ZONES),
    st.tuples(*[days_hours()] * 7),
    st.dictionaries(
        st.dates(date(2011, 12, 28), date(2012, 1, 2)), st.builds(ExceptionalDay, days_hours()), max_size=2
    ),
)
changes = st.sampled_from(
    [date(2011, 12, 29), date(2026, 3, 28), date(2026, 10, 24), date(2026, 4, 4), date(2026, 9, 5), date(2028, 2, 28)]
)


@settings(max_examples=25, deadline=None)
@given(plans, changes, st.lists(st.integers(0, 3 * 24 * 60 - 1), min_size=30, max_size=30))
def test_the_plan_agrees_with_a_clock_on_the_wall(plan: OpeningHours, day: date, minutes: list[int]) -> None:
    opened = opened_minutes(plan, day - timedelta(days=3), 8)
    begin = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) // 60

    for minute in (begin + each for each in minutes):
        found = at(plan, 60 * minute)

        assert found.is_open == (minute in opened)
        if found.is_open and found.closes_at is not None and found.closes_at < 60 * (begin + 3 * 24 * 60):
            assert set(range(minute, int(found.closes_at) // 60)) <= opened
            assert int(found.closes_at) // 60 not in opened
        if not found.is_open and found.opens_at is not None and found.opens_at < 60 * (begin + 3 * 24 * 60):
            assert opened.isdisjoint(range(minute, int(found.opens_at) // 60))
            assert int(found.opens_at) // 60 in opened


@given(plans, st.floats(1.3e9, 2.0e9))
def test_what_comes_next_always_comes_later(plan: OpeningHours, now: float) -> None:
    found = at(plan, now)

    assert found.closes_at is None or found.closes_at > now
    assert found.opens_at is None or found.opens_at > now
    assert not (found.is_open and found.opens_at is not None)
