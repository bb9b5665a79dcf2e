"""`explain`: how the wait of one task queue is estimated, from the statistics to the sentence."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import click

from ivr.announcing import languages, phrases
from ivr.announcing.announce import announce, estimate_for
from ivr.phone import Phone
from ops import ending
from ops.aws_clients import table
from ops.json_output import JSON, echo
from ops.known_queue import sid_of, sid_of_line
from ops.layout import clock_time, columns
from ops.waits import explain_facts, heard
from poller.estimation import explain as explain_wait
from poller.estimation.explanation import Explanation
from poller.estimation.state import WorkspaceState
from poller.estimation.workspace import Workspace
from poller.taskrouter.client import TaskRouter
from poller.taskrouter.parsing import measure
from poller.taskrouter.port import Cumulative, TaskRouterError
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from poller.workspace import list_reader
from poller.workspace.queue_reader import QueueReader
from poller.workspace.state_store import StateStore, StoredItems
from waittimes import cache
from waittimes.deadline import Deadline, OutOfTime
from waittimes.settings import loading
from waittimes.settings.config import Config, Line
from waittimes.settings.line_policy import Policy
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import Table, TableUnavailable
from waittimes.wait import Wait

PATIENCE_SECONDS = 30.0
AT_ONCE = 4


@click.command()
@click.argument("queue")
@click.option("--priority", type=int, help="The caller's task priority; default: that of the queue's first line.")
@JSON
def explain(queue: str, priority: int | None, *, as_json: bool) -> None:
    """Explain how the wait of QUEUE is estimated. QUEUE is a task queue's SID or name, or a line's name.

    Prints the estimate from the current statistics, and what the callers of each line hear now, which comes from the
    wait in the table.
    """
    settings = loading.current(languages.vocabulary())
    answering = heard.phone(settings)
    try:
        found = _found(settings, _wanted(answering, queue))
    except (TaskRouterError, SecretUnavailable) as error:
        raise click.ClickException(f"TaskRouter could not be read ({error}); python -m ops check says more") from error
    except OutOfTime as error:
        raise click.ClickException(f"TaskRouter has not answered in {PATIENCE_SECONDS:.0f} s; try again") from error
    lines = [line for line in settings.lines if heard.queue_sid(answering, line) == found.queue_sid]
    wanted = lines[0].priority if priority is None and lines else priority
    if as_json:
        echo(_facts(answering, lines, found, wanted))
    else:
        _print(answering, lines, found, wanted)


def _print(answering: Phone, lines: list[Line], found: "Found", wanted: int | None) -> None:
    click.echo(f"{found.workspace.queue_names[found.queue_sid]} ({found.queue_sid})")
    click.echo(columns([(each.name, each.value, each.reason) for each in found.explanation.steps(wanted)]))
    click.echo(_fresh(lines, found, wanted))
    click.echo(_stored(answering.table, found, wanted))
    for told in _heard(answering, lines):
        click.echo(told)


def _facts(answering: Phone, lines: list[Line], found: "Found", wanted: int | None) -> dict[str, Any]:
    try:
        muted = heard.muted(answering.config, answering.table, time.time())
    except TableUnavailable:
        muted = {}
    stored = _in_table(answering.table, found)
    return {
        "workspace_sid": found.workspace_sid,
        "task_queue_sid": found.queue_sid,
        "name": found.workspace.queue_names[found.queue_sid],
        **explain_facts.of_explanation(found.explanation, wanted, announced=_announced(lines, found, wanted)),
        **explain_facts.of_stored(stored, wanted, time.time()),
        "lines": explain_facts.of_lines(answering, lines, muted),
    }


@dataclass(frozen=True, slots=True)
class Found:
    """A task queue, its workspace as TaskRouter has just described it, and the wait estimated from that."""

    workspace_sid: str
    queue_sid: str
    workspace: Workspace
    explanation: Explanation


def _wanted(answering: Phone, queue: str) -> str:
    """Return the task queue of the line of this name; `queue` itself if no line has the name."""
    line = answering.config.line(queue)
    if line is None:
        return queue
    return sid_of_line(answering, line)


def _found(settings: Config, queue: str) -> Found:
    """Return the queue of this SID or name. Raises TaskRouterError, OutOfTime, SecretUnavailable, BadParameter."""
    names: list[str] = []
    for account in settings.accounts:
        reach = Connection(account, settings.taskrouter_url).until(
            Deadline.in_seconds(PATIENCE_SECONDS), RequestCounts()
        )
        source = TaskRouter(account.sid, reach)
        for workspace_sid in account.workspace_sids:
            workspace = source.workspace(workspace_sid, now=time.time())
            names += workspace.queue_names.values()
            if sid := sid_of(queue, workspace.queue_names):
                return _measured(source, table(settings), workspace_sid, sid, workspace)
    raise click.BadParameter(f"there is no task queue {queue}; there are: {', '.join(sorted(names))}")


def _measured(source: TaskRouter, pages: Table, workspace_sid: str, queue_sid: str, workspace: Workspace) -> Found:
    known = WorkspaceState()
    StateStore(pages, workspace_sid, known.queues, StoredItems()).load(now=time.time())
    listed = list_reader.read(source, workspace_sid, time.time)
    measured = dict(listed.found)
    for sid, present in listed.lacking.items():
        measured[sid] = measure(present, Cumulative(None, present.at))
    if queue_sid not in listed.found:
        deadline = Deadline.in_seconds(PATIENCE_SECONDS)
        reader = QueueReader(source, workspace_sid, time.time, deadline, AT_ONCE, dict(listed.windows))
        for reading in reader.read([queue_sid], listed.lacking):
            if reading.measured is None:
                raise TaskRouterError(reading.failure.reason if reading.failure else "")
            measured[queue_sid] = reading.measured
    if queue_sid not in measured:
        raise OutOfTime
    return Found(workspace_sid, queue_sid, workspace, explain_wait(queue_sid, measured, workspace, known))


def _fresh(lines: list[Line], found: Found, priority: int | None) -> str:
    """Return what the fresh estimate is, and how the queue's first line would announce it."""
    wait = found.explanation.wait
    seconds = clock_time(estimate_for(wait, priority or 0).seconds)
    announced = _announced(lines, found, priority)
    return f"Estimated now: {seconds} ({wait.basis.value}); announced, it would be: {announced}"


def _announced(lines: list[Line], found: Found, priority: int | None) -> str:
    line = lines[0] if lines else None
    words = languages.load()[line.language if line else phrases.DEFAULT_LANGUAGE]
    policy = line.policy if line else Policy()
    wait = found.explanation.wait
    return words.wait(announce(wait, now=wait.measured_at, policy=policy, priority=priority or 0)).text


def _stored(pages: Table, found: Found, priority: int | None) -> str:
    wait = _in_table(pages, found)
    if isinstance(wait, str):
        return wait
    seconds = estimate_for(wait, priority or 0).seconds
    return f"In the table: {clock_time(seconds)} ({wait.basis.value}), {wait.age_seconds(time.time()):.0f} s old"


def _in_table(pages: Table, found: Found) -> Wait | str:
    """Return the wait that the table holds, or a sentence that says why there is none."""
    try:
        wait = cache.WaitReader(pages).wait(found.workspace_sid, found.queue_sid, now=time.time())
    except (TableUnavailable, ValueError) as error:
        return f"The table cannot be read: {error}"
    return wait or "The table does not hold the queue: python -m ops poll says why"


def _heard(answering: Phone, lines: list[Line]) -> Iterator[str]:
    """Yield what the callers of each of these lines hear now."""
    if not lines:
        yield "Callers hear nothing of it: no line announces the wait of this task queue"
        return
    for line in lines:
        yield f"Callers of line {line.name} hear now: {heard.sentence(answering, line)}"
    with suppress(TableUnavailable):
        now = time.time()
        muted = heard.muted(answering.config, answering.table, now)
        of_lines = {line.name: muted[line.name] for line in lines if line.name in muted}
        if said := heard.muting(of_lines, ending.zone_of(answering.config, None), now):
            yield said[0].upper() + said[1:]
