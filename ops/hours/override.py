"""`close` and `open`: override a line's opening hours, within seconds and for a limited time."""

import getpass
import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from ivr import switch
from ivr.switch import Override, Positions
from ops import switching
from ops.aws_clients import table
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.settings.hours import REASONS
from waittimes.table import Table

LINE = click.argument("line", required=False)
UNTIL = "a time of day such as 14:00, or a date and time such as 2026-12-24T14:00, in the line's zone"
LONGEST_DAYS = 31
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@click.command(name="close")
@LINE
@click.option("--reason", type=click.Choice(REASONS), default="emergency", show_default=True, help="What callers hear.")
@click.option("--until", required=True, help=f"When the opening hours hold again: {UNTIL}.")
def close(line: str | None, reason: str, until: str) -> None:
    """Close LINE, or every line, within five seconds, whatever the opening hours say. It ends by itself."""
    _override(line, until, is_open=False, reason=reason)


@click.command(name="open")
@LINE
@click.option("--until", help=f"Keep it open, whatever the opening hours say, until {UNTIL}. Without: end a `close`.")
def open_(line: str | None, until: str | None) -> None:
    """Let the opening hours of LINE, or of every line, hold again; with --until, keep it open beyond them."""
    if until is not None:
        _override(line, until, is_open=True, reason="")
        return
    settings = loading.current()
    switching.refuse_unknown(settings, line)
    now = time.time()
    click.echo(shown(lift(table(settings), line, now=now), zone_of(settings, None), now))


def override(waits: Table, line: str | None, wanted: Override, *, now: float) -> Positions:
    """Override the hours of a line, or of all if `line` is None, and return the new positions of the switch."""

    def edit(before: Positions) -> Positions:
        # An override of all lines replaces those of single lines: the last command counts.
        kept = {} if line is None else dict(before.hours)
        return Positions(before.muted, {**kept, line or switch.EVERY_LINE: wanted})

    return switching.change(waits, edit, now=now)


def lift(waits: Table, line: str | None, *, now: float) -> Positions:
    """End the override of a line, or of all if `line` is None, and return the new positions of the switch."""

    def edit(before: Positions) -> Positions:
        if line is not None and line not in before.hours and before.override(line, now=now):
            raise click.ClickException("all lines are overridden together; run open without a name")
        kept = {} if line is None else {name: each for name, each in before.hours.items() if name != line}
        return Positions(before.muted, kept)

    return switching.change(waits, edit, now=now)


def moment(text: str, zone: ZoneInfo | None, now: float) -> float:
    """Return the moment that `text` names, the next one for a time of day. Raises click.ClickException."""
    local = _local(now, zone)
    if match := _TIME_OF_DAY.fullmatch(text):
        found = local.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
        found += timedelta(days=found <= local)
    else:
        try:
            found = datetime.fromisoformat(text).replace(tzinfo=local.tzinfo)
        except ValueError:
            raise click.ClickException(f"--until is {text!r}; write {UNTIL}") from None
    if not local < found <= local + timedelta(days=LONGEST_DAYS):
        raise click.ClickException(f"--until is {text!r}; name a time in the next {LONGEST_DAYS} days")
    return found.timestamp()


def shown(positions: Positions, zone: ZoneInfo | None, now: float) -> str:
    """Return the overrides of opening hours, one sentence for each line that has one."""
    sentences = [_sentence(name, each, zone) for name, each in sorted(positions.hours.items()) if now < each.until]
    return "\n".join(sentences) or "The opening hours hold on every line."


def zone_of(settings: Config, line_name: str | None) -> ZoneInfo | None:
    """Return the zone of the line, or of the first line that has hours; None if none has."""
    plans = [line.hours for line in settings.lines if line.hours and line_name in (None, line.name)]
    return plans[0].zone if plans else None


def _override(line: str | None, until: str, *, is_open: bool, reason: str) -> None:
    settings = loading.current()
    switching.refuse_unknown(settings, line)
    now, zone = time.time(), zone_of(settings, line)
    wanted = Override(is_open, moment(until, zone, now), reason, getpass.getuser(), now)
    click.echo(shown(override(table(settings), line, wanted, now=now), zone, now))


def _sentence(name: str, each: Override, zone: ZoneInfo | None) -> str:
    line, state = "Every line" if name == switch.EVERY_LINE else name, "open" if each.is_open else "closed"
    why = f" ({each.reason})" if each.reason else ""
    until, set_at = (f"{_local(at, zone):%Y-%m-%d %H:%M}" for at in (each.until, each.set_at))
    return f"{line} is {state} until {until}{why}, set by {each.set_by} at {set_at}."


def _local(at: float, zone: ZoneInfo | None) -> datetime:
    """Return the moment in the zone, or in that of this machine."""
    return datetime.fromtimestamp(at, zone) if zone else datetime.fromtimestamp(at).astimezone()
