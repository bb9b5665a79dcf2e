"""Opening hours in every zone, compared with a brute-force check without interval arithmetic.

It looks at a clock on the wall, minute after minute.
"""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from waittimes.opening_hours import ExceptionalDay, OpeningHours, Span, at

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
