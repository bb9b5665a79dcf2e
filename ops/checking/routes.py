"""Checks that a line's attributes lead its callers into the task queue whose wait they hear."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ops.checking.accounts import CheckedAccount, workflow_unread
from ops.checking.finding import Finding
from ops.checking.lines import named
from poller.taskrouter.port import TaskRouterError
from waittimes.routing import task_attributes, workflow
from waittimes.routing.route import Route, predict
from waittimes.settings.config import Line


def findings(checked: CheckedAccount, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield whether each line's task queue exists, and whether its workflow leads the line's callers into it."""
    sharing = defaultdict[tuple[str, str], list[Line]](list)
    for line in lines:
        queues = checked.queue_names.get(line.workspace_sid)
        if queues is None or not line.task_queue_sid:
            continue  # An unreadable workspace was reported already; workflows.py reports on lines without a queue.
        if line.task_queue_sid in queues:
            sharing[line.workspace_sid, line.workflow_sid].append(line)
            continue
        there = ", ".join(f"{name} ({sid})" for sid, name in sorted(queues.items(), key=lambda each: each[1]))
        yield Finding(
            f"line {line.name}: its task queue {line.task_queue_sid} is not in workspace {line.workspace_sid},"
            " so no wait is announced",
            f"leave task_queue_sid out, or set it to one of {there}",
        )
    for (workspace_sid, workflow_sid), those in sharing.items():
        yield from _of_workflow(checked, workspace_sid, workflow_sid, those)


def _of_workflow(
    checked: CheckedAccount, workspace_sid: str, workflow_sid: str, lines: Sequence[Line]
) -> Iterator[Finding]:
    """Yield where the workflow leads the callers of these lines; the lines without a problem share one finding."""
    try:
        name, document = checked.twilio.workflow(workspace_sid, workflow_sid)
    except TaskRouterError as error:
        yield workflow_unread(named(lines), workspace_sid, workflow_sid, error)
        return
    read = workflow.read(document)
    outcome = Outcome(f"workflow {name} ({workflow_sid})", checked.queue_names[workspace_sid])
    aright = [line for line in lines if _first_queues(_route(read, line)) == {line.task_queue_sid}]
    if aright:
        to = ", ".join(f"{line.name} ({outcome.queues[line.task_queue_sid]})" for line in aright)
        yield Finding(
            f"{outcome.workflow} leads the callers of line{'s' * (len(aright) > 1)} {to} into that task queue"
        )
    for line in lines:
        if line not in aright:
            yield outcome.finding(line, _route(read, line))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Reports where a workflow leads a line's callers if that is not certainly the line's task queue."""

    workflow: str
    """What the workflow is called."""
    queues: Mapping[str, str]
    """The names of the workspace's task queues by SID."""

    def finding(self, line: Line, route: Route) -> Finding:
        """Return the finding on the line."""
        own, first = self._named(line.task_queue_sid), _first_queues(route)
        leads = f"line {line.name}: {self.workflow}"
        if not route.paths:
            return Finding(f"{leads} could not be followed ({route.doubt}), so it was not tested", is_note=True)
        if not first:
            return Finding(
                f"{leads} has neither a filter nor a default for its callers, so they are not enqueued",
                "correct the line's attributes, or give the workflow a default",
            )
        others = ", ".join(self._named(sid) for sid in sorted(first - {line.task_queue_sid}))
        if line.task_queue_sid in first:
            why = f" ({route.doubt})" if route.doubt is not None else ""
            return Finding(
                f"{leads} leads its callers into {own} or {others}{why}; the wait of {own} is announced", is_note=True
            )
        return Finding(
            f"{leads} leads its callers into {others}, and the wait of {own} is announced",
            "leave task_queue_sid out, or correct the line's attributes",
        )

    def _named(self, sid: str) -> str:
        return f"{self.queues.get(sid, 'an unknown task queue')} ({sid})"


def _route(read: workflow.Workflow, line: Line) -> Route:
    """Return where the line's callers go. Only the number they call is known, and only if the line has just one."""
    numbers = [number for number in line.numbers if number.startswith("+")]
    call = {"To": numbers[0], "Called": numbers[0]} if len(line.numbers) == len(numbers) == 1 else {}
    return predict(read, task_attributes.merged(line.attributes, call), priority=line.priority)


def _first_queues(route: Route) -> frozenset[str]:
    """Return the task queues that a caller may join first: a target that may be skipped leads on to the next."""
    found = set[str]()
    for path in route.paths:
        for step in path.steps:
            found.add(step.queue_sid)
            if step.is_open and step.skip_if is None and step.doubt is None:
                break
        else:
            found |= {path.default.queue_sid} if path.default else set()
    return frozenset(found - {""})
