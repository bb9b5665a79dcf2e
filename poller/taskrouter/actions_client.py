"""Tasks, calls and recordings through the `twilio` package's client of one account."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from poller.taskrouter import answers
from poller.taskrouter.actions import (
    CANCELED_TASK,
    MOST_LISTED,
    PENDING,
    Call,
    NewCall,
    NewTask,
    Recording,
    Task,
    TaskChange,
)
from poller.taskrouter.port import TaskRouterError

CALLS_LISTED = 50
RECORDINGS_LISTED = 50
OUTBOUND = "outbound-api"
SERVED_FIRST = "Priority:desc,VirtualStartTime:asc"


class TwilioActions:
    """One account's tasks and calls. Implements `poller.taskrouter.actions.Actions`.

    `client` is the package's client, whose HTTP client makes a request that changes something only once.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def create_task(self, workspace_sid: str, task: NewTask) -> str:
        """See Actions."""
        tasks = self._tasks(workspace_sid)
        return answers.fetch(
            lambda: _sid(
                tasks.create(
                    workflow_sid=task.workflow_sid,
                    task_channel=task.task_channel,
                    attributes=_json(task.attributes),
                    priority=task.priority,
                    timeout=task.timeout_seconds,
                    **({} if task.started_at is None else {"virtual_start_time": _moment(task.started_at)}),
                )
            )
        )

    def find_tasks(self, workspace_sid: str, attribute: str, value: str) -> Sequence[Task]:
        """See Actions."""
        return self._listed(workspace_sid, evaluate_task_attributes=f"{attribute} == '{value}'")

    def fetch_task(self, workspace_sid: str, task_sid: str) -> Task:
        """See Actions."""
        task = self._workspace(workspace_sid).tasks(task_sid)
        return answers.fetch(lambda: _fetched(task.fetch_with_http_info()))

    def pending_tasks(self, workspace_sid: str, queue_sid: str) -> Sequence[Task]:
        """See Actions."""
        return self._listed(workspace_sid, task_queue_sid=queue_sid, assignment_status=[PENDING], ordering=SERVED_FIRST)

    def update_task(self, workspace_sid: str, task_sid: str, change: TaskChange) -> None:
        """See Actions."""
        changes = {
            "virtual_start_time": None if change.started_at is None else _moment(change.started_at),
            "priority": change.priority,
            "attributes": None if change.attributes is None else _json(change.attributes),
            "if_match": change.only_if or None,
        }
        self._update(workspace_sid, task_sid, {name: value for name, value in changes.items() if value is not None})

    def cancel_task(self, workspace_sid: str, task_sid: str, reason: str) -> None:
        """See Actions."""
        self._update(workspace_sid, task_sid, {"assignment_status": CANCELED_TASK, "reason": reason})

    def create_call(self, call: NewCall) -> str:
        """See Actions."""
        calls = self._client.calls
        return answers.fetch(
            lambda: _sid(
                calls.create(
                    to=call.to,
                    from_=call.caller_id,
                    timeout=call.ring_seconds,
                    url=call.url,
                    status_callback=call.status_url,
                    status_callback_event=["completed"],
                )
            )
        )

    def fetch_call(self, call_sid: str) -> Call:
        """See Actions."""
        call = self._client.calls(call_sid)
        return answers.fetch(lambda: _call(call.fetch()))

    def calls_to(self, number: str, *, since: float) -> Sequence[Call]:
        """See Actions.

        Twilio can filter by the time at which a call started, but a call that it still holds back has none.
        """
        listed = self._client.calls
        found = answers.fetch(lambda: [*_read(listed.page(to=number, page_size=CALLS_LISTED), _call)])
        return [call for call in found if call.created_at >= since]

    def recordings_of(self, call_sid: str) -> Sequence[Recording]:
        """See Actions."""
        listed = self._client.recordings
        return answers.fetch(lambda: [*_read(listed.page(call_sid=call_sid, page_size=RECORDINGS_LISTED), _recording)])

    def delete_recording(self, recording_sid: str) -> None:
        """See Actions."""
        recording = self._client.recordings(recording_sid)
        if not answers.fetch(recording.delete):
            raise TaskRouterError("the recording was not deleted", HTTPStatus.BAD_REQUEST)

    def _workspace(self, workspace_sid: str) -> Any:
        return self._client.taskrouter.v1.workspaces(workspace_sid)

    def _tasks(self, workspace_sid: str) -> Any:
        return self._workspace(workspace_sid).tasks

    def _listed(self, workspace_sid: str, **wanted: Any) -> Sequence[Task]:
        tasks = self._tasks(workspace_sid)
        return answers.fetch(lambda: [*_read(tasks.page(page_size=MOST_LISTED, **wanted), _task)])

    def _update(self, workspace_sid: str, task_sid: str, changes: Mapping[str, Any]) -> None:
        task = self._workspace(workspace_sid).tasks(task_sid)
        answers.fetch(lambda: task.update(**changes))


def _read(page: Any, read: Any) -> Iterator[Any]:
    """Yield what can be read of a page; a list with an entry that cannot be read is not trusted.

    Whoever looks for a task or a call before making another must not overlook one.
    """
    for each in answers.entries(page):
        if each is None:
            raise TaskRouterError("unreadable answer")
        yield read(each)


def _fetched(answer: Any) -> Task:
    headers = {str(name).lower(): str(value) for name, value in (answer.headers or {}).items()}
    return _task(answer.data, headers.get("etag", ""))


def _task(found: Any, etag: str = "") -> Task:
    started = found.virtual_start_time or found.date_created
    return Task(
        sid=_sid(found),
        status=str(found.assignment_status),
        priority=int(found.priority or 0),
        started_at=_seconds(started),
        queue_sid=str(found.task_queue_sid or ""),
        etag=etag,
        attributes=None if found.attributes is None else _object(found.attributes),
    )


def _call(found: Any) -> Call:
    return Call(
        sid=_sid(found),
        status=str(found.status),
        caller_id=str(found._from or ""),  # noqa: SLF001 - the package has no other name for it
        created_at=_seconds(found.date_created),
        is_ours=found.direction == OUTBOUND,
    )


def _recording(found: Any) -> Recording:
    return Recording(
        sid=_sid(found),
        status=str(found.status),
        source=str(found.source),
        seconds=-1 if found.duration is None else int(found.duration),
        created_at=_seconds(found.date_created),
    )


def _sid(found: Any) -> str:
    if not isinstance(found.sid, str) or not found.sid:
        raise TaskRouterError("unreadable answer")
    return found.sid


def _seconds(moment: Any) -> float:
    if not isinstance(moment, datetime):
        raise TaskRouterError("unreadable answer")
    return moment.timestamp()


def _object(text: str) -> Mapping[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TaskRouterError("unreadable answer")
    return found


def _json(attributes: Mapping[str, Any]) -> str:
    return json.dumps(attributes, ensure_ascii=False, separators=(",", ":"))


def _moment(at: float) -> datetime:
    # Whole seconds, never rounded up into the future.
    return datetime.fromtimestamp(math.floor(at), UTC)
