"""What TaskRouter leaves out of a task queue's statistics and the rest of them gives away: who waits, who is available.

Nothing is put in the place of what it does tell.
"""

import math
from dataclasses import replace

from poller.estimation import learning
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from poller.estimation.workspace import Catalogue

INFERABLE = ("pending", "available_workers")
PLAUSIBLE_DEVIATIONS = 3.0
"""So far from what is expected a count is still taken for one of the callers who wait: they come at random."""


def completed(statistics: QueueStatistics, catalogue: Catalogue, experience: QueueState) -> QueueStatistics:
    """Return the statistics with what can be inferred, and its names in `inferred`; the same where nothing lacks."""
    pending, available = statistics.pending, statistics.available_workers
    if pending is not None and available is not None:
        return statistics
    found = replace(
        statistics,
        pending=_pending(statistics, experience) if pending is None else pending,
        available_workers=_available(statistics, catalogue) if available is None else available,
    )
    inferred = {name for name in INFERABLE if getattr(statistics, name) is None and getattr(found, name) is not None}
    return replace(found, inferred=frozenset(inferred))


def _pending(statistics: QueueStatistics, experience: QueueState) -> int | None:
    """Return how many wait: who has waited longest, and who has come since and not hung up.

    A count of calls by priority is believed before that, with or without the calls that agents have, whichever is
    nearer: Twilio does not say which it is.
    """
    oldest = statistics.longest_waiting_seconds
    if not oldest:
        return oldest
    arrivals = learning.arrivals_per_second(statistics, experience)
    expected = 1 + arrivals * learning.patience(experience).seconds_stayed(oldest)
    alive = sum(statistics.by_priority.values())
    counted = [count for count in (alive, alive - (statistics.occupied or 0)) if count > 0]
    nearest = min(counted, key=lambda count: abs(count - expected), default=round(expected))
    is_plausible = abs(nearest - expected) <= 1 + PLAUSIBLE_DEVIATIONS * math.sqrt(expected)
    return nearest if is_plausible else round(expected)


def _available(statistics: QueueStatistics, catalogue: Catalogue) -> int | None:
    """Return who is in an available Activity; None where no Activities are told."""
    workers = statistics.workers_by_activity
    available = catalogue.available_activities
    return sum(workers.get(sid, 0) for sid in available) if workers and available is not None else None
