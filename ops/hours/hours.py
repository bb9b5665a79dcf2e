"""`hours`: a line's opening hours over the next two weeks, its exceptions, and what a caller hears at a time."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import click

from ivr import spoken_wait
from ivr.announcing import languages
from ivr.announcing.announce import CLOSED
from ivr.current_wait import CurrentWait
from ops.json_output import JSON, echo
from ops.known_line import known_line
from ops.layout import columns
from waittimes import opening_hours
from waittimes.opening_hours import Moment, OpeningHours
from waittimes.settings import loading
from waittimes.settings.config import Line
from waittimes.settings.hours import shown

DAYS_SHOWN = 14
CLOSED_ALL_DAY = "closed"


@click.command()
@click.argument("line_name", metavar="LINE")
@click.option(
    "--at",
    "local",
    type=click.DateTime(("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")),
    help="A time in the line's zone, such as 2026-12-25T10:00; default: now.",
)
@JSON
def hours(line_name: str, local: datetime | None, *, as_json: bool) -> None:
    """Show when LINE is open in the next 14 days, its exceptions, and what a caller hears now, or at a time."""
    settings = loading.current(languages.vocabulary())
    line = known_line(settings, line_name)
    if line.hours is None:
        raise click.ClickException(f"{line_name} has no opening hours, so it is always open; docs/hours.md says more")
    now = time.time() if local is None else local.replace(tzinfo=line.hours.zone).timestamp()
    if as_json:
        echo(facts(line, line.hours, now))
    else:
        click.echo("\n".join(report(line, line.hours, now)))


def report(line: Line, plan: OpeningHours, now: float) -> Iterator[str]:
    """Yield the lines of the report for this moment."""
    local = datetime.fromtimestamp(now, plan.zone)
    yield f"{line.name}, times in {plan.time_zone}"
    yield ""
    yield columns([_day(plan, local.date() + timedelta(days=days)) for days in range(DAYS_SHOWN)])
    yield ""
    later = [each for each in sorted(plan.exceptions) if each >= local.date() + timedelta(days=DAYS_SHOWN)]
    if later:
        yield "Exceptions after that:"
        yield columns([_day(plan, each) for each in later])
        yield ""
    past = [each for each in sorted(plan.exceptions) if each < local.date()]
    if past:
        yield f"Exceptions in the past, which may be removed: {', '.join(each.isoformat() for each in past)}."
        yield ""
    yield f"{local:%A, %d %B %Y, %H:%M}: {_heard(line, plan, now)}"


def facts(line: Line, plan: OpeningHours, now: float) -> dict[str, Any]:
    """Return the same as an object of JSON; exceptions after the 14 days are among the days."""
    local = datetime.fromtimestamp(now, plan.zone)
    days = [local.date() + timedelta(days=each) for each in range(DAYS_SHOWN)]
    moment = opening_hours.at(plan, now)
    return {
        "line": line.name,
        "time_zone": plan.time_zone,
        "at": local.isoformat(),
        "is_open": moment.is_open,
        "opens_at": _instant(plan, moment.opens_at),
        "closes_at": _instant(plan, moment.closes_at),
        "heard": None if moment.is_open else _closed(line, moment, now),
        "days": [_fact(plan, each) for each in [*days, *(day for day in sorted(plan.exceptions) if day > days[-1])]],
    }


def _instant(plan: OpeningHours, moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, plan.zone).isoformat()


def _fact(plan: OpeningHours, day: date) -> dict[str, Any]:
    exceptional = plan.exceptions.get(day)
    return {
        "date": day.isoformat(),
        "open": list(map(shown, plan.spans(day))),
        "is_exception": exceptional is not None,
        "reason": (exceptional.reason or exceptional.play or None) if exceptional else None,
    }


def _day(plan: OpeningHours, day: date) -> tuple[str, str, str, str]:
    exceptional = plan.exceptions.get(day)
    spans = ", ".join(map(shown, plan.spans(day))) or CLOSED_ALL_DAY
    why = "" if exceptional is None else f"exception: {exceptional.reason or exceptional.play or 'no reason'}"
    return f"{day:%a}", day.isoformat(), spans, why


def _heard(line: Line, plan: OpeningHours, now: float) -> str:
    moment = opening_hours.at(plan, now)
    if moment.is_open:
        if moment.closes_at is None:
            return "open, and it does not close."
        return f"open until {datetime.fromtimestamp(moment.closes_at, plan.zone):%A, %H:%M}."
    return f"closed. A caller hears: {_closed(line, moment, now)}"


def _closed(line: Line, moment: Moment, now: float) -> str:
    words = languages.load()[line.language].with_recordings(line.play)
    sentences = spoken_wait.sentences(CurrentWait(now, announcement=CLOSED, opening=moment), words, line)
    return " ".join(each.play or each.text for each in sentences)
