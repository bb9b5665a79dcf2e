"""Tasks and calls of one account in memory. A test lets requests fail before or after they are carried out."""

# ruff: noqa: ARG002 - it takes what the port gives, and looks at what it needs

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from poller.taskrouter.actions import (
    CANCELED_TASK,
    PENDING,
    TAKEN_TASK,
    Call,
    NewCall,
    NewTask,
    Recording,
    Task,
    TaskChange,
)
from poller.taskrouter.port import TaskRouterError

NO_ANSWER = TaskRouterError("ReadTimeout")
"""What is raised where an answer is missing."""
SERVER_ERROR = TaskRouterError("HTTP 500", 500)
REFUSED = TaskRouterError("HTTP 400", 400, 20001)


def nothing(_request: str) -> None:
    """Let a request go on."""


def failing(request: str, error: Exception) -> Callable[[str], None]:
    """Return what lets requests of this method fail with an error."""

    def fail(asked: str) -> None:
        if asked == request:
            raise error

    return fail


@dataclass
class FakeTwilio:
    """Answers as `poller.taskrouter.actions.Actions` promises."""

    clock: Callable[[], float]
    queue_sid: str = "WQ" + "5" * 32
    """The task queue to which every workflow leads."""
    tasks: dict[str, Task] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    ordered: list[NewCall] = field(default_factory=list)
    """The calls that were ordered."""
    created: list[NewTask] = field(default_factory=list)
    """The tasks that were created."""
    called: dict[str, str] = field(default_factory=dict)
    """The numbers that were called, by the call's SID."""
    asked: Counter[str] = field(default_factory=Counter)
    """How often each method was called."""
    before: Callable[[str], None] = nothing
    """Called with the method's name before it does anything. If it raises, nothing was done."""
    after: Callable[[str], None] = nothing
    """Called with the method's name once it is done. If it raises, the answer is lost."""
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def add_task(self, status: str = PENDING, *, started_at: float, priority: int = 0, **attributes: Any) -> str:
        """Let somebody else create a task."""
        sid = f"WT{next(self.numbers):032x}"
        self.tasks[sid] = Task(sid, status, priority, started_at, self.queue_sid, "v1", attributes)
        return sid

    def add_call(self, status: str, *, is_ours: bool = False, caller_id: str = "+4989555666") -> str:
        """Let somebody else make a call."""
        sid = f"CA{next(self.numbers):032x}"
        self.calls[sid] = Call(sid, status, caller_id, self.clock(), is_ours)
        return sid

    def becomes(self, sid: str, status: str) -> None:
        """Change the status of a task or a call."""
        if sid in self.tasks:
            self.tasks[sid] = replace(self.tasks[sid], status=status)
        else:
            self.calls[sid] = replace(self.calls[sid], status=status)

    def create_task(self, workspace_sid: str, task: NewTask) -> str:
        """See Actions."""
        self._begin("create_task")
        self.created.append(task)
        started_at = self.clock() if task.started_at is None else task.started_at
        sid = self.add_task(started_at=started_at, priority=task.priority, **task.attributes)
        self.after("create_task")
        return sid

    def find_tasks(self, workspace_sid: str, attribute: str, value: str) -> Sequence[Task]:
        """See Actions. As in Twilio's document, attributes are not listed."""
        self._begin("find_tasks")
        found = [each for each in self.tasks.values() if (each.attributes or {}).get(attribute) == value]
        self.after("find_tasks")
        return [replace(each, attributes=None, etag="") for each in found]

    def fetch_task(self, workspace_sid: str, task_sid: str) -> Task:
        """See Actions."""
        self._begin("fetch_task")
        found = self._task(task_sid)
        self.after("fetch_task")
        return found

    def pending_tasks(self, workspace_sid: str, queue_sid: str) -> Sequence[Task]:
        """See Actions."""
        self._begin("pending_tasks")
        found = [each for each in self.tasks.values() if each.status == PENDING and each.queue_sid == queue_sid]
        self.after("pending_tasks")
        return sorted(found, key=lambda each: (-each.priority, each.started_at))

    def update_task(self, workspace_sid: str, task_sid: str, change: TaskChange) -> None:
        """See Actions."""
        self._begin("update_task")
        task = self._task(task_sid)
        given: Mapping[str, Any] = {
            "started_at": change.started_at,
            "priority": change.priority,
            "attributes": change.attributes,
        }
        self.tasks[task_sid] = replace(task, **{name: value for name, value in given.items() if value is not None})
        self.after("update_task")

    def cancel_task(self, workspace_sid: str, task_sid: str, reason: str) -> None:
        """See Actions."""
        self._begin("cancel_task")
        if self._task(task_sid).status in {*TAKEN_TASK, CANCELED_TASK}:
            raise REFUSED
        self.becomes(task_sid, CANCELED_TASK)
        self.after("cancel_task")

    def create_call(self, call: NewCall) -> str:
        """See Actions."""
        self._begin("create_call")
        self.ordered.append(call)
        sid = self.add_call("queued", is_ours=True, caller_id=call.caller_id)
        self.called[sid] = call.to
        self.after("create_call")
        return sid

    def fetch_call(self, call_sid: str) -> Call:
        """See Actions."""
        self._begin("fetch_call")
        if call_sid not in self.calls:
            raise TaskRouterError("HTTP 404", 404)
        self.after("fetch_call")
        return self.calls[call_sid]

    def calls_to(self, number: str, *, since: float) -> Sequence[Call]:
        """See Actions."""
        self._begin("calls_to")
        found = [self.calls[sid] for sid, called in self.called.items() if called == number]
        self.after("calls_to")
        return [each for each in reversed(found) if each.created_at >= since]

    def recordings_of(self, call_sid: str) -> Sequence[Recording]:
        """See Actions. Nobody has been recorded."""
        self._begin("recordings_of")
        self.after("recordings_of")
        return []

    def delete_recording(self, recording_sid: str) -> None:
        """See Actions."""
        self._begin("delete_recording")
        self.after("delete_recording")

    def _begin(self, request: str) -> None:
        self.asked[request] += 1
        self.before(request)

    def _task(self, task_sid: str) -> Task:
        if task_sid not in self.tasks:
            raise TaskRouterError("HTTP 404", 404)
        return self.tasks[task_sid]
