"""The record of one task queue's wait: the estimate, when it was measured, and the evidence for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

PROMISE: Final = "promise"
"""The attribute of a task that says what its caller was told."""


class Basis(StrEnum):
    """What an estimate rests on."""

    LINE = "line"
    """The callers in line and the rate at which they are answered."""
    HISTORY = "history"
    """The mean wait of the calls answered in the window. Used if TaskRouter does not say who waits."""
    AGENT_FREE = "agent-free"
    """An agent is free and nobody waits. The estimate is for a caller who comes just after another took that agent."""
    UNSTAFFED = "unstaffed"
    """Every eligible worker is in a non-available Activity."""
    UNKNOWN = "unknown"
    """There is nothing from which to estimate."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An expected wait and the range it will probably fall into, in seconds; None where not known."""

    seconds: float | None = None
    low_seconds: float | None = None
    high_seconds: float | None = None


NO_ESTIMATE = Estimate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What one poll found out about one task queue. `ivr.announcing` decides what of it callers are told."""

    queue_sid: str
    queue_name: str
    measured_at: float
    """When TaskRouter was asked, in seconds since the epoch."""
    basis: Basis
    estimate: Estimate = NO_ESTIMATE
    evidence: Mapping[str, float] = field(default_factory=dict)
    """The few numbers that explain the estimate, by name; "history" is the mean wait of the calls answered."""
    answered: int = 0
    """Calls accepted within the window."""
    window_seconds: int = 900
    pending: int = 0
    agents_free: int = 0
    agents_busy: int = 0
    longest_waiting_seconds: int = 0
    by_priority: Mapping[int, Estimate] = field(default_factory=dict)
    """The estimates for callers of a task priority, for the priorities that lines use."""

    def age_seconds(self, now: float) -> float:
        """Return how long ago this was measured, in seconds; negative if its time is in the future."""
        return now - self.measured_at
