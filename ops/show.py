"""`show`: the cache as a table, readable at a glance."""

import time
from collections.abc import Iterable, Sequence

import click

from ivr import languages, phrases
from ivr.announce import announce
from ops.door import table
from waittimes import cache, config
from waittimes.conversation import Policy
from waittimes.wait import Wait

COLUMNS = ("TASK QUEUE", "WAIT", "BASIS", "AGE", "WAITING", "FREE", "BUSY", "ANSWERED", "A CALLER HEARS")


@click.command()
def show() -> None:
    """Show every task queue's wait as it lies in the cache."""
    settings = config.current()
    pages = table(settings)
    for account in settings.accounts:
        for workspace_sid in account.workspace_sids:
            waits = sorted(cache.all_waits(pages, workspace_sid), key=lambda wait: wait.queue_name)
            click.echo(f"{account.name} {workspace_sid}: {len(waits)} task queues")
            click.echo(rendered(waits, now=time.time()))


def rendered(waits: Iterable[Wait], *, now: float) -> str:
    """Return the waits as lines of columns, with the sentence that a caller would hear now."""
    words = languages.load()[phrases.DEFAULT_LANGUAGE]
    rows = [(*_facts(wait, now), words.wait(announce(wait, now=now, policy=Policy())).text) for wait in waits]
    return columns([COLUMNS, *rows])


def _facts(wait: Wait, now: float) -> tuple[str, ...]:
    counts = (wait.pending, wait.agents_free, wait.agents_busy, wait.answered)
    age = f"{wait.age_seconds(now):.0f} s"
    return (wait.queue_name, clock_time(wait.estimate.seconds), wait.basis.value, age, *map(str, counts))


def clock_time(seconds: float | None) -> str:
    """Return a duration as minutes and seconds, a dash for none."""
    return "-" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows with their columns aligned."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)
