"""From a task queue's statistics to the record of its wait. Pure: states facts, decides nothing about words.

The estimate is the mean wait in this queue of the calls accepted within the window: it looks backwards, and is
no number at all where no call was accepted.
"""

from poller.catalogue import Catalogue
from poller.statistics import QueueStatistics
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait

WINDOW_MINUTES = 15


def wait(queue_sid: str, statistics: QueueStatistics, catalogue: Catalogue, *, measured_at: float) -> Wait:
    """Return what these statistics say about the queue's wait."""
    free = agents_free(statistics, multi_tasking=catalogue.multi_tasking)
    basis = _basis(statistics, catalogue, free)
    return Wait(
        queue_sid=queue_sid,
        queue_name=catalogue.queue_names.get(queue_sid, queue_sid),
        measured_at=measured_at,
        basis=basis,
        estimate=_estimate(statistics, basis),
        answered=statistics.accepted or 0,
        window_seconds=WINDOW_MINUTES * 60,
        pending=statistics.pending,
        agents_free=free,
        agents_busy=statistics.busy or 0,
        longest_waiting_seconds=statistics.longest_waiting_seconds,
    )


def agents_free(statistics: QueueStatistics, *, multi_tasking: bool) -> int:
    """Return how many agents could take a call at once; none while calls are pending.

    In a multi-tasking workspace an available worker may be busy (Twilio docs, TaskQueue real-time statistics).
    """
    if statistics.pending:
        return 0
    if not multi_tasking:
        return statistics.available_workers
    return 0 if statistics.busy is None else max(0, statistics.available_workers - statistics.busy)


def is_unstaffed(statistics: QueueStatistics, catalogue: Catalogue) -> bool:
    """Tell whether every eligible worker is in a non-available Activity.

    In a single-tasking workspace a worker who is reserved or busy is put into such an Activity too, and is
    staff all the same. An Activity that the catalogue does not know yet may be an available one.
    """
    if statistics.available_workers:
        return False
    staffed = catalogue.available_activities | catalogue.working_activities
    present = {sid: workers for sid, workers in statistics.workers_by_activity.items() if workers}
    busy_here = not catalogue.multi_tasking and statistics.busy != 0
    return bool(present) and staffed.isdisjoint(present) and not busy_here


def _basis(statistics: QueueStatistics, catalogue: Catalogue, free: int) -> Basis:
    if is_unstaffed(statistics, catalogue):
        return Basis.UNSTAFFED
    if free:
        return Basis.AGENT_FREE
    if statistics.accepted and statistics.mean_wait_seconds is not None:
        return Basis.HISTORY
    return Basis.UNKNOWN


def _estimate(statistics: QueueStatistics, basis: Basis) -> Estimate:
    if basis is Basis.AGENT_FREE:
        return Estimate(seconds=0)
    if basis is Basis.HISTORY and statistics.mean_wait_seconds is not None:
        return Estimate(seconds=round(statistics.mean_wait_seconds))
    return NO_ESTIMATE
