"""What the estimator has learned of a task queue. Losing it costs accuracy for a while, and nothing else.

Written down it is a line of JSON a queue, compressed; numbers to four figures, which is more than they are worth.
"""

import json
import math
import zlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from poller.statistics import SPLIT_SECONDS

VERSION = 1
BANDS = len(SPLIT_SECONDS) + 1
"""Bands of age in which hang-ups are counted."""
PRIOR_CALL_SECONDS, PRIOR_CALLS = 240.0, 4.0
"""How long an agent is believed to spend on a call as long as nothing is known, and how many calls that is worth."""
PRIOR_WRAPPING_SHARE = 0.1
_PRIOR_SECONDS = PRIOR_CALL_SECONDS * PRIOR_CALLS
MOST_SHARED_WITH = 6
"""So many queues that share agents are written down, those that share most."""


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


class Present(NamedTuple):
    """A queue as the others see it: when it was measured, its calls that occupy agents, wait, and come in a second."""

    at: float
    occupied: int
    pending: int
    arrivals: float


@dataclass(slots=True)
class QueueExperience:
    """One task queue's. Sums fade with the time that agents are busy or callers wait, not over a quiet night."""

    busy_seconds: float = 0.0
    """Seconds that agents spent on calls, and how many calls those were."""
    calls: float = 0.0
    wrapping_seconds: float = 0.0
    usual_arrivals: float | None = None
    """Calls that come in a second in these hours."""
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
    present: Present | None = None
    """The last poll's; kept in the process alone."""
    interval_seconds: float = 60.0
    """Between the last two polls; kept in the process alone."""

    @property
    def arrivals(self) -> float:
        """Calls that come in a second, as the last poll saw them; 0 before there was one."""
        return self.present.arrivals if self.present else 0.0

    @property
    def call_seconds(self) -> float:
        """How long an agent spends on a call: ringing, talking, wrapping up."""
        return (self.busy_seconds + _PRIOR_SECONDS) / (self.calls + PRIOR_CALLS)

    @property
    def wrapping_share(self) -> float:
        """The share of that time that is wrapping up."""
        return (self.wrapping_seconds + _PRIOR_SECONDS * PRIOR_WRAPPING_SHARE) / (self.busy_seconds + _PRIOR_SECONDS)


def pack(experience: Mapping[str, QueueExperience], /) -> bytes:
    """Return the experience of these queues, by SID, in few bytes."""
    lines = [json.dumps([VERSION], separators=(",", ":"))]
    lines += (json.dumps(_row(sid, each), separators=(",", ":")) for sid, each in sorted(experience.items()))
    return zlib.compress("\n".join(lines).encode(), level=9)


def unpack(packed: bytes, /) -> dict[str, QueueExperience]:
    """Return what can be read of it: nothing of another version, and all but the malformed lines of this one."""
    try:
        version, *lines = zlib.decompress(packed).decode().split("\n")
        if json.loads(version) != [VERSION]:
            return {}
    except (zlib.error, ValueError, RecursionError):
        return {}
    return dict(found for line in lines if (found := _readable(line)))


def _row(queue_sid: str, experience: QueueExperience) -> list[Any]:
    most = sorted(experience.sharing.items(), key=lambda item: (-item[1], item[0]))[:MOST_SHARED_WITH]
    calibrations = sorted(experience.calibrations.items(), key=lambda item: item[0])
    return [
        queue_sid,
        *map(_short, (experience.busy_seconds, experience.calls, experience.wrapping_seconds)),
        None if experience.usual_arrivals is None else _short(experience.usual_arrivals),
        [*map(_short, experience.hung_up)],
        [*map(_short, experience.endured_seconds)],
        {str(priority): _short(seconds) for priority, seconds in sorted(experience.served_seconds.items())},
        {sid: round(share, 2) for sid, share in sorted(most) if share >= 0.01},  # noqa: PLR2004 - what rounds to nothing
        {
            str(priority): [*map(_short, (each.predicted_seconds, each.actual_seconds, each.low, each.high))]
            for priority, each in calibrations
        },
    ]


def _readable(line: str) -> tuple[str, QueueExperience] | None:
    try:
        sid, busy, calls, wrapping, arrivals, hung_up, endured, served, sharing, calibrations = json.loads(line)
        if len(hung_up) != BANDS or len(endured) != BANDS:
            return None
        return str(sid), QueueExperience(
            busy_seconds=_at_least_nothing(busy),
            calls=_at_least_nothing(calls),
            wrapping_seconds=_at_least_nothing(wrapping),
            usual_arrivals=None if arrivals is None else _at_least_nothing(arrivals),
            hung_up=[*map(_at_least_nothing, hung_up)],
            endured_seconds=[*map(_at_least_nothing, endured)],
            served_seconds={int(priority): _at_least_nothing(seconds) for priority, seconds in served.items()},
            sharing={str(other): _at_least_nothing(share) for other, share in sharing.items()},
            calibrations={
                int(priority): Calibration(
                    _at_least_nothing(predicted), _at_least_nothing(actual), _finite(low), _finite(high)
                )
                for priority, (predicted, actual, low, high) in calibrations.items()
            },
        )
    except (TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return None


def _short(number: float) -> float:
    return float(f"{number:.4g}")


def _at_least_nothing(number: Any) -> float:
    if not _finite(number) >= 0:
        raise ValueError(number)
    return float(number)


def _finite(number: Any) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return float(number)
