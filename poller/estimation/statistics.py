"""One task queue's statistics, the estimator's input: counts of one moment, and counts over the window before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

WINDOW_SECONDS = 900
"""The length of the window in which TaskRouter counts calls."""
SPLIT_SECONDS = (15, 30, 60, 120, 240, 480, 960)
"""The ages at which TaskRouter splits the answered calls and the abandoned ones."""
BANDS = len(SPLIT_SECONDS) + 1
"""The number of age bands into which these ages divide the calls."""
NO_COUNTS = (0.0,) * BANDS


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStatistics:
    """One task queue at one moment, and over the window before it. None stands for a field that TaskRouter left out."""

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
    """Calls abandoned in the window: the caller hung up before an answer."""
    by_priority: Mapping[int, int] = field(default_factory=dict)
    """Calls by task priority; Twilio does not say whether those in service are included."""
    accepted_by_age: tuple[int, ...] = ()
    """Calls answered in the window, by the age band they had reached (see SPLIT_SECONDS); empty if left out."""
    canceled_by_age: tuple[int, ...] = ()
    """Calls abandoned in the window, by the age band they had reached; empty if left out."""
    imputed: frozenset[str] = frozenset()
    """Names of the fields that TaskRouter left out and that were imputed (see imputation.py)."""

    @property
    def in_service_strict(self) -> int | None:
        """Calls in service: reserved, assigned and wrapping; None if any of the three is missing."""
        parts = (self.reserved, self.assigned, self.wrapping)
        return None if None in parts else sum(part for part in parts if part)

    @property
    def in_service(self) -> int | None:
        """Calls in service, with missing reserved and wrapping counted as 0; None if assigned is missing.

        Few calls ring or wrap up at a time, compared with those assigned.
        """
        return None if self.assigned is None else self.assigned + (self.reserved or 0) + (self.wrapping or 0)

    @property
    def waiting_seconds(self) -> float:
        """How long the oldest call has waited, at most the length of the window; 0 if none waits or it is unknown."""
        return min(self.longest_waiting_seconds or 0, WINDOW_SECONDS) if self.pending else 0

    @property
    def may_be_active(self) -> bool:
        """Whether a call entered, was accepted or waits; a missing count may stand for one."""
        return self.entered != 0 or self.accepted != 0 or self.pending != 0


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What is known of one queue's callbacks, of which TaskRouter knows nothing."""

    ahead: Mapping[int, int] = field(default_factory=dict)
    """People without a task who stand before a caller who joins now, by task priority."""
    left_after_seconds: tuple[float, ...] = ()
    """For each caller who left the queue for a callback within the window: how long they had waited."""

    def before(self, priority: int, *, is_last: bool) -> int:
        """Return how many stand before a new caller of this priority; all, if nobody has a lower one."""
        return sum(people for each, people in self.ahead.items() if is_last or each >= priority)


NO_CALLBACKS = Callbacks()


@dataclass(frozen=True, slots=True)
class Measured:
    """One queue's statistics, and when TaskRouter was asked for them, in epoch seconds."""

    statistics: QueueStatistics
    at: float
    """When the real-time half was asked for; the wait estimated from it is of this time."""
    window_at: float | None = None
    """When the cumulative half was asked for, if that was at another time: later in the poll, or in an earlier one."""
    teaches: bool = True
    """Whether the counts teach the estimator; those outside the opening hours of the queue's lines do not."""
    callbacks: Callbacks = NO_CALLBACKS
