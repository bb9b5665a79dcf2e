"""A caller as TaskRouter sees them: a task that waits, is reserved for an agent, assigned, wrapped up, completed."""

import math
from typing import TYPE_CHECKING, Final, Literal

from simulator.centre.sids import sid

if TYPE_CHECKING:
    from collections.abc import Mapping

Status = Literal["pending", "reserved", "assigned", "wrapping", "completed", "canceled"]

PENDING: Final = "pending"
RESERVED: Final = "reserved"
ASSIGNED: Final = "assigned"
WRAPPING: Final = "wrapping"
COMPLETED: Final = "completed"
CANCELED: Final = "canceled"

VOICE: Final = "voice"
TIMEOUT_SECONDS = 86_400

Rank = tuple[int, float, int]


class Task:
    """One caller, from the call to its end. Times are seconds since the epoch, None until they are known.

    `number` counts the callers of the workspace. The queue and the agent are named by their SIDs; the router has them.
    """

    __slots__ = (
        "accepted_at",
        "attributes",
        "channel",
        "created_at",
        "ended_at",
        "entered_at",
        "first_priority",
        "first_queue_sid",
        "had_to_wait",
        "hangs_up_at",
        "number",
        "offered_at",
        "priority",
        "queue_sid",
        "rank",
        "reason",
        "reserved_at",
        "ring_seconds",
        "status",
        "talk_seconds",
        "timeout_seconds",
        "virtual_start_at",
        "worker_sid",
        "workflow_sid",
        "workspace_sid",
        "wrap_up_seconds",
        "wrapping_at",
    )  # fmt: skip

    def __init__(self, number: int, workspace_sid: str, queue_sid: str, priority: int, created_at: float) -> None:
        self.number = number
        self.workspace_sid = workspace_sid
        self.queue_sid = queue_sid
        self.priority = priority
        self.first_queue_sid = queue_sid
        """The queue that the caller joined first."""
        self.first_priority = priority
        self.virtual_start_at = created_at
        """What counts instead of the creation among tasks of the same priority: TaskRouter's VirtualStartTime."""
        self.rank: Rank = (-priority, created_at, number)
        """Tasks of a smaller rank are served sooner: by priority, then by virtual start, then by creation."""
        self.status: Status = PENDING
        self.created_at = created_at
        self.entered_at = created_at
        """When the task entered the queue that it is in."""
        self.reserved_at: float | None = None
        self.accepted_at: float | None = None
        self.wrapping_at: float | None = None
        self.ended_at: float | None = None
        self.offered_at: float | None = None
        """When an agent took the call, or would have taken it if the caller had not hung up."""
        self.had_to_wait = False
        self.worker_sid: str | None = None
        self.ring_seconds = 0.0
        self.talk_seconds = 0.0
        self.wrap_up_seconds = 0.0
        self.hangs_up_at = math.inf
        self.workflow_sid: str | None = None
        self.attributes: Mapping[str, object] = {}
        self.channel = VOICE
        """The unique name of the TaskChannel."""
        self.timeout_seconds = TIMEOUT_SECONDS
        """How long the task may live before it is assigned."""
        self.reason: str | None = None

    @property
    def sid(self) -> str:
        """The task's own SID (WT...)."""
        return sid("WT", f"{self.workspace_sid}/{self.number}")

    @property
    def offered_wait_seconds(self) -> float | None:
        """The offered (virtual) wait, until an agent would answer if the caller never hung up; None until known."""
        return None if self.offered_at is None else self.offered_at - self.created_at

    def move(self, queue_sid: str, priority: int, at: float) -> None:
        """Enter another queue, or the same one with another priority, keeping the age and the virtual start."""
        self.entered_at = self.entered_at if queue_sid == self.queue_sid else at
        self.queue_sid, self.priority = queue_sid, priority
        self.rank = (-priority, self.virtual_start_at, self.number)

    def start_virtually(self, virtual_start_at: float) -> None:
        """Let this moment count instead of the creation; for a task that is in no queue yet."""
        self.virtual_start_at = virtual_start_at
        self.rank = (-self.priority, virtual_start_at, self.number)

    def age_seconds(self, now: float) -> float:
        """Return the seconds since the caller called."""
        return now - self.created_at
