"""What `check` says about opening hours."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ops.checking import opening
from ops.checking.finding import shown
from tests.ivr.phone_under_test import CLAIMS, LOANS
from waittimes.opening_hours import ExceptionalDay, OpeningHours, Span
from waittimes.settings.config import Line
from waittimes.settings.line_policy import Closing, Leaving

HOLIDAY = ExceptionalDay(reason="holiday")


def line(*exceptions: date, closing: Closing | None = None, overflow: str = "") -> Line:
    plan = OpeningHours("Europe/Berlin", ((Span(480, 1080),),) * 7, dict.fromkeys(exceptions, HOLIDAY))
    return replace(CLAIMS, hours=plan, closing=closing or Closing(), leaving=Leaving(overflow=overflow))


def said(*lines: Line, now: str = "2026-11-26 10:00") -> list[str]:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    return [shown(each) for each in opening.findings(lines, moment)]


def test_lines_without_hours_have_nothing_to_say() -> None:
    assert said(LOANS) == []


def test_time_zones_of_this_year_or_the_last_are_right_and_older_ones_are_not() -> None:
    assert said(line())[-1].startswith("ok   time zones: tzdata 20")
    assert said(line(), now="2031-01-02 10:00")[-1].startswith("DO   time zones: tzdata 20")


@pytest.mark.parametrize(
    ("now", "days", "warns"),
    [
        ("2026-12-17 23:00", (date(2026, 12, 25),), False),
        ("2026-12-18 00:30", (date(2026, 12, 25),), True),
        ("2026-12-18 00:30", (date(2026, 12, 25), date(2027, 1, 1)), False),
        ("2026-12-18 00:30", (), False),
    ],
)
def test_at_a_years_end_the_next_years_exceptions_are_missed(now: str, days: tuple[date, ...], warns: bool) -> None:
    warned = [each for each in said(line(*days), now=now) if "no exception in 2027" in each]

    assert bool(warned) == warns
    assert all("python -m ops holidays COUNTRY 2027" in each for each in warned)


def test_exceptions_in_the_past_are_a_note() -> None:
    assert "note line claims: exceptions in the past, which may be removed: 2026-10-03" in said(line(date(2026, 10, 3)))


def test_an_overflow_that_is_not_there_is_named() -> None:
    assert any("when_closed is overflow" in each for each in said(line(closing=Closing(when_closed="overflow"))))
    assert len(said(line(closing=Closing(when_closed="overflow"), overflow="+15550100009"))) == 1
