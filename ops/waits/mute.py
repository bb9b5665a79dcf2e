"""`mute` and `unmute`: the kill switch of the announced wait. It takes effect within seconds; nothing is deployed."""

import time
from dataclasses import replace

import click

from ivr import switch
from ivr.switch import Positions
from ops import switching
from ops.aws_clients import table
from waittimes.settings import loading
from waittimes.table import Table

LINE = click.argument("line", required=False)


@click.command()
@LINE
def mute(line: str | None) -> None:
    """Announce no wait to the callers of LINE, or of any line."""
    settings = loading.current()
    switching.refuse_unknown(settings, line)
    click.echo(silenced(change(table(settings), line, is_muted=True, now=time.time())))


@click.command()
@LINE
def unmute(line: str | None) -> None:
    """Announce the wait to the callers of LINE again, or of all lines."""
    settings = loading.current()
    switching.refuse_unknown(settings, line)
    click.echo(silenced(change(table(settings), line, is_muted=False, now=time.time())))


def change(waits: Table, line: str | None, *, is_muted: bool, now: float) -> frozenset[str]:
    """Mute or unmute a line, or all if `line` is None, and return what is muted now. Raises TableUnavailable."""

    def edit(before: Positions) -> Positions:
        return replace(before, muted=_changed(before.muted, line, is_muted=is_muted))

    return switching.change(waits, edit, now=now).muted


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
