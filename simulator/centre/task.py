"""A caller as TaskRouter sees them: a task that waits, is reserved for an agent, assigned, wrapped up, completed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

from simulator.centre.sids import sid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.centre.task_queue import Queue
    from simulator.centre.team import Agent

Status = Literal["pending", "reserved", "assigned", "wrapping", "completed", "canceled"]

PENDING: Final = "pending"
RESERVED: Final = "reserved"
ASSIGNED: Final = "assigned"
WRAPPING: Final = "wrapping"
COMPLETED: Final = "completed"
CANCELED: Final = "canceled"


class Task:
    """One caller from call to end. Times are seconds since the epoch, None until they come about."""

    __slots__ = (
        "accepted_at",
        "agent",
        "attributes",
        "created_at",
        "ended_at",
        "had_to_wait",
        "hangs_up_at",
        "number",
        "offered_at",
        "priority",
        "queue",
        "rank",
        "reason",
        "reserved_at",
        "ring_seconds",
        "status",
        "talk_seconds",
        "workflow_sid",
        "wrap_up_seconds",
        "wrapping_at",
    )  # fmt: skip

    def __init__(self, number: int, queue: Queue, priority: int, created_at: float) -> None:
        self.number = number
        self.queue = queue
        self.priority = priority
        self.rank = (-priority, number)
        """Smaller is served sooner: TaskRouter's order, priority first, then age."""
        self.status: Status = PENDING
        self.created_at = created_at
        self.reserved_at: float | None = None
        self.accepted_at: float | None = None
        self.wrapping_at: float | None = None
        self.ended_at: float | None = None
        self.offered_at: float | None = None
        """When an agent took the call, or for one who hung up would have taken it had they stayed."""
        self.had_to_wait = False
        self.agent: Agent | None = None
        self.ring_seconds = 0.0
        self.talk_seconds = 0.0
        self.wrap_up_seconds = 0.0
        self.hangs_up_at = math.inf
        self.workflow_sid: str | None = None
        self.attributes: Mapping[str, object] = {}
        self.reason: str | None = None

    @property
    def sid(self) -> str:
        """Its WT SID, computed when asked: most callers' is never looked at."""
        return sid("WT", f"{self.queue.workspace_sid}/{self.number}")

    @property
    def offered_wait_seconds(self) -> float | None:
        """From the call to the agent's answer, had the caller stayed; None while that is not known."""
        return None if self.offered_at is None else self.offered_at - self.created_at

    def age_seconds(self, now: float) -> float:
        """Return how long ago the caller called."""
        return now - self.created_at
