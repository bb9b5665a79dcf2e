"""What callbacks and voicemail need of one account at Twilio: requests about tasks, calls and recordings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

PENDING: Final = "pending"
WAITING_TASK: Final = frozenset({PENDING, "reserved"})
"""No agent has taken the task yet (Twilio docs, Task lifecycle)."""
TAKEN_TASK: Final = frozenset({"assigned", "wrapping", "completed"})
"""An agent has taken the task."""
CANCELED_TASK: Final = "canceled"
LIVE_CALL: Final = frozenset({"queued", "initiated", "ringing", "in-progress"})
"""The call is not over (Twilio docs, Call resource)."""
MOST_LISTED: Final = 1000
"""The most tasks that one answer lists (Twilio's OpenAPI document for TaskRouter)."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task at Twilio. Times are in seconds since the epoch."""

    sid: str
    status: str
    priority: int
    started_at: float
    """Its virtual start: the place it has among tasks of its priority."""
    queue_sid: str = ""
    etag: str = ""
    """The version to which a change may be bound; "" if the answer named none."""
    attributes: Mapping[str, Any] | None = None
    """None if the answer does not show them: Twilio's document leaves them out of lists."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call at Twilio."""

    sid: str
    status: str
    caller_id: str
    created_at: float
    """When it was ordered, in seconds since the epoch."""
    is_ours: bool
    """Whether the API ordered it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording at Twilio."""

    sid: str
    status: str
    source: str
    """How it was made."""
    seconds: int
    """Its length; -1 while that is unknown."""
    created_at: float
    """In seconds since the epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to create."""

    workflow_sid: str
    task_channel: str
    attributes: Mapping[str, Any]
    priority: int
    timeout_seconds: int
    started_at: float | None
    """Its virtual start, in seconds since the epoch, not in the future; None for the moment of its creation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChange:
    """What to change of a task; None leaves a part as it is."""

    started_at: float | None = None
    """Its virtual start, in seconds since the epoch; not in the future."""
    priority: int | None = None
    attributes: Mapping[str, Any] | None = None
    """Its attributes, which are replaced as a whole."""
    only_if: str = ""
    """An `etag`: it is changed only if it still has that version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call to make."""

    to: str
    caller_id: str
    ring_seconds: int
    url: str
    """Where Twilio asks for TwiML once the call is answered."""
    status_url: str
    """Where Twilio tells that the call is over."""


class Actions(Protocol):
    """Tasks and calls of one account, for one poll. Every method raises TaskRouterError, OutOfTime, SecretUnavailable.

    A method that changes something asks once. If it raises a TaskRouterError that `is_unsure`, Twilio may have done it
    all the same; after any other error, and after OutOfTime, Twilio has not.
    """

    def create_task(self, workspace_sid: str, task: NewTask) -> str:
        """Create a task, and return its SID."""

    def find_tasks(self, workspace_sid: str, attribute: str, value: str) -> Sequence[Task]:
        """Return the tasks whose attribute has this value, ended ones of the last minutes included."""

    def fetch_task(self, workspace_sid: str, task_sid: str) -> Task:
        """Return a task. Raises TaskRouterError with status 404 if there is none, or not any more."""

    def pending_tasks(self, workspace_sid: str, queue_sid: str) -> Sequence[Task]:
        """Return the pending tasks of a queue in the order in which they are served, at most MOST_LISTED."""

    def update_task(self, workspace_sid: str, task_sid: str, change: TaskChange) -> None:
        """Change a task. The status is 412 if it has no longer the version to which the change is bound."""

    def cancel_task(self, workspace_sid: str, task_sid: str, reason: str) -> None:
        """Cancel a task that no agent has taken; refused (400) if one has, or if it has ended."""

    def create_call(self, call: NewCall) -> str:
        """Call somebody, and return the call's SID."""

    def fetch_call(self, call_sid: str) -> Call:
        """Return a call. Raises TaskRouterError with status 404 if there is none."""

    def calls_to(self, number: str, *, since: float) -> Sequence[Call]:
        """Return the calls to a number that were ordered since then, the newest first."""

    def recordings_of(self, call_sid: str) -> Sequence[Recording]:
        """Return the recordings of a call that are not deleted, the newest first."""

    def delete_recording(self, recording_sid: str) -> None:
        """Delete a recording. Raises TaskRouterError with status 404 if there is none."""
