"""Twilio, as the poller's callbacks see it, in the virtual time of a simulated contact centre."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from poller.taskrouter.actions import Call, NewCall, NewTask, Recording, Task, TaskChange
from poller.taskrouter.port import TaskRouterError
from simulator.centre import task as simulated
from simulator.centre.centre import Centre
from simulator.centre.sids import sid

GONE = TaskRouterError("HTTP 404", HTTPStatus.NOT_FOUND)


@dataclass(slots=True)
class CentreActions:
    """Tasks of `centre`, and calls that `dials` carries out. Implements `poller.taskrouter.actions.Actions`."""

    centre: Centre
    dials: Callable[[str, NewCall], None]
    """Takes the SID of a call and the call that was ordered."""
    calls: dict[str, Call] = field(default_factory=dict)
    """Every call that was ordered, by SID."""
    _numbers: dict[str, str] = field(default_factory=dict)

    def create_task(self, workspace_sid: str, task: NewTask) -> str:  # noqa: ARG002 - the centre has one workspace
        """See Actions."""
        return self.centre.create_task(
            task.workflow_sid,
            task.attributes,
            task.priority,
            virtual_start_at=task.started_at,
            channel=task.task_channel,
            timeout_seconds=task.timeout_seconds,
        ).sid

    def find_tasks(self, workspace_sid: str, attribute: str, value: str) -> Sequence[Task]:  # noqa: ARG002
        """See Actions."""
        return [_shown(each) for each in self.centre.tasks() if each.attributes.get(attribute) == value]

    def fetch_task(self, workspace_sid: str, task_sid: str) -> Task:  # noqa: ARG002
        """See Actions."""
        return _shown(self._task(task_sid))

    def pending_tasks(self, workspace_sid: str, queue_sid: str) -> Sequence[Task]:  # noqa: ARG002
        """See Actions."""
        return [_shown(each) for each in self.centre.queues[queue_sid].waiting()]

    def update_task(self, workspace_sid: str, task_sid: str, change: TaskChange) -> None:  # noqa: ARG002
        """See Actions."""
        self.centre.update_task(
            self._task(task_sid),
            attributes=change.attributes,
            priority=change.priority,
            virtual_start_at=change.started_at,
        )

    def cancel_task(self, workspace_sid: str, task_sid: str, reason: str) -> None:  # noqa: ARG002
        """See Actions."""
        self.centre.hang_up(self._task(task_sid), reason)

    def create_call(self, call: NewCall) -> str:
        """See Actions."""
        call_sid = sid("CA", f"callback/{len(self.calls)}")
        self.calls[call_sid] = Call(call_sid, "ringing", call.caller_id, self.centre.now, is_ours=True)
        self._numbers[call_sid] = call.to
        self.dials(call_sid, call)
        return call_sid

    def now_is(self, call_sid: str, status: str) -> None:
        """Let a call have this status from now on."""
        self.calls[call_sid] = replace(self.calls[call_sid], status=status)

    def fetch_call(self, call_sid: str) -> Call:
        """See Actions."""
        if call_sid not in self.calls:
            raise GONE
        return self.calls[call_sid]

    def calls_to(self, number: str, *, since: float) -> Sequence[Call]:
        """See Actions."""
        found = (each for each in self.calls.values() if self._numbers[each.sid] == number)
        return [each for each in found if each.created_at >= since][::-1]

    def recordings_of(self, call_sid: str) -> Sequence[Recording]:  # noqa: ARG002 - nobody records here
        """See Actions."""
        return ()

    def delete_recording(self, recording_sid: str) -> None:  # noqa: ARG002 - nobody records here
        """See Actions."""
        raise GONE

    def _task(self, task_sid: str) -> simulated.Task:
        found = self.centre.task(task_sid)
        if found is None:
            raise GONE
        return found


def _shown(task: simulated.Task) -> Task:
    return Task(task.sid, task.status, task.priority, task.virtual_start_at, task.queue_sid, "", task.attributes)
