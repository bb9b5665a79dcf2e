"""One account at Twilio: its calls, recordings and tasks. It fails on request, before or after doing something."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from poller.taskrouter.actions import Call, NewTask, Recording, Task
from poller.taskrouter.port import TaskRouterError
from tests.waittimes.voicemails.messages import CALL_SID, NOW

FAILED = TaskRouterError("HTTP 503", HTTPStatus.SERVICE_UNAVAILABLE)


def recording(sid: str, seconds: int = 12, **changed: Any) -> Recording:
    """Return a recording that was made ten seconds after the caller was asked to speak."""
    return replace(Recording(sid, "completed", "RecordVerb", seconds, NOW + 10), **changed)


@dataclass
class TwilioAccount:
    """Implements what voicemail needs of `poller.taskrouter.actions.Actions`, and counts what it is asked."""

    calls: dict[str, str] = field(default_factory=lambda: {CALL_SID: "completed"})
    """The status of each call."""
    recordings: dict[str, list[Recording]] = field(default_factory=dict)
    """The recordings of each call."""
    tasks: dict[str, NewTask] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    """The status of each task that was not forgotten."""
    deleted: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fails_before: list[str] = field(default_factory=list)
    """The next requests by these names fail without effect, each once."""
    fails_after: list[str] = field(default_factory=list)
    """The next requests by these names are done, and their answer is lost, each once."""
    error: TaskRouterError = FAILED

    def fetch_call(self, call_sid: str) -> Call:
        self._asked("fetch_call")
        if call_sid not in self.calls:
            raise TaskRouterError("HTTP 404", HTTPStatus.NOT_FOUND)
        return Call(call_sid, self.calls[call_sid], "", NOW, is_ours=False)

    def recordings_of(self, call_sid: str) -> Sequence[Recording]:
        self._asked("recordings_of")
        return [each for each in self.recordings.get(call_sid, ()) if each.sid not in self.deleted]

    def delete_recording(self, recording_sid: str) -> None:
        self._asked("delete_recording")
        known = {each.sid for found in self.recordings.values() for each in found}
        if recording_sid not in known - set(self.deleted):
            raise TaskRouterError("HTTP 404", HTTPStatus.NOT_FOUND)
        self.deleted.append(recording_sid)
        self._done("delete_recording")

    def create_task(self, workspace_sid: str, task: NewTask) -> str:
        self._asked("create_task")
        assert workspace_sid.startswith("WS")
        assert len(json.dumps(task.attributes, ensure_ascii=False)) <= 4096
        sid = f"WT{len(self.tasks):032x}"
        self.tasks[sid], self.statuses[sid] = task, "pending"
        self._done("create_task")
        return sid

    def find_tasks(self, workspace_sid: str, attribute: str, value: str) -> Sequence[Task]:
        self._asked("find_tasks")
        assert workspace_sid.startswith("WS")
        return [self._task(sid) for sid, each in self.tasks.items() if each.attributes.get(attribute) == value]

    def fetch_task(self, workspace_sid: str, task_sid: str) -> Task:
        self._asked("fetch_task")
        assert workspace_sid.startswith("WS")
        if task_sid not in self.statuses:
            raise TaskRouterError("HTTP 404", HTTPStatus.NOT_FOUND)
        return self._task(task_sid)

    def _task(self, sid: str) -> Task:
        return Task(sid, self.statuses.get(sid, "canceled"), self.tasks[sid].priority, NOW)

    def _asked(self, name: str) -> None:
        self.asked.append(name)
        if name in self.fails_before:
            self.fails_before.remove(name)
            raise self.error

    def _done(self, name: str) -> None:
        if name in self.fails_after:
            self.fails_after.remove(name)
            raise FAILED
