"""The record of a queue's wait that the phone reads."""

from poller.estimation.outlook import Outlook
from poller.estimation.snapshot import Snapshot
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics
from poller.estimation.wait_model import ClassEstimate
from poller.estimation.workspace import Workspace
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait


def record(queue_sid: str, snapshot: Snapshot, workspace: Workspace, outlook: Outlook) -> Wait:
    """Return the record of the queue's wait."""
    statistics = snapshot.statistics
    return Wait(
        queue_sid=queue_sid,
        queue_name=workspace.queue_names.get(queue_sid, queue_sid),
        measured_at=snapshot.at,
        basis=outlook.basis,
        estimate=_estimate(statistics, outlook),
        evidence=_evidence(statistics, outlook.main),
        answered=statistics.accepted or 0,
        window_seconds=WINDOW_SECONDS,
        pending=snapshot.pending,
        agents_free=outlook.agents_free,
        agents_busy=statistics.in_service_strict or 0,
        longest_waiting_seconds=statistics.longest_waiting_seconds or 0,
        by_priority=_by_priority(outlook),
    )


def _estimate(statistics: QueueStatistics, outlook: Outlook) -> Estimate:
    if outlook.main is not None:
        return outlook.main.estimate
    if outlook.basis is Basis.HISTORY and statistics.mean_wait_seconds is not None:
        return Estimate(seconds=round(statistics.mean_wait_seconds))
    return NO_ESTIMATE


def _by_priority(outlook: Outlook) -> dict[int, Estimate]:
    if len(outlook.class_estimates) <= 1:
        return {}
    return {each.callers.priority: each.estimate for each in outlook.class_estimates}


def _evidence(statistics: QueueStatistics, main: ClassEstimate | None) -> dict[str, float]:
    """Return the few numbers that explain the estimate."""
    found: dict[str, float] = {}
    if main is not None:
        found = {
            "ahead": round(main.ahead.number),
            "per_minute": round(60 * main.agents.rate, 1),
            "hangs_up": round(main.abandoning_share, 2),
            "agents": round(main.agents.serving, 1),
        }
    if statistics.accepted and statistics.mean_wait_seconds is not None:
        found["history"] = round(statistics.mean_wait_seconds)
    if statistics.canceled is not None:
        found["abandoned"] = statistics.canceled
    return found
