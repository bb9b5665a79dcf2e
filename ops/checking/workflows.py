"""Workflows: what cannot be decided in them, and where they lead the callers of lines that name no task queue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ops.checking.accounts import CheckedAccount, workflow_unread
from ops.checking.finding import Finding
from ops.checking.schedule import Schedule
from poller.taskrouter.port import TaskRouterError
from waittimes import workflow_store
from waittimes.routing.doubt import Doubt
from waittimes.routing.route import Path, Route, Step, predict
from waittimes.routing.task_attributes import merged
from waittimes.routing.workflow import read
from waittimes.settings.config import Line
from waittimes.table import Table

BEFORE_A_CALL = Doubt("it depends on the call")
"""The value of an attribute that TaskRouter adds from the call."""


def findings(checked: CheckedAccount, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield the findings on the documents of these lines' workflows."""
    for line in lines:
        if line.workspace_sid in checked.queue_names:
            yield from _of_line(checked, line)


def stored(lines: Iterable[Line], table: Table, now: float, polls: Schedule) -> Iterator[Finding]:
    """Yield how old the workflows in the table are. Raises TableUnavailable."""
    for line in lines:
        if line.task_queue_sid:
            continue
        found = workflow_store.load(table, line.workspace_sid, line.workflow_sid, now=now)
        what, age_seconds = f"line {line.name}: its workflow in the table", now - found.read_at
        if found.workflow.problem:
            yield Finding(
                f"line {line.name}: no wait is announced, because {found.workflow.problem}",
                f"python -m ops poll says why; {polls.start}",
            )
        elif not found.is_usable(now):
            yield Finding(f"{what} is {age_seconds / 3600:.0f} h old", "python -m ops poll says why")
        else:
            yield Finding(f"{what} was read {age_seconds:.0f} s ago")


def _of_line(checked: CheckedAccount, line: Line) -> Iterator[Finding]:
    queues = checked.queue_names[line.workspace_sid]
    try:
        name, document = checked.twilio.workflow(line.workspace_sid, line.workflow_sid)
    except TaskRouterError as error:
        if not line.task_queue_sid:  # routes.py reports on the others.
            yield workflow_unread(f"line {line.name}", line.workspace_sid, line.workflow_sid, error)
        return
    workflow, what = read(document), f"line {line.name}: workflow {name} ({line.workflow_sid})"
    if workflow.problem:
        if not line.task_queue_sid:
            yield Finding(f"{what}: {workflow.problem}", "correct it in the console")
        return
    route = predict(workflow, merged(line.attributes, {}, not_told=BEFORE_A_CALL), priority=line.priority)
    if not line.task_queue_sid:
        yield Finding(f"{what} leads its callers {described(route, queues)}", is_note=not route.is_certain)
    for each in route.trace:
        if isinstance(each.truth, Doubt):
            yield Finding(f'line {line.name}: whether filter "{each.filter.name}" matches: {each.truth}', is_note=True)
    for sid in sorted(workflow.queue_sids - queues.keys()):
        yield Finding(
            f"{what} leads to task queue {sid}, which is not in the workspace, so its wait is never measured",
            "correct the workflow in the console",
        )


def described(route: Route, queues: Mapping[str, str]) -> str:
    """Return where a route leads, as the rest of a sentence; `queues` are the names of task queues by SID."""
    if not route.paths:
        return f"to a task queue that is not known beforehand: {route.doubt}"
    return ", or ".join(_way(path, queues) for path in route.paths)


def _way(path: Path, queues: Mapping[str, str]) -> str:
    if not path.steps:
        return "to no task queue: the task is canceled at once"
    default = [f"to {queue_named(path.default.queue_sid, queues)} when all are skipped"] if path.default else []
    return ", then ".join([*_stays(path.steps, queues), *default])


def _stays(steps: Sequence[Step], queues: Mapping[str, str]) -> Iterator[str]:
    for step in steps:
        facts = [
            f"to {queue_named(step.queue_sid, queues)}",
            f"for {step.timeout_seconds} s" if step.timeout_seconds is not None else "",
            f"unless {step.skip_if.text}" if step.skip_if else "",
            "" if not step.is_narrowed else "for some of its workers" if step.is_open else "where no worker may answer",
            f"({step.doubt})" if step.doubt is not None else "",
        ]
        yield " ".join(filter(None, facts))


def queue_named(queue_sid: str, queues: Mapping[str, str]) -> str:
    """Return a task queue by its name and SID."""
    return f"{queues.get(queue_sid, 'an unknown task queue')} ({queue_sid or 'no SID'})"
