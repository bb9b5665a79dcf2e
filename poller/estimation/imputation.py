"""Imputation of two fields that TaskRouter may leave out: calls waiting and workers available.

What TaskRouter does give is never replaced.
"""

import math
from dataclasses import replace

from poller.estimation import abandonment, arrivals
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from poller.estimation.workspace import Workspace

IMPUTABLE = ("pending", "available_workers")
PLAUSIBLE_DEVIATIONS = 3.0
"""How far a count may be from the expected number of waiting callers, in standard deviations of a Poisson count."""


def impute(
    statistics: QueueStatistics, workspace: Workspace, state: QueueState, before: Snapshot | None
) -> QueueStatistics:
    """Return the statistics with missing fields filled in and named in `imputed`; the same if nothing is missing.

    `before` is the snapshot of the poll before this one.
    """
    pending, available = statistics.pending, statistics.available_workers
    if pending is not None and available is not None:
        return statistics
    found = replace(
        statistics,
        pending=_pending(statistics, state, before) if pending is None else pending,
        available_workers=_available(statistics, workspace) if available is None else available,
    )
    imputed = {name for name in IMPUTABLE if getattr(statistics, name) is None and getattr(found, name) is not None}
    return replace(found, imputed=frozenset(imputed))


def _pending(statistics: QueueStatistics, state: QueueState, before: Snapshot | None) -> int | None:
    """Return the calls waiting: the oldest, and those that arrived since and were not abandoned (method.md, eq. 9).

    A count of calls by priority is preferred if it is plausible. Twilio does not say whether it includes the calls in
    service, so the reading nearer to the expected number is taken.
    """
    oldest = statistics.longest_waiting_seconds
    if not oldest:
        return oldest
    arrival_rate = arrivals.arrival_rate(state, statistics)
    expected = 1 + arrival_rate * abandonment.patience(state, before).seconds_stayed(oldest)
    alive = sum(statistics.by_priority.values())
    counted = [count for count in (alive, alive - (statistics.in_service or 0)) if count > 0]
    nearest = min(counted, key=lambda count: abs(count - expected), default=round(expected))
    is_plausible = abs(nearest - expected) <= 1 + PLAUSIBLE_DEVIATIONS * math.sqrt(expected)
    return nearest if is_plausible else round(expected)


def _available(statistics: QueueStatistics, workspace: Workspace) -> int | None:
    """Return the workers in an available Activity; None without the counts by Activity."""
    workers = statistics.workers_by_activity
    available = workspace.available_activities
    return sum(workers.get(sid, 0) for sid in available) if workers and available is not None else None
