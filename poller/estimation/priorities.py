"""Who is served before whom: callers of a higher task priority first, and within one priority the oldest first."""

import math
from collections.abc import Iterator, Mapping, Sequence

from poller.estimation.fading import fade
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics

MEMORY_SECONDS = 12 * 3600.0
MEMORY_CALLS = 500.0
RAREST_SHARE = 0.005
MOST_CLASSES = 8
LEAST_CALLS = 20.0
"""Where TaskRouter tells nothing of priorities, so many calls must have shown how callers divide by them."""
MOST_WEIGHED = 2000
"""Of more numbers than this that may wait none is weighed: no contact centre is so large."""


def classes(state: QueueState, statistics: QueueStatistics, traffic_intensity: float) -> tuple[PriorityClass, ...]:
    """Return the waiting callers by priority, the highest first; one class where nothing is known of priorities."""
    pending = statistics.pending or 0
    total = sum(state.served_seconds.values())
    known = sorted(state.served_seconds.items(), key=lambda item: -item[1])[:MOST_CLASSES]
    shares = {priority: seconds / total for priority, seconds in known if seconds > RAREST_SHARE * total}
    is_known = statistics.by_priority or total >= LEAST_CALLS * state.call_seconds
    if len(shares) <= 1 or not is_known:
        return (PriorityClass(next(iter(shares), 0), pending, 1.0, 0.0, 0.0, is_last=True),)
    return tuple(_in_order(shares, statistics, traffic_intensity))


def learn(state: QueueState, snapshot: Snapshot) -> None:
    """Add how the calls in service divide by priority: callers of all priorities are served in the end."""
    in_service = _in_service(snapshot.statistics, snapshot.classes)
    fading = fade(snapshot.interval_seconds, MEMORY_SECONDS) if any(in_service.values()) else 1.0
    _add(state, in_service, snapshot.interval_seconds, fading)


def learn_from_calls(state: QueueState, calls: Mapping[int, int]) -> None:
    """Add the calls of each priority that have ended: all there is to learn from where TaskRouter divides nothing."""
    _add(state, calls, state.call_seconds, fade(sum(calls.values()), MEMORY_CALLS))


def _add(state: QueueState, calls: Mapping[int, float], seconds: float, fading: float) -> None:
    """Add `seconds` for each of these calls by priority, after what is known has faded."""
    for priority in state.served_seconds.keys() | calls.keys():
        known = state.served_seconds.get(priority, 0.0) * fading
        state.served_seconds[priority] = known + calls.get(priority, 0) * seconds


def _in_service(statistics: QueueStatistics, line: Sequence[PriorityClass]) -> dict[int, float]:
    """Return the calls in service by priority; the calls that wait where only those are counted."""
    if _counts_those_who_wait(statistics):
        return dict(statistics.by_priority)
    waiting, before = {}, 0.0
    for each in line:
        waiting[each.priority], before = max(0.0, each.waiting - before), each.waiting
    return {
        priority: max(0.0, count - waiting.get(priority, 0.0)) for priority, count in statistics.by_priority.items()
    }


def _in_order(shares: Mapping[int, float], statistics: QueueStatistics, load: float) -> Iterator[PriorityClass]:
    total = sum(shares.values())
    above, before, lowest = 0.0, 0.0, min(shares)
    for priority in sorted(shares, reverse=True):
        share = min(1.0, above + shares[priority] / total)
        is_last = priority == lowest
        waiting = (statistics.pending or 0) if is_last else _waiting(priority, statistics, share, load * share)
        # Each is weighed by itself, yet who waits with a higher priority waits ahead of this one too.
        waiting = max(before, waiting)
        yield PriorityClass(priority, waiting, share, before, above, is_last=is_last)
        above, before = share, waiting


def _waiting(priority: int, statistics: QueueStatistics, share: float, load: float) -> float:
    """Return how many of this or a higher priority wait, of all that TaskRouter counts of it.

    Where it counts the calls that agents have too: each number that may wait is weighed by how probable it is in a
    line that is served first (geometric, by its load), and by how probable the rest then is among the agents' calls
    (binomial, by its share). Where it counts nothing by priority, by the first alone.
    """
    pending, occupied = statistics.pending or 0, statistics.occupied or 0
    odds = min(0.95, load)
    if not statistics.by_priority:
        return _mean({waiting: odds**waiting for waiting in range(min(pending, MOST_WEIGHED) + 1)})
    counted = sum(count for each, count in statistics.by_priority.items() if each >= priority)
    most = min(pending, counted)
    least = max(0, counted - occupied)
    if _counts_those_who_wait(statistics) or most - least > MOST_WEIGHED:
        return most
    probability = min(0.98, max(0.02, share))
    weights = {
        waiting: odds**waiting * math.exp(_log_binomial(occupied, counted - waiting, probability))
        for waiting in range(least, most + 1)
    }
    return _mean(weights) if any(weights.values()) else most


def _mean(weights: Mapping[int, float]) -> float:
    return sum(number * weight for number, weight in weights.items()) / sum(weights.values())


def _counts_those_who_wait(statistics: QueueStatistics) -> bool:
    return bool(statistics.occupied) and sum(statistics.by_priority.values()) == statistics.pending


def _log_binomial(trials: int, successes: int, probability: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    return ways + successes * math.log(probability) + (trials - successes) * math.log(1 - probability)
