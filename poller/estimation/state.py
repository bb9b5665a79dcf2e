"""What the estimator has learned about task queues. Losing it costs accuracy for a while, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from poller.estimation.snapshot import Snapshot
from poller.estimation.statistics import BANDS

PRIOR_HANDLE_SECONDS, PRIOR_CALLS = 240.0, 4.0
"""The handle time assumed before any call was seen, and the weight of this assumption in calls."""
PRIOR_WRAPPING_SHARE = 0.1
"""The share of the handle time assumed to be wrap-up."""
_PRIOR_SECONDS = PRIOR_HANDLE_SECONDS * PRIOR_CALLS


@dataclass(slots=True)
class Calibration:
    """How forecasts for callers of one priority compare with the waits of those callers."""

    predicted_seconds: float = 0.0
    actual_seconds: float = 0.0
    low_quantile: float = -1.0
    """The low end of the range, in standard deviations from the estimate."""
    high_quantile: float = 1.2
    """The high end of the range, in standard deviations from the estimate."""


@dataclass(slots=True)
class QueueState:
    """What the estimator has learned about one task queue. Every field is stored.

    Sums fade only while the queue has calls, so nothing is forgotten in a quiet night.
    """

    busy_seconds: float = 0.0
    """Seconds that agents spent on calls."""
    calls: float = 0.0
    """The number of these calls."""
    wrapping_seconds: float = 0.0
    """Seconds of these that were wrap-up."""
    smoothed_arrival_rate: float | None = None
    """Smoothed arrival rate, in calls per second."""
    smoothed_staffing: float | None = None
    """Smoothed number of agents on duty."""
    abandonments: list[float] = field(default_factory=lambda: [0.0] * BANDS)
    """Callers who abandoned, by age band."""
    exposure_seconds: list[float] = field(default_factory=lambda: [0.0] * BANDS)
    """Seconds that callers waited in each age band."""
    served_seconds: dict[int, float] = field(default_factory=dict)
    """Seconds that agents spent on calls, by task priority."""
    sharing: dict[str, float] = field(default_factory=dict)
    """By SID of another queue: the share of its calls that this queue's agents take."""
    calibrations: dict[int, Calibration] = field(default_factory=dict)
    """By task priority."""

    @property
    def handle_seconds(self) -> float:
        """Mean handle time: ringing, talking and wrap-up (method.md, eq. 4)."""
        return (self.busy_seconds + _PRIOR_SECONDS) / (self.calls + PRIOR_CALLS)

    @property
    def wrapping_share(self) -> float:
        """The share of the handle time that is wrap-up (method.md, eq. 5)."""
        return (self.wrapping_seconds + _PRIOR_SECONDS * PRIOR_WRAPPING_SHARE) / (self.busy_seconds + _PRIOR_SECONDS)


@dataclass(slots=True)
class WorkspaceState:
    """What is known of a workspace's task queues between two polls, by queue SID."""

    queues: dict[str, QueueState] = field(default_factory=dict)
    """What has been learned; worth storing."""
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    """What the last poll of this process showed; a new process begins without it."""

    def forget(self, queue_sids: Iterable[str]) -> None:
        """Drop these queues, which no longer exist."""
        for queue_sid in queue_sids:
            self.queues.pop(queue_sid, None)
            self.snapshots.pop(queue_sid, None)
