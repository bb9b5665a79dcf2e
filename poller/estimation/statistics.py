"""One task queue's statistics, as the estimator takes them: at a moment, and over the window before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

WINDOW_SECONDS = 900
"""The length of the window in which TaskRouter counts calls."""
SPLIT_SECONDS = (15, 30, 60, 120, 240, 480, 960)
"""The ages at which TaskRouter splits the answered calls and the abandoned ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStatistics:
    """One task queue at one moment, and over the window before it. None stands for what TaskRouter left out."""

    entered: int | None = None
    accepted: int | None = None
    mean_wait_seconds: float | None = None
    """Mean wait in this queue of the calls accepted in the window; 0 where there was none."""
    pending: int | None
    reserved: int | None = None
    assigned: int | None = None
    wrapping: int | None = None
    available_workers: int | None
    workers_by_activity: Mapping[str, int] = field(default_factory=dict)
    """Eligible workers by the SID of the Activity they are in."""
    longest_waiting_seconds: int | None = None
    canceled: int | None = None
    """Calls that hung up in the window before they were answered."""
    by_priority: Mapping[int, int] = field(default_factory=dict)
    """Calls by task priority; Twilio does not say whether all that are alive, or those that wait."""
    accepted_by_age: tuple[int, ...] = ()
    """Calls answered in the window by the age band they had reached (see SPLIT_SECONDS); empty where not told."""
    canceled_by_age: tuple[int, ...] = ()
    """Calls that hung up in the window, likewise."""
    inferred: frozenset[str] = frozenset()
    """Which of these TaskRouter left out and the others gave away (poller/estimation/imputation.py)."""

    @property
    def busy(self) -> int | None:
        """Calls of this queue that occupy a worker: reserved, assigned and wrapping."""
        parts = (self.reserved, self.assigned, self.wrapping)
        return None if None in parts else sum(part for part in parts if part)

    @property
    def occupied(self) -> int | None:
        """The same as far as it is told: who rings or wraps up is few beside who talks, and None without those."""
        return None if self.assigned is None else self.assigned + (self.reserved or 0) + (self.wrapping or 0)

    @property
    def may_be_active(self) -> bool:
        """Whether a call entered, was accepted or waits; what TaskRouter left out may have happened."""
        return self.entered != 0 or self.accepted != 0 or self.pending != 0


@dataclass(frozen=True, slots=True)
class Measured:
    """One queue's statistics, and when TaskRouter was asked for each half of them, in epoch seconds."""

    statistics: QueueStatistics
    at: float
    """When it was asked for the present: a wait that is made of them is of this time."""
    window_at: float | None = None
    """When it was asked for the window, where that was at another time: later in a poll, or in an earlier reading."""
