"""Who is served before whom: callers of a higher task priority first, and within one priority the oldest first.

docs/method.md, section 5.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from poller.estimation.fading import fade
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics

MEMORY_SECONDS = 12 * 3600.0
MEMORY_CALLS = 500.0
MIN_CLASS_SHARE = 0.005
"""The least share of calls that makes a priority a class of its own."""
MAX_CLASSES = 8
MAX_KNOWN = 16
"""The number of priorities remembered, those with most seconds in service; a task's priority may be any number."""
MIN_CALLS = 20.0
"""The calls that must be known before callers are divided by priorities that TaskRouter does not show."""
MAX_INTENSITY = 0.95
"""Upper bound on the traffic intensity of a class; at 1 its queue would grow without end."""
MIN_SHARE_IN_SERVICE = 0.02
"""Lower bound on a class's share of the calls in service, and on the share of the others."""
MAX_CANDIDATES = 2000
"""With more possible numbers of waiting callers than this, the largest is taken and none is weighed."""


def classes(state: QueueState, statistics: QueueStatistics, traffic_intensity: float) -> tuple[PriorityClass, ...]:
    """Return the waiting callers by priority, the highest first; one class if priorities are unknown."""
    pending = statistics.pending or 0
    total = sum(state.served_seconds.values())
    known = sorted(state.served_seconds.items(), key=lambda item: -item[1])[:MAX_CLASSES]
    shares = {priority: seconds / total for priority, seconds in known if seconds > MIN_CLASS_SHARE * total}
    is_known = statistics.by_priority or total >= MIN_CALLS * state.handle_seconds
    if len(shares) <= 1 or not is_known:
        return (PriorityClass(next(iter(shares), 0), pending, 1.0, 0.0, 0.0, is_last=True),)
    return tuple(_in_order(shares, statistics, traffic_intensity))


def learn(state: QueueState, snapshot: Snapshot) -> None:
    """Add the calls in service by priority (method.md, eq. 32); over time they show how all callers divide.

    While nobody is served, nothing fades.
    """
    in_service = _in_service(snapshot.statistics, snapshot.classes)
    kept_share = fade(snapshot.interval_seconds, MEMORY_SECONDS) if any(in_service.values()) else 1.0
    _add(state, in_service, snapshot.interval_seconds, kept_share)


def learn_from_calls(state: QueueState, calls: Mapping[int, int]) -> None:
    """Add the calls that have ended, by priority, for a queue whose priorities TaskRouter does not show."""
    _add(state, calls, state.handle_seconds, fade(sum(calls.values()), MEMORY_CALLS))


def most_used(state: QueueState, priorities: Collection[int]) -> set[int]:
    """Return the `MAX_KNOWN` of these priorities with most seconds in service."""
    return set(sorted(priorities, key=lambda priority: -state.served_seconds.get(priority, 0.0))[:MAX_KNOWN])


def _add(state: QueueState, calls: Mapping[int, float], seconds: float, kept_share: float) -> None:
    """Add `seconds` for each of these calls by priority, after the known seconds have faded to `kept_share`."""
    for priority in state.served_seconds.keys() | calls.keys():
        known = state.served_seconds.get(priority, 0.0) * kept_share
        state.served_seconds[priority] = known + calls.get(priority, 0) * seconds
    if len(state.served_seconds) > MAX_KNOWN:
        kept = most_used(state, state.served_seconds)
        state.served_seconds = {each: known for each, known in state.served_seconds.items() if each in kept}


def _in_service(statistics: QueueStatistics, classes_waiting: Sequence[PriorityClass]) -> dict[int, float]:
    """Return the calls in service by priority; the calls waiting if TaskRouter counts only those by priority."""
    if _counts_waiting_only(statistics):
        return dict(statistics.by_priority)
    waiting, before = {}, 0.0
    for each in classes_waiting:
        waiting[each.priority], before = max(0.0, each.waiting - before), each.waiting
    return {
        priority: max(0.0, count - waiting.get(priority, 0.0)) for priority, count in statistics.by_priority.items()
    }


def _in_order(
    shares: Mapping[int, float], statistics: QueueStatistics, traffic_intensity: float
) -> Iterator[PriorityClass]:
    """Yield the classes, the highest priority first; method.md, eq. 13."""
    total = sum(shares.values())
    above, before, lowest = 0.0, 0.0, min(shares)
    for priority in sorted(shares, reverse=True):
        share = min(1.0, above + shares[priority] / total)
        is_last = priority == lowest
        waiting = float(statistics.pending or 0)
        if not is_last:
            waiting = _waiting(priority, statistics, share, traffic_intensity * share)
        # Each class is weighed by itself, so it could come out smaller than the class above, which it includes.
        waiting = max(before, waiting)
        yield PriorityClass(priority, waiting, share, before, above, is_last=is_last)
        above, before = share, waiting


def _waiting(priority: int, statistics: QueueStatistics, share: float, intensity: float) -> float:
    """Return the expected number of callers waiting with this or a higher priority (method.md, eq. 14).

    If TaskRouter's count includes calls in service, each possible number of waiting callers is weighed by its
    probability in a queue that is served first (geometric distribution), and by the probability that the rest of the
    count is in service (binomial distribution). Without a count by priority, only the first applies.
    """
    pending, in_service = statistics.pending or 0, statistics.in_service or 0
    odds = min(MAX_INTENSITY, intensity)
    if not statistics.by_priority:
        return _mean({waiting: odds**waiting for waiting in range(min(pending, MAX_CANDIDATES) + 1)})
    counted = sum(count for each, count in statistics.by_priority.items() if each >= priority)
    most = min(pending, counted)
    least = max(0, counted - in_service)
    if _counts_waiting_only(statistics) or most - least > MAX_CANDIDATES:
        return most
    probability = min(1 - MIN_SHARE_IN_SERVICE, max(MIN_SHARE_IN_SERVICE, share))
    weights = {
        waiting: odds**waiting * math.exp(_log_binomial(in_service, counted - waiting, probability))
        for waiting in range(least, most + 1)
    }
    return _mean(weights) if any(weights.values()) else most


def _mean(weights: Mapping[int, float]) -> float:
    return sum(number * weight for number, weight in weights.items()) / sum(weights.values())


def _counts_waiting_only(statistics: QueueStatistics) -> bool:
    return bool(statistics.in_service) and sum(statistics.by_priority.values()) == statistics.pending


def _log_binomial(trials: int, successes: int, probability: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    return ways + successes * math.log(probability) + (trials - successes) * math.log(1 - probability)
