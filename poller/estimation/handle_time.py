"""How long an agent spends on a call: the seconds of busy agents over the calls of the same time.

Both are taken over the window in which TaskRouter counts calls. Divided into the agents who are busy now, the calls
of the last 15 minutes would seem to take half as long again every morning. docs/method.md, section 2.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from poller.estimation.fading import fade
from poller.estimation.snapshot import OccupancySample, Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics

MEMORY_SECONDS = 6 * 3600.0
"""Time constant of the handle time."""
APART_SECONDS = 60.0
"""The least time between two samples that are kept; closer samples would add nothing."""
MAX_GAP_SECONDS = 600.0
"""After a longer pause the occupancy over the window is inferred from the calls answered in it."""


class Work(NamedTuple):
    """What agents did in the window."""

    busy_seconds: float
    wrapping_seconds: float
    calls: float


def busy_lately(state: QueueState, statistics: QueueStatistics) -> float:
    """Return how many agents the calls answered in the window kept busy (Little's law); 0 if none are known."""
    return (statistics.accepted or 0) * state.handle_seconds / WINDOW_SECONDS


def add_sample(
    state: QueueState, statistics: QueueStatistics, at: float, samples: tuple[OccupancySample, ...]
) -> tuple[OccupancySample, ...]:
    """Return the samples that cover the window up to `at`, including this poll's if it shows the calls in service.

    Before the first sample, the occupancy is taken to be what it is now for as long as a call has waited, because no
    agent was idle meanwhile; before that, it is that of the calls answered in the window.
    """
    if statistics.in_service is None:
        return samples
    new = OccupancySample(at, statistics.in_service, statistics.wrapping or 0)
    recent = samples and 0 <= at - samples[-1].at <= MAX_GAP_SECONDS
    kept = [*samples] if recent else _before_the_first(state, statistics, new)
    if len(kept) > 1 and (at - kept[-2].at <= APART_SECONDS or kept[-2][1:] == kept[-1][1:] == new[1:]):
        kept.pop()
    kept.append(new)
    first = next(number for number in range(len(kept) - 1) if kept[number + 1].at > at - WINDOW_SECONDS)
    return tuple(kept[first:])


def _before_the_first(state: QueueState, statistics: QueueStatistics, first: OccupancySample) -> list[OccupancySample]:
    lately, begins_at = busy_lately(state, statistics), first.at - WINDOW_SECONDS
    waiting_since = first.at - statistics.waiting_seconds
    before = OccupancySample(begins_at, lately, state.wrapping_share * lately)
    if not statistics.waiting_seconds:
        return [before]
    return [*([before] if waiting_since > begins_at else []), first._replace(at=waiting_since)]


def learn(state: QueueState, snapshot: Snapshot, step: float) -> None:
    """Add the poll's share of the window, the `step` seconds since the last poll (method.md, eq. 3)."""
    work = _work(snapshot)
    if work is None:
        return
    kept_share, share = fade(step, MEMORY_SECONDS), step / WINDOW_SECONDS
    state.busy_seconds = state.busy_seconds * kept_share + work.busy_seconds * share
    state.wrapping_seconds = state.wrapping_seconds * kept_share + work.wrapping_seconds * share
    state.calls = max(0.0, state.calls * kept_share + work.calls * share)


def _work(snapshot: Snapshot) -> Work | None:
    """Return what agents did in the window; None where that is unknown.

    Calls begun and calls ended count half each: neither is unbiased while the number of busy agents changes.
    """
    statistics, samples = snapshot.statistics, snapshot.occupancy_samples
    if statistics.in_service is None or statistics.accepted is None:
        return None
    pieces = list(_pieces(samples))
    return Work(
        sum(seconds * in_service for seconds, in_service, _ in pieces),
        sum(seconds * wrapping for seconds, _, wrapping in pieces),
        statistics.accepted - (samples[-1].in_service - samples[0].in_service) / 2,
    )


def _pieces(samples: Sequence[OccupancySample]) -> Iterator[tuple[float, float, float]]:
    """Yield the seconds between two samples within the window, and the mean calls in service and in wrap-up then."""
    begins_at = samples[-1].at - WINDOW_SECONDS
    for one, other in pairwise(samples):
        seconds = other.at - max(one.at, begins_at)
        yield seconds, (one.in_service + other.in_service) / 2, (one.wrapping + other.wrapping) / 2
