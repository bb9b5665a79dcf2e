"""Callers who left a queue to be called back: TaskRouter counts them as if they had hung up."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from poller.estimation.statistics import SPLIT_SECONDS, Callbacks, QueueStatistics


def without_departures(statistics: QueueStatistics, callbacks: Callbacks) -> QueueStatistics:
    """Return the statistics without those callers who left for a callback, for they have not hung up.

    A caller whose age band holds nobody is taken out of the nearest that does: the two clocks differ by some seconds.
    """
    ages, by_age = callbacks.left_after_seconds, statistics.canceled_by_age
    if not ages:
        return statistics
    return replace(
        statistics,
        canceled=None if statistics.canceled is None else max(0, statistics.canceled - len(ages)),
        canceled_by_age=_without(by_age, ages) if by_age else by_age,
    )


def _without(by_age: Iterable[int], ages_seconds: Iterable[float]) -> tuple[int, ...]:
    left = [*by_age]
    for age_seconds in ages_seconds:
        band = bisect_right(SPLIT_SECONDS, age_seconds)
        held = [each for each, count in enumerate(left) if count]
        if held:
            left[min(held, key=lambda each: abs(each - band))] -= 1
    return tuple(left)
