"""Who is there for a task queue's callers: on duty, free, or nobody at all. Pure, and right in both task modes."""

from poller.estimation.statistics import QueueStatistics
from poller.estimation.workspace import Catalogue


def on_duty(statistics: QueueStatistics, catalogue: Catalogue) -> int:
    """Return the queue's agents who are at work, free or on whatever call.

    In a single-tasking workspace those who are reserved or busy are in Activities of their own. Where it is not told
    who is available, those on this queue's calls are all that can be seen.
    """
    if statistics.available_workers is None:
        return statistics.occupied or 0
    if catalogue.multi_tasking:
        return statistics.available_workers
    working = sum(statistics.workers_by_activity.get(sid, 0) for sid in catalogue.working_activities)
    return statistics.available_workers + (working or statistics.occupied or 0)


def agents_free(statistics: QueueStatistics, *, multi_tasking: bool, occupied_elsewhere: float = 0.0) -> int:
    """Return how many agents could take a call at once; none while calls are pending, or where that is not told.

    In a multi-tasking workspace an available worker may be busy (Twilio docs, TaskQueue real-time statistics), with
    this queue's calls or, as far as is known, with those of queues that share its agents.
    """
    if statistics.pending != 0 or statistics.available_workers is None:
        return 0
    if not multi_tasking:
        return statistics.available_workers
    if statistics.busy is None:
        return 0
    return max(0, round(statistics.available_workers - statistics.busy - occupied_elsewhere))


def is_unstaffed(statistics: QueueStatistics, catalogue: Catalogue) -> bool:
    """Tell whether every eligible worker is in a non-available Activity.

    In a single-tasking workspace a worker who is reserved or busy is put into such an Activity too, and is
    staff all the same. An Activity that the catalogue does not know yet may be an available one.
    """
    if statistics.available_workers or catalogue.available_activities is None:
        return False
    staffed = catalogue.available_activities | catalogue.working_activities
    present = {sid: workers for sid, workers in statistics.workers_by_activity.items() if workers}
    busy_here = not catalogue.multi_tasking and statistics.busy != 0
    return bool(present) and staffed.isdisjoint(present) and not busy_here
