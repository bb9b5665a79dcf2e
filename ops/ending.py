"""When something that an operator sets ends by itself: `--for` and `--until`."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from waittimes.settings.config import Config

UNTIL = "a time of day such as 14:00, or a date and time such as 2026-12-24T14:00, in the line's zone"
FOR = "a time such as 45m, 2h or 1d"
LONGEST_DAYS = 31
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DURATION = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_UNIT_SECONDS = {"m": 60, "h": 3600, "d": 86400}


def options(until_help: str) -> Callable[[Any], Any]:
    """Return a decorator that gives a command --for and --until. `until_help` says what follows."""

    def decorated(command: Any) -> Any:
        command = click.option("--until", help=f"{until_help} Until {UNTIL}.")(command)
        return click.option("--for", "lasting", help=f"{until_help} After {FOR}.")(command)

    return decorated


def ends_at(lasting: str | None, until: str | None, zone: ZoneInfo | None, now: float) -> float | None:
    """Return when it ends, in seconds since the epoch; None if neither option is given. Raises click.UsageError."""
    if lasting is not None and until is not None:
        raise click.UsageError("--for and --until both say when it ends; give one of them")
    if lasting is not None:
        return now + _seconds(lasting)
    return None if until is None else moment(until, zone, now)


def moment(text: str, zone: ZoneInfo | None, now: float) -> float:
    """Return the moment that `text` names, the next one for a time of day. Raises click.ClickException."""
    here = local(now, zone)
    if match := _TIME_OF_DAY.fullmatch(text):
        found = here.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
        found += timedelta(days=found <= here)
    else:
        try:
            found = datetime.fromisoformat(text).replace(tzinfo=here.tzinfo)
        except ValueError:
            raise click.ClickException(f"--until is {text!r}; write {UNTIL}") from None
    if not here < found <= here + timedelta(days=LONGEST_DAYS):
        raise click.ClickException(f"--until is {text!r}; name a time in the next {LONGEST_DAYS} days")
    return found.timestamp()


def local(at: float, zone: ZoneInfo | None) -> datetime:
    """Return the moment in the zone, or in that of this machine."""
    return datetime.fromtimestamp(at, zone) if zone else datetime.fromtimestamp(at).astimezone()


def zone_of(settings: Config, line_name: str | None) -> ZoneInfo | None:
    """Return the zone of the line, or of the first line that has hours; None if none has."""
    plans = [line.hours for line in settings.lines if line.hours and line_name in (None, line.name)]
    return plans[0].zone if plans else None


def _seconds(text: str) -> float:
    match = _DURATION.fullmatch(text)
    seconds = int(match[1]) * _UNIT_SECONDS[match[2]] if match else 0
    if not 0 < seconds <= LONGEST_DAYS * 86400:
        raise click.ClickException(f"--for is {text!r}; write {FOR}, at most {LONGEST_DAYS} days")
    return seconds
