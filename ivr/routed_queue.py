"""The wait of a line that names no task queue, by the route along which its workflow sends the caller.

Imported at the first call of such a line, because most phones have none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from waittimes.cache import WaitReader
from waittimes.routing.doubt import Doubt
from waittimes.routing.path_wait import wait_on
from waittimes.routing.route import Route, predict
from waittimes.routing.task_attributes import merged
from waittimes.settings.config import Line
from waittimes.settings.line_policy import SAY
from waittimes.table import Table
from waittimes.wait import Wait
from waittimes.workflow_store import WorkflowReader


@dataclass(frozen=True, slots=True)
class RoutedWait:
    """Where a caller goes, and the wait on that route; None if no number would be true."""

    route: Route
    wait: Wait | None
    queue_names: tuple[str, ...]
    """The task queues that the caller may reach, as far as the table knows them."""

    @property
    def is_certain(self) -> bool:
        """Whether the caller can go only one way. A `skip_if` makes this uncertain: it depends on the workers later."""
        return self.route.is_certain and not any(step.skip_if for step in self.route.targets)


class RoutedQueues:
    """Follows workflows, with one memory for the whole process."""

    def __init__(self, table: Table, waits: WaitReader) -> None:
        self._workflows = WorkflowReader(table)
        self._waits = waits

    def is_remembered(self, line: Line, *, now: float) -> bool:
        """Tell whether routing a caller of this line now would not read the table."""
        if not self._workflows.is_remembered(line.workspace_sid, line.workflow_sid, now=now):
            return False
        stored = self._workflows.workflow(line.workspace_sid, line.workflow_sid, now=now)
        return all(self._waits.is_remembered(line.workspace_sid, sid, now=now) for sid in stored.workflow.queue_sids)

    def wait(self, line: Line, call: Mapping[str, str], *, now: float) -> RoutedWait:
        """Return the wait of a caller of this line; `call` holds the fields of their webhook.

        Raises TableUnavailable and MalformedPage.
        """
        route = self.route(line, call, now=now)
        found = {sid: self._waits.wait(line.workspace_sid, sid, now=now) for sid in sorted(route.queue_sids)}
        waits = {sid: wait for sid, wait in found.items() if wait is not None}
        wait = wait_on(route, waits, speaks_narrowed=line.policy.narrowed == SAY)
        return RoutedWait(route, wait, tuple(each.queue_name for each in waits.values()))

    def route(self, line: Line, call: Mapping[str, str], *, now: float) -> Route:
        """Return where the line's workflow sends this caller. Raises TableUnavailable."""
        stored = self._workflows.workflow(line.workspace_sid, line.workflow_sid, now=now)
        if not stored.is_usable(now):
            return Route((), doubt=Doubt(stored.workflow.problem or "the workflow was last read a day ago or more"))
        return predict(stored.workflow, merged(line.attributes, call), priority=line.priority)

    def scored_line(self, line: Line, call: Mapping[str, str], *, now: float) -> Line | None:
        """Return the line with the queue and the priority in which this caller waits; None if they may move on.

        A score judges the estimates for one priority in one queue, so it needs a caller who stays there.
        Raises TableUnavailable.
        """
        targets = self.route(line, call, now=now).targets
        if len(targets) != 1 or targets[0].is_narrowed or targets[0].can_be_left:
            return None
        return replace(line, task_queue_sid=targets[0].queue_sid, priority=targets[0].priority)
