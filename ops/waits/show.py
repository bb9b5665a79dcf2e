"""`show`: the cache as a table, readable at a glance."""

import time
from collections.abc import Iterable

import click

from ivr.announcing import languages, phrases
from ivr.announcing.announce import announce
from ops.aws_clients import table
from ops.layout import clock_time, columns
from ops.waits.why import why
from waittimes import cache
from waittimes.settings import loading
from waittimes.settings.line_policy import Policy
from waittimes.wait import Wait

COLUMNS = ("TASK QUEUE", "WAIT", "BASIS", "AGE", "WAITING", "FREE", "BUSY", "ANSWERED", "A CALLER HEARS")
WHY = "WHY"


@click.command()
@click.option("--why", "says_why", is_flag=True, help="A column more: what each estimate rests on.")
def show(*, says_why: bool) -> None:
    """Show every task queue's wait as it lies in the cache."""
    settings = loading.current(languages.vocabulary())
    pages = table(settings)
    for account in settings.accounts:
        for workspace_sid in account.workspace_sids:
            waits = sorted(cache.all_waits(pages, workspace_sid), key=lambda wait: wait.queue_name)
            click.echo(f"{account.name} {workspace_sid}: {len(waits)} task queues")
            click.echo(rendered(waits, now=time.time(), says_why=says_why))


def rendered(waits: Iterable[Wait], *, now: float, says_why: bool = False) -> str:
    """Return the waits as lines of columns, with the sentence that a caller would hear now."""
    words = languages.load()[phrases.DEFAULT_LANGUAGE]
    rows = [COLUMNS + (WHY,) * says_why]
    for wait in waits:
        sentence = words.wait(announce(wait, now=now, policy=Policy())).text
        rows.append((*_facts(wait, now), sentence, *([why(wait)] if says_why else [])))
    return columns(rows)


def _facts(wait: Wait, now: float) -> tuple[str, ...]:
    counts = (wait.pending, wait.agents_free, wait.agents_busy, wait.answered)
    age = f"{wait.age_seconds(now):.0f} s"
    return (wait.queue_name, clock_time(wait.estimate.seconds), wait.basis.value, age, *map(str, counts))
