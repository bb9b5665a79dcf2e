"""`mute` and `unmute`: the kill switch of the announced wait. It takes effect within seconds; nothing is deployed."""

import time

import click

from ivr import mute as switch
from ops.aws_clients import table
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.table import PageConflict, Table

ATTEMPTS = 3
LINE = click.argument("line", required=False)


@click.command()
@LINE
def mute(line: str | None) -> None:
    """Announce no wait to the callers of LINE, or of any line."""
    settings = loading.current()
    _refuse_unknown(settings, line)
    click.echo(silenced(change(table(settings), line, is_muted=True, now=time.time())))


@click.command()
@LINE
def unmute(line: str | None) -> None:
    """Announce the wait to the callers of LINE again, or of all lines."""
    settings = loading.current()
    _refuse_unknown(settings, line)
    click.echo(silenced(change(table(settings), line, is_muted=False, now=time.time())))


def change(waits: Table, line: str | None, *, is_muted: bool, now: float) -> frozenset[str]:
    """Mute or unmute a line, or all where `line` is None, and return what is muted then. Raises TableUnavailable."""
    for _ in range(ATTEMPTS):
        page = waits.get(switch.KEY, consistent=True)
        before = switch.muted_lines(page)
        after = _changed(before, line, is_muted=is_muted)
        try:
            switch.write(waits, after, replaces=page, now=now)
        except PageConflict:
            continue  # somebody else has changed it meanwhile, and that must not be lost
        return after
    raise click.ClickException("somebody else keeps changing the switch; ask who does, and try again")


def silenced(lines: frozenset[str]) -> str:
    """Return which lines are muted, as a sentence."""
    if switch.EVERY_LINE in lines:
        return "Within five seconds no wait is announced on any line."
    if lines:
        return f"Within five seconds no wait is announced on these lines: {', '.join(sorted(lines))}."
    return "Waits are announced on every line."


def _changed(before: frozenset[str], line: str | None, *, is_muted: bool) -> frozenset[str]:
    if line is None:
        return frozenset({switch.EVERY_LINE}) if is_muted else frozenset()
    if not is_muted and switch.EVERY_LINE in before:
        raise click.ClickException("all lines are muted together; run unmute without a name")
    return before | {line} if is_muted else before - {line}


def _refuse_unknown(settings: Config, line: str | None) -> None:
    names = [each.name for each in settings.lines]
    if line is not None and line not in names:
        raise click.ClickException(f"there is no line {line!r}; there are {', '.join(names)}")
