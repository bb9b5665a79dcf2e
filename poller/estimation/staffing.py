"""A task queue's agents: on duty, free, or none at all, in multi-tasking and in single-tasking workspaces."""

from poller.estimation.fading import ewma
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from poller.estimation.workspace import Workspace

MEMORY_SECONDS = 6 * 3600.0


def on_duty(statistics: QueueStatistics, workspace: Workspace) -> int:
    """Return the queue's agents at work, idle or on any queue's call.

    A single-tasking workspace moves reserved and busy workers to Activities of their own, so these are added. Without
    the count of available workers, only the agents on this queue's calls are known.
    """
    if statistics.available_workers is None:
        return statistics.in_service or 0
    if workspace.multi_tasking:
        return statistics.available_workers
    working = sum(statistics.workers_by_activity.get(sid, 0) for sid in workspace.working_activities)
    return statistics.available_workers + (working or statistics.in_service or 0)


def agents_free(statistics: QueueStatistics, *, multi_tasking: bool, on_other_queues: float = 0.0) -> int:
    """Return the agents who could take a call at once; 0 while calls are pending, and if that is unknown.

    In a multi-tasking workspace an available worker may be busy (Twilio docs, TaskQueue real-time statistics), with
    this queue's calls or with those of queues that share its agents (`on_other_queues`).
    """
    if statistics.pending != 0 or statistics.available_workers is None:
        return 0
    if not multi_tasking:
        return statistics.available_workers
    if statistics.in_service_strict is None:
        return 0
    return max(0, round(statistics.available_workers - statistics.in_service_strict - on_other_queues))


def is_unstaffed(statistics: QueueStatistics, workspace: Workspace) -> bool:
    """Return whether every eligible worker is in a non-available Activity.

    A single-tasking workspace puts reserved and busy workers into such an Activity too; they count as staff.
    """
    if statistics.available_workers or workspace.available_activities is None:
        return False
    staffed = workspace.available_activities | workspace.working_activities
    present = {sid: workers for sid, workers in statistics.workers_by_activity.items() if workers}
    busy_here = not workspace.multi_tasking and statistics.in_service_strict != 0
    return bool(present) and staffed.isdisjoint(present) and not busy_here


def learn(state: QueueState, snapshot: Snapshot) -> None:
    """Update the smoothed number of agents on duty, only while there are calls: quiet hours are staffed differently."""
    is_known = snapshot.statistics.available_workers is not None
    if is_known and snapshot.on_duty and (snapshot.in_service or snapshot.pending):
        state.smoothed_staffing = ewma(
            state.smoothed_staffing or None, snapshot.on_duty, snapshot.interval_seconds, MEMORY_SECONDS
        )
