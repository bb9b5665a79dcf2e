"""The second step: from what is known of a queue to the waits of its callers. Changes nothing."""

from dataclasses import dataclass

from poller.estimation import shared_agents, staffing, wait_model
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import QueueStatistics
from poller.estimation.wait_model import ClassEstimate
from poller.estimation.workspace import Workspace
from waittimes.wait import Basis


@dataclass(frozen=True, slots=True)
class Outlook:
    """The estimates for one queue's callers, with every number on the way."""

    basis: Basis
    agents_free: int
    agents_on_other_queues: float = 0.0
    """Agents of this queue who are on calls of others."""
    class_estimates: tuple[ClassEstimate, ...] = ()
    """One for each priority class, the highest priority first; empty unless the wait model applies."""

    @property
    def main(self) -> ClassEstimate | None:
        """The estimate for callers whose priority is unknown: that of the last to be served."""
        return self.class_estimates[-1] if self.class_estimates else None


def estimate_queue(queue_sid: str, workspace: Workspace, known: WorkspaceState) -> Outlook:
    """Return the estimates that follow from the queue's last snapshot and from what has been learned.

    Without the counts that the wait model needs, the basis is the history of the window, or unknown.
    """
    state, snapshot = known.queues[queue_sid], known.snapshots[queue_sid]
    statistics, at = snapshot.statistics, snapshot.at
    on_others = shared_agents.agents_on_other_queues(state, known, at)
    free = staffing.agents_free(statistics, multi_tasking=workspace.multi_tasking, on_other_queues=on_others)
    if staffing.is_unstaffed(statistics, workspace):
        return Outlook(Basis.UNSTAFFED, free, on_others)
    agents = wait_model.agents_serving(state, snapshot, free=free, on_other_queues=on_others)
    if agents is None or statistics.pending is None:
        return Outlook(_basis_without_model(statistics), free, on_others)
    class_estimates = wait_model.in_order(
        wait_model.estimate_class(
            state, snapshot, agents, shared_agents.demand(state, known, at, callers.priority), callers
        )
        for callers in snapshot.classes
    )
    return Outlook(Basis.AGENT_FREE if free else Basis.LINE, free, on_others, class_estimates)


def _basis_without_model(statistics: QueueStatistics) -> Basis:
    has_history = statistics.accepted and statistics.mean_wait_seconds is not None
    return Basis.HISTORY if has_history else Basis.UNKNOWN
