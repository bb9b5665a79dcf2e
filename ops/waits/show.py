"""`show`: the waits in the table, one row per line, with what its callers hear."""

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import click

from ivr.announcing import languages
from ivr.announcing.announce import estimate_for
from ivr.phone import Phone
from ops import ending
from ops.aws_clients import table
from ops.json_output import JSON, echo
from ops.layout import NOTHING, clock_time, columns, counted
from ops.waits import heard, show_facts
from ops.waits.why import why
from waittimes import cache, workflow_store
from waittimes.settings import loading
from waittimes.settings.config import Config, Line
from waittimes.wait import Wait

COLUMNS = ("TASK QUEUE", "WAIT", "BASIS", "AGE", "WAITING", "FREE", "BUSY", "ANSWERED", "LINE", "A CALLER HEARS")
WHY = "WHY"
NO_LINE = "(no line announces it)"
A_WORKFLOW = "(a line's workflow leads here)"


@dataclass(frozen=True, slots=True)
class Row:
    """A task queue's wait as one line's callers are told it; `line` is None for a queue of no line."""

    queue: str
    """The task queue's name; its SID where the table does not hold it."""
    wait: Wait | None
    line: Line | None
    sentence: str


@click.command()
@click.option("--why", "says_why", is_flag=True, help="One column more: what each estimate rests on.")
@JSON
def show(*, says_why: bool, as_json: bool) -> None:
    """Show each task queue's wait in the table, and what the callers of each line hear.

    Exits with 1 if the table holds no wait of a workspace.
    """
    settings = loading.current(languages.vocabulary())
    pages, now = table(settings), time.time()
    answering = heard.phone(settings, pages)
    workspaces = [
        _read(settings, answering, account.name, sid) for account in settings.accounts for sid in account.workspace_sids
    ]
    if as_json:
        echo(
            {
                "muted": [show_facts.of_muting(*each) for each in heard.muted(settings, pages, now).items()],
                "overrides": [show_facts.of_override(*each) for each in sorted(heard.overrides(pages, now).items())],
                "task_queues": [fact for each in workspaces for fact in _facts(each, now)],
            }
        )
    else:
        muting = heard.muting(heard.muted(settings, pages, now), ending.zone_of(settings, None), now)
        for said in (muting, heard.overriding(settings, pages, now)):
            if said:
                click.echo(said)
        for each in workspaces:
            _print(each, settings, now, says_why=says_why)
    sys.exit(int(any(not each.rows for each in workspaces)))


class _Workspace(NamedTuple):
    account: str
    sid: str
    queues: int
    rows: list[Row]
    """Empty where the table holds nothing of it."""


def _read(settings: Config, answering: Phone, account: str, workspace_sid: str) -> _Workspace:
    waits = {wait.queue_sid: wait for wait in cache.all_waits(answering.table, workspace_sid)}
    found = sorted(rows(settings, answering, workspace_sid, waits), key=lambda row: row.queue) if waits else []
    return _Workspace(account, workspace_sid, len(waits), found)


def _print(workspace: _Workspace, settings: Config, now: float, *, says_why: bool) -> None:
    click.echo(f"{workspace.account} {workspace.sid}: {counted(workspace.queues, 'task queue')}")
    if workspace.rows:
        click.echo(rendered(workspace.rows, now=now, says_why=says_why))
    else:
        click.echo(
            f"The table {settings.table} holds no wait of this workspace: check the SID in the settings;"
            " python -m ops poll says why nothing is written."
        )


def _facts(workspace: _Workspace, now: float) -> Iterator[dict[str, Any]]:
    for row in workspace.rows:
        said = row.sentence if row.line else None
        fact = show_facts.of_row(row.wait, row.line, row.queue, said, now)
        yield {"account": workspace.account, "workspace_sid": workspace.sid, **fact}


def rows(settings: Config, answering: Phone, workspace_sid: str, waits: dict[str, Wait]) -> Iterator[Row]:
    """Yield a row for each line of the workspace, and one for each task queue that no line names."""
    lines = [line for line in settings.lines if line.workspace_sid == workspace_sid]
    rows_of_lines = [_row(answering, line, waits) for line in lines]
    yield from rows_of_lines
    named = {row.wait.queue_sid for row in rows_of_lines if row.wait}
    routed = {sid for line in lines if not line.task_queue_sid for sid in _reached(answering, line)}
    for sid, wait in waits.items():
        if sid not in named:
            yield Row(wait.queue_name, wait, None, A_WORKFLOW if sid in routed else NO_LINE)


def _row(answering: Phone, line: Line, waits: dict[str, Wait]) -> Row:
    if line.task_queue_sid:
        wait = waits.get(line.task_queue_sid)
        return Row(wait.queue_name if wait else line.task_queue_sid, wait, line, heard.sentence(answering, line))
    current = heard.current_wait(answering, line)
    return Row(" or ".join(current.queues) or NOTHING, current.wait, line, heard.sentence(answering, line))


def _reached(answering: Phone, line: Line) -> frozenset[str]:
    """Return the task queues that callers of the line may reach."""
    stored = workflow_store.load(answering.table, line.workspace_sid, line.workflow_sid, now=answering.clock())
    return stored.workflow.queue_sids


def rendered(shown: Iterable[Row], *, now: float, says_why: bool = False) -> str:
    """Return the rows as aligned columns."""
    head = COLUMNS + (WHY,) * says_why
    return columns([head, *(_cells(row, now, says_why=says_why) for row in shown)])


def _cells(row: Row, now: float, *, says_why: bool) -> tuple[str, ...]:
    said = (row.line.name if row.line else NOTHING, row.sentence)
    if row.wait is None:
        return (row.queue, *(NOTHING,) * 7, *said, *(NOTHING,) * says_why)
    wait, priority = row.wait, row.line.priority if row.line else 0
    seconds = estimate_for(wait, priority).seconds
    counts = map(str, (wait.pending, wait.agents_free, wait.agents_busy, wait.answered))
    facts = (clock_time(seconds), wait.basis.value, f"{wait.age_seconds(now):.0f} s", *counts)
    return (row.queue, *facts, *said, *([why(wait)] if says_why else []))
