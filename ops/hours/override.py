"""`close` and `open`: override a line's opening hours, within seconds and for a limited time."""

import getpass
import time
from zoneinfo import ZoneInfo

import click

from ivr import switch, switch_changes
from ivr.switch import Override, Positions
from ops import ending
from ops.aws_clients import table
from ops.known_line import refuse_unknown
from waittimes.settings import loading
from waittimes.settings.hours import REASONS

LINE = click.argument("line", required=False)


@click.command(name="close")
@LINE
@click.option("--reason", type=click.Choice(REASONS), default="emergency", show_default=True, help="What callers hear.")
@ending.options("When the opening hours hold again.")
def close(line: str | None, reason: str, lasting: str | None, until: str | None) -> None:
    """Close LINE, or every line, within five seconds, whatever the opening hours say. It ends by itself."""
    if lasting is None and until is None:
        raise click.UsageError("say when it ends, with --for or --until")
    _override(line, lasting, until, is_open=False, reason=reason)


@click.command(name="open")
@LINE
@ending.options("Keep it open, whatever the opening hours say; without, end a `close`.")
def open_(line: str | None, lasting: str | None, until: str | None) -> None:
    """Let the opening hours of LINE, or of every line, hold again; with --for or --until, keep it open beyond them."""
    if lasting is not None or until is not None:
        _override(line, lasting, until, is_open=True, reason="")
        return
    settings = loading.current()
    refuse_unknown(settings, line)
    now = time.time()
    click.echo(shown(switch_changes.lift(table(settings), line, now=now), ending.zone_of(settings, None), now))


def shown(positions: Positions, zone: ZoneInfo | None, now: float) -> str:
    """Return the overrides of opening hours, one sentence for each line that has one."""
    sentences = [_sentence(name, each, zone) for name, each in sorted(positions.hours.items()) if now < each.until]
    return "\n".join(sentences) or "The opening hours hold on every line."


def _override(line: str | None, lasting: str | None, until: str | None, *, is_open: bool, reason: str) -> None:
    settings = loading.current()
    refuse_unknown(settings, line)
    now, zone = time.time(), ending.zone_of(settings, line)
    ends_at = ending.ends_at(lasting, until, zone, now) or now
    wanted = Override(is_open, ends_at, reason, getpass.getuser(), now)
    click.echo(shown(switch_changes.override(table(settings), line, wanted, now=now), zone, now))


def _sentence(name: str, each: Override, zone: ZoneInfo | None) -> str:
    line, state = "Every line" if name == switch.EVERY_LINE else name, "open" if each.is_open else "closed"
    why = f" ({each.reason})" if each.reason else ""
    until, set_at = (f"{ending.local(at, zone):%Y-%m-%d %H:%M}" for at in (each.until, each.set_at))
    return f"{line} is {state} until {until}{why}, set by {each.set_by} at {set_at}."
