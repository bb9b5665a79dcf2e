"""How long an agent spends on a call: the seconds of busy agents over the calls of the same time.

Equation 1 of the study's FLOW, over the window that TaskRouter counts calls in. Set against the agents who are busy
now, the calls of the last 15 minutes would seem to take half as long again whenever a morning begins.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from poller.estimation.state import OccupancySample, QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics

MEMORY_SECONDS = 6 * 3600.0
APART_SECONDS = 60.0
"""Looks are kept so far apart: more of them would tell nothing more."""
LONGEST_GAP_SECONDS = 600.0
"""After a longer pause the agents' time in the window is inferred anew."""


class Work(NamedTuple):
    """What agents did in the window."""

    busy_seconds: float
    wrapping_seconds: float
    calls: float


def busy_lately(experience: QueueState, statistics: QueueStatistics) -> float:
    """Return how many agents the calls answered in the window kept busy (Little's law); 0 where that is not told."""
    return (statistics.accepted or 0) * experience.call_seconds / WINDOW_SECONDS


def look(experience: QueueState, statistics: QueueStatistics, at: float) -> None:
    """Note how many agents are on calls at this time, where that is told.

    Before the first look as many are believed to have been as the calls answered in the window kept busy.
    """
    if statistics.occupied is None:
        return
    looks = experience.looks
    if not looks or not 0 <= at - looks[-1].at <= LONGEST_GAP_SECONDS:
        lately = busy_lately(experience, statistics)
        looks.clear()
        looks.append(OccupancySample(at - WINDOW_SECONDS, lately, experience.wrapping_share * lately))
    new = OccupancySample(at, statistics.occupied, statistics.wrapping or 0)
    if len(looks) > 1 and (at - looks[-2].at <= APART_SECONDS or looks[-2][1:] == looks[-1][1:] == new[1:]):
        looks.pop()
    looks.append(new)
    while looks[1].at <= at - WINDOW_SECONDS:
        looks.popleft()


def learn(experience: QueueState, statistics: QueueStatistics, step: float) -> None:
    """Add a poll's share of the window; `step` is how many seconds of it are new."""
    work = _work(experience, statistics)
    if work is None:
        return
    fading, share = math.exp(-step / MEMORY_SECONDS), step / WINDOW_SECONDS
    experience.busy_seconds = experience.busy_seconds * fading + work.busy_seconds * share
    experience.wrapping_seconds = experience.wrapping_seconds * fading + work.wrapping_seconds * share
    experience.calls = max(0.0, experience.calls * fading + work.calls * share)


def _work(experience: QueueState, statistics: QueueStatistics) -> Work | None:
    """Return what agents did in the window; None where it is not told.

    Calls begun and calls ended count half each: neither is unbiased while the number of busy agents changes.
    """
    if statistics.occupied is None or statistics.accepted is None:
        return None
    pieces = list(_pieces(experience))
    more_occupied = experience.looks[-1].occupied - experience.looks[0].occupied
    return Work(
        sum(seconds * occupied for seconds, occupied, _ in pieces),
        sum(seconds * wrapping for seconds, _, wrapping in pieces),
        statistics.accepted - more_occupied / 2,
    )


def _pieces(experience: QueueState) -> Iterator[tuple[float, float, float]]:
    """Yield the seconds between two looks within the window, and how many agents were busy and wrapping up then."""
    begins_at = experience.looks[-1].at - WINDOW_SECONDS
    for one, other in pairwise(experience.looks):
        yield (
            other.at - max(one.at, begins_at),
            (one.occupied + other.occupied) / 2,
            (one.wrapping + other.wrapping) / 2,
        )
