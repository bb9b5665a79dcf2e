"""One account's TaskRouter in memory. A test sets its numbers and makes requests fail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from poller.estimation.workspace import Workspace as ListedWorkspace
from poller.taskrouter.parsing import IN_QUEUE_WAIT
from poller.taskrouter.port import ListPage, TaskRouterError
from waittimes.settings.formats import TASK_QUEUE_SID

OFFLINE, AVAILABLE, BREAK, RESERVED, BUSY = (f"WA{digit * 32}" for digit in "01234")
"""SIDs of the Activities; only the second is available."""


def realtime(**fields: Any) -> dict[str, Any]:
    """Return a queue's real-time statistics as TaskRouter writes them, with these fields replaced."""
    return {
        "activity_statistics": [
            {"sid": OFFLINE, "friendly_name": "Offline", "workers": 2},
            {"sid": AVAILABLE, "friendly_name": "Available", "workers": 9},
            {"sid": BREAK, "friendly_name": "Break", "workers": 1},
        ],
        "longest_task_waiting_age": 75,
        "longest_task_waiting_sid": "WT" + "8" * 32,
        "tasks_by_priority": {"0": 3, "20": 1},
        "tasks_by_status": {"pending": 4, "reserved": 1, "assigned": 6, "wrapping": 2},
        "total_available_workers": 9,
        "total_eligible_workers": 12,
        "total_tasks": 13,
    } | fields


def cumulative(average: Any = 210, **fields: Any) -> dict[str, Any]:
    """Return a queue's cumulative statistics, with the mean wait in the queue (None: without that field)."""
    waited = {"avg": average, "min": 3, "max": 480, "total": 3570}
    return {
        "avg_task_acceptance_time": 0.0,
        "start_time": "2026-11-23T09:00:00Z",
        "end_time": "2026-11-23T09:15:00Z",
        "reservations_accepted": 17,
        "reservations_canceled": 0,
        "reservations_created": 19,
        "reservations_rejected": 1,
        "reservations_rescinded": 0,
        "reservations_timed_out": 1,
        "tasks_canceled": 5,
        "tasks_deleted": 0,
        "tasks_entered": 23,
        "tasks_moved": 0,
        **({} if average is None else {IN_QUEUE_WAIT: waited}),
    } | fields


@dataclass
class Entry:
    """A task queue: its statistics in the list, and its answers to requests for this queue alone."""

    realtime: Any = field(default_factory=realtime)
    cumulative: Any = field(default_factory=cumulative)
    cumulative_alone: Any = None
    in_bulk: Any = None
    """Its real-time statistics in a bulk request, which count every channel's tasks; by default those of the list."""
    realtime_alone: Any = None
    """Its real-time statistics if asked alone; by default those of the list."""


@dataclass
class Workspace:
    """A workspace's task queues by SID. An exception in a field makes that request fail with it."""

    queues: dict[str, Entry] = field(default_factory=dict)
    multi_tasking: bool = True
    workspace_fails: Exception | None = None
    list_fails: Exception | None = None
    listed_before_failing: int = 0
    page_size: int = 1000
    pages_asked: list[str] = field(default_factory=list)
    """The URLs of the pages of the list that were asked for, "" for the first."""
    asked_alone: list[str] = field(default_factory=list)
    realtime_fails: Exception | None = None
    realtime_asked_alone: list[str] = field(default_factory=list)
    bulk_fails: Exception | None = None
    bulks: list[tuple[str, ...]] = field(default_factory=list)
    workflows: dict[str, str | Exception] = field(default_factory=dict)
    """Documents by the workflow's SID; an exception makes the request fail with it."""
    workflows_asked: list[str] = field(default_factory=list)


@dataclass
class FakeStatisticsSource:
    """Answers as `poller.taskrouter.port.StatisticsSource` promises, out of these workspaces by SID."""

    workspaces: dict[str, Workspace]
    before_request: Callable[[], None] = lambda: None
    """Called before each request is answered. If it raises, the request raises the same."""

    def workspace(self, workspace_sid: str, *, now: float) -> ListedWorkspace:
        """See StatisticsSource."""
        self.before_request()
        workspace = self.workspaces[workspace_sid]
        if workspace.workspace_fails:
            raise workspace.workspace_fails
        return ListedWorkspace(
            read_at=now,
            multi_tasking=workspace.multi_tasking,
            queue_names={sid: f"Queue {sid[-2:]}" for sid in workspace.queues if TASK_QUEUE_SID.matches(sid)},
            available_activities=frozenset({AVAILABLE}),
            working_activities=frozenset() if workspace.multi_tasking else frozenset({RESERVED, BUSY}),
        )

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        """See StatisticsSource."""
        self.before_request()
        workspace = self.workspaces[workspace_sid]
        workspace.pages_asked.append(url)
        listed = [(sid, entry.realtime, entry.cumulative) for sid, entry in workspace.queues.items()]
        first = int(url or 0)
        after = first + workspace.page_size
        if workspace.list_fails:
            if first >= workspace.listed_before_failing:
                raise workspace.list_fails
            after = min(after, workspace.listed_before_failing)
        more = after < len(listed) or workspace.list_fails is not None
        return ListPage(tuple(listed[first:after]), str(after) if more else "")

    def realtime(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:
        """See StatisticsSource."""
        self.before_request()
        workspace = self.workspaces[workspace_sid]
        workspace.realtime_asked_alone.append(queue_sid)
        if workspace.realtime_fails:
            raise workspace.realtime_fails
        entry = workspace.queues[queue_sid]
        found = entry.realtime if entry.realtime_alone is None else entry.realtime_alone
        if not isinstance(found, Mapping):
            raise TaskRouterError("unreadable answer")
        return found

    def realtime_in_bulk(self, workspace_sid: str, queue_sids: Sequence[str]) -> Mapping[str, Any]:
        """See StatisticsSource."""
        self.before_request()
        workspace = self.workspaces[workspace_sid]
        workspace.bulks.append(tuple(queue_sids))
        if workspace.bulk_fails:
            raise workspace.bulk_fails
        found = {sid: workspace.queues[sid].in_bulk or workspace.queues[sid].realtime for sid in queue_sids}
        return {sid: realtime for sid, realtime in found.items() if isinstance(realtime, Mapping)}

    def cumulative(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:
        """See StatisticsSource."""
        self.before_request()
        workspace = self.workspaces[workspace_sid]
        workspace.asked_alone.append(queue_sid)
        answer = workspace.queues[queue_sid].cumulative_alone
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            raise TaskRouterError("HTTP 404", 404)
        found: Mapping[str, Any] = answer
        return found

    def workflow(self, workspace_sid: str, workflow_sid: str) -> str:
        """See StatisticsSource."""
        self.before_request()
        workspace = self.workspaces[workspace_sid]
        workspace.workflows_asked.append(workflow_sid)
        found = workspace.workflows.get(workflow_sid, TaskRouterError("HTTP 404", 404))
        if isinstance(found, Exception):
            raise found
        return found
