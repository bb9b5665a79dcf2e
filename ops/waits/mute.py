"""`mute` and `unmute`: the kill switch of the announced wait. It takes effect within seconds; nothing is deployed."""

import getpass
import time
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import click

from ivr import switch, switch_changes
from ivr.switch import Muting
from ops import ending
from ops.aws_clients import table
from ops.known_line import refuse_unknown
from waittimes.settings import loading

LINE = click.argument("line", required=False)
LONGEST_REASON = 200


@click.command()
@LINE
@click.option("--reason", default="", help="Why, for those who see it on the wallboard and in `show`.")
@ending.options("When it ends by itself; without, `unmute` ends it.")
def mute(line: str | None, reason: str, lasting: str | None, until: str | None) -> None:
    """Announce no wait to the callers of LINE, or of any line, within five seconds."""
    settings = loading.current()
    refuse_unknown(settings, line)
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise click.UsageError(f"--reason must have at most {LONGEST_REASON} characters, on one line")
    now, zone = time.time(), ending.zone_of(settings, line)
    wanted = Muting(ending.ends_at(lasting, until, zone, now), reason, getpass.getuser(), now)
    click.echo(silenced(switch_changes.mute(table(settings), line, wanted, now=now).muted, zone, now))


@click.command()
@LINE
def unmute(line: str | None) -> None:
    """Announce the wait to the callers of LINE again, or of all lines."""
    settings = loading.current()
    refuse_unknown(settings, line)
    now = time.time()
    after = switch_changes.unmute(table(settings), line, now=now)
    click.echo(silenced(after.muted, ending.zone_of(settings, line), now))


def silenced(muted: Mapping[str, Muting], zone: ZoneInfo | None, now: float) -> str:
    """Return which lines are muted, one sentence for each muting."""
    said = mutings(muted, zone, now)
    if not said:
        return "Within five seconds waits are announced on every line."
    return f"Within five seconds:\n{said}"


def mutings(muted: Mapping[str, Muting], zone: ZoneInfo | None, now: float) -> str:
    """Return the mutings that hold, with reason, end, and who set them when: one sentence each, "" for none."""
    return "\n".join(_sentence(name, each, zone) for name, each in sorted(muted.items()) if each.holds(now))


def _sentence(name: str, each: Muting, zone: ZoneInfo | None) -> str:
    line = "Every line" if name == switch.EVERY_LINE else name
    until = "until unmute" if each.until is None else f"until {ending.local(each.until, zone):%Y-%m-%d %H:%M}"
    why = f" ({each.reason})" if each.reason else ""
    who = f", set by {each.set_by} at {ending.local(each.set_at, zone):%Y-%m-%d %H:%M}" if each.set_by else ""
    return f"{line} is muted {until}{why}{who}."
