"""The opening hours of the lines: exceptions that are over or still missing, and time zones that are out of date."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from importlib import metadata

from ops.checking.finding import Finding
from waittimes.opening_hours import OpeningHours
from waittimes.settings.config import Line

YEARS_END_DAYS = 14
"""How long before the end of a year the next year's exceptions should be in the settings."""
ZONES = "tzdata"


def findings(lines: Iterable[Line], now: float) -> Iterator[Finding]:
    """Yield the findings on the lines that have opening hours; nothing if none has."""
    with_hours = [(line, line.hours) for line in lines if line.hours]
    for line, plan in with_hours:
        yield from _exceptions(line.name, plan, now)
        if line.closing.when_closed == "overflow" and not line.leaving.overflow:
            yield Finding(
                f"line {line.name}: when_closed is overflow, but the line has none, so closed calls end",
                f"set overflow of [lines.{line.name}], or another when_closed",
            )
    if with_hours:
        yield _zones(metadata.version(ZONES), now)


def _exceptions(name: str, plan: OpeningHours, now: float) -> Iterator[Finding]:
    today = datetime.fromtimestamp(now, plan.zone).date()
    ahead = (today + timedelta(days=YEARS_END_DAYS)).year
    if ahead > today.year and plan.exceptions and not any(day.year == ahead for day in plan.exceptions):
        yield Finding(
            f"line {name}: the opening hours have no exception in {ahead}",
            f"add its holidays: python -m ops holidays COUNTRY {ahead} prints them",
        )
    if past := [day for day in plan.exceptions if day < today]:
        dates = ", ".join(day.isoformat() for day in sorted(past))
        yield Finding(f"line {name}: exceptions in the past, which may be removed: {dates}", is_note=True)


def _zones(version: str, now: float) -> Finding:
    """Return whether the time zones are at most a year old, judged by their version."""
    what = f"time zones: {ZONES} {version}"
    year = version.partition(".")[0]
    is_old = year.isdecimal() and int(year) < datetime.fromtimestamp(now).astimezone().year - 1
    return Finding(what, "it is older than a year, and zones change by law: update it and deploy" if is_old else "")
