"""What the estimator has learned of a task queue. Losing it costs accuracy for a while, and nothing else."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.statistics import SPLIT_SECONDS

BANDS = len(SPLIT_SECONDS) + 1
"""Bands of age in which hang-ups are counted."""
NONE = (0.0,) * BANDS
PRIOR_CALL_SECONDS, PRIOR_CALLS = 240.0, 4.0
"""How long an agent is believed to spend on a call as long as nothing is known, and how many calls that is worth."""
PRIOR_WRAPPING_SHARE = 0.1
_PRIOR_SECONDS = PRIOR_CALL_SECONDS * PRIOR_CALLS


class Forecast(NamedTuple):
    """What was expected of a caller of this moment: before and after correction, and its standard deviation."""

    at: float
    raw_seconds: float
    seconds: float
    deviation_seconds: float


@dataclass(slots=True)
class Calibration:
    """How forecasts for callers of one priority compare with what became of those callers."""

    predicted_seconds: float = 0.0
    actual_seconds: float = 0.0
    low: float = -1.0
    """The low end of the range, in standard deviations from the estimate."""
    high: float = 1.2
    forecasts: deque[Forecast] = field(default_factory=deque)
    """Those that may still be compared; kept in the process alone."""


class OccupancySample(NamedTuple):
    """How many agents were on a queue's calls at a time, and how many of them were wrapping up."""

    at: float
    occupied: float
    wrapping: float


@dataclass(slots=True)
class QueueState:
    """One task queue's. Sums fade with the time that agents are busy or callers wait, not over a quiet night."""

    busy_seconds: float = 0.0
    """Seconds that agents spent on calls, and how many calls those were."""
    calls: float = 0.0
    wrapping_seconds: float = 0.0
    usual_arrivals: float | None = None
    """Calls that come in a second in these hours."""
    usual_on_duty: float | None = None
    """Agents on duty in these hours."""
    hung_up: list[float] = field(default_factory=lambda: [0.0] * BANDS)
    """Callers who hung up, by the age band in which they did."""
    endured_seconds: list[float] = field(default_factory=lambda: [0.0] * BANDS)
    """Seconds that callers spent in each band."""
    served_seconds: dict[int, float] = field(default_factory=dict)
    """Seconds that agents spent on calls, by task priority."""
    sharing: dict[str, float] = field(default_factory=dict)
    """By SID of another queue: the share of its calls that this queue's agents take."""
    calibrations: dict[int, Calibration] = field(default_factory=dict)
    """By task priority."""
    tells_priorities: bool = False
    """Whether TaskRouter has ever told how its calls divide by priority; kept in the process alone."""
    tells_longest_wait: bool = False
    """Whether it has ever told how long the head of the line has waited; likewise."""
    hung_up_lately: Sequence[float] = NONE
    """Callers who hung up in the window, by age band; kept in the process alone."""
    endured_lately: Sequence[float] = NONE
    """Seconds that those who left the line in it had spent in each band; likewise."""
    looks: deque[OccupancySample] = field(default_factory=deque)
    """How many agents were on calls, over the length of the window; likewise."""
    present: Snapshot | None = None
    """The last poll's; kept in the process alone."""
    interval_seconds: float = 60.0
    """Between the last two polls; kept in the process alone."""

    @property
    def arrivals(self) -> float:
        """Calls that come in a second, as the last poll saw them; 0 before there was one."""
        return self.present.arrivals if self.present else 0.0

    @property
    def line(self) -> tuple[PriorityClass, ...]:
        """Its callers by priority as the last poll saw them, the highest first; empty before there was one."""
        return self.present.line if self.present else ()

    @property
    def expected_arrivals(self) -> float:
        """Calls that will come in a second: as usual, for a line is long because more came than that."""
        return self.arrivals if self.usual_arrivals is None else self.usual_arrivals

    @property
    def call_seconds(self) -> float:
        """How long an agent spends on a call: ringing, talking, wrapping up."""
        return (self.busy_seconds + _PRIOR_SECONDS) / (self.calls + PRIOR_CALLS)

    @property
    def wrapping_share(self) -> float:
        """The share of that time that is wrapping up."""
        return (self.wrapping_seconds + _PRIOR_SECONDS * PRIOR_WRAPPING_SHARE) / (self.busy_seconds + _PRIOR_SECONDS)
