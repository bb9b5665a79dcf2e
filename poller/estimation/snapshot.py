"""A task queue as the last poll showed it. Snapshots stay in the process and are never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from poller.estimation.statistics import NO_CALLBACKS, NO_COUNTS, Callbacks, QueueStatistics


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """The callers of one task priority who are waiting, and those served before them."""

    priority: int
    waiting: float
    """Callers waiting who are served before a new caller of this priority: those of the same or a higher one."""
    share: float
    """The share of all callers who have this priority or a higher one."""
    waiting_above: float
    """Callers waiting who have a higher priority."""
    share_above: float
    """The share of all callers who have a higher priority: they overtake."""
    is_last: bool
    """Whether nobody has a lower priority."""


class OccupancySample(NamedTuple):
    """How many calls were in service at a time, and how many of those agents were wrapping up."""

    at: float
    in_service: float
    wrapping: float


class Forecast(NamedTuple):
    """The forecast for a caller who joins at `at`: before and after bias correction, and its standard deviation."""

    at: float
    raw_seconds: float
    seconds: float
    deviation_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One task queue at its last poll, and the recent polls that the next estimate still needs."""

    at: float
    """When the queue was measured, in epoch seconds."""
    statistics: QueueStatistics
    """The statistics, with missing fields imputed where that is possible."""
    interval_seconds: float = 60.0
    """Time between the last two polls."""
    arrival_rate: float = 0.0
    """Calls that enter the queue, per second, over the window."""
    on_duty: int = 0
    """The queue's agents at work, idle or on any call."""
    classes: tuple[PriorityClass, ...] = ()
    """The waiting callers by priority, the highest first."""
    abandonments: Sequence[float] = NO_COUNTS
    """Callers who abandoned in the window, by age band."""
    exposure_seconds: Sequence[float] = NO_COUNTS
    """Seconds that the callers who left the queue in the window had waited in each age band."""
    occupancy_samples: tuple[OccupancySample, ...] = ()
    """Calls in service over the length of the window, oldest first."""
    forecasts: Mapping[int, tuple[Forecast, ...]] = field(default_factory=dict)
    """Forecasts that may still be compared with the head of the queue, by priority, oldest first."""
    has_shown_priorities: bool = False
    """Whether TaskRouter has divided this queue's calls by priority in any poll of this process."""
    has_shown_longest_wait: bool = False
    """Whether TaskRouter has given the age of the oldest waiting call in any poll of this process."""
    callbacks: Callbacks = NO_CALLBACKS

    @property
    def in_service(self) -> int:
        """Calls that occupy agents; 0 where that is unknown."""
        return self.statistics.in_service or 0

    @property
    def pending(self) -> int:
        """Calls that wait; 0 where that is unknown."""
        return self.statistics.pending or 0

    def ahead_of(self, priority: int) -> tuple[float, float]:
        """Return the callers waiting who are served before a new caller of `priority`, and their share of all callers.

        Without priority classes everybody waiting is ahead, and everybody arriving too.
        """
        if not self.classes:
            return self.pending, 1.0
        return _waiting_and_share([each for each in self.classes if each.priority >= priority])

    def above(self, priority: int) -> tuple[float, float]:
        """Return the callers waiting with a priority higher than `priority`, and their share of all callers."""
        return _waiting_and_share([each for each in self.classes if each.priority > priority])


def _waiting_and_share(classes: Sequence[PriorityClass]) -> tuple[float, float]:
    return (classes[-1].waiting, classes[-1].share) if classes else (0.0, 0.0)
