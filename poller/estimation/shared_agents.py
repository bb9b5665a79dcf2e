"""Queues that share agents: the share of each other's calls that their agents take, learned from both queues' counts.

While callers of a queue wait, none of its agents is idle, so its agents on duty who are not on its calls are on calls
of other queues. How their number follows the other queues' calls in service, from poll to poll, shows which queues
these are. The other queues' callers whom these agents will take first are then ahead of a new caller too: TaskRouter
offers an agent the call with the highest priority, and of these the oldest. docs/method.md, section 3.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from poller.estimation import arrivals
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.workspace import Workspace

CANDIDATES = 12
"""Sharing can be found with this number of queues, the busiest of the workspace."""
LEARNING_RATE = 0.2
"""The share of an error that one poll corrects."""
DAMPING = 4.0
"""Added to the squared calls in service (method.md, eq. 10), so that few calls teach little."""
MAX_SHARING = 24
"""The number of queues that are remembered for one queue as sharing its agents."""
FRESH_SECONDS = 150.0
"""The age beyond which another queue's snapshot is ignored."""


@dataclass(frozen=True, slots=True)
class SharedDemand:
    """Other queues' callers whom this queue's agents will take, for this queue's callers of one priority.

    All are weighted by the share of agents and by handle time relative to this queue's.
    """

    pending: float = 0.0
    """Callers waiting who are served before a new caller."""
    arrival_rate: float = 0.0
    """Such callers who arrive, per second."""
    pending_above: float = 0.0
    """Callers waiting who have a higher priority."""
    overtaking_rate: float = 0.0
    """Callers of a higher priority who are expected to arrive, per second."""


NO_DEMAND = SharedDemand()


def learn(queue_sids: Collection[str], workspace: Workspace, known: WorkspaceState, at: float) -> None:
    """Learn the shares of these queues, all of whose snapshots are of the same poll, at `at`."""
    teaching = {sid: missing for sid in queue_sids if (missing := _missing_agents(sid, workspace, known)) is not None}
    if teaching:
        # Only here: finding the busiest of thousands for each queue that is read alone would take seconds per poll.
        busiest = candidates(known, at)
        for sid, missing in teaching.items():
            update(known.queues[sid], {other: calls for other, calls in busiest.items() if other != sid}, missing)


@dataclass(frozen=True, slots=True)
class MissingAgents:
    """Agents on duty who are neither idle nor on this queue's calls."""

    agents: int
    some_may_be_idle: bool
    """Whether idle agents may be among them: nobody waits, and idle agents are not counted apart.

    Then only an overestimate of the sharing is corrected.
    """


def _missing_agents(queue_sid: str, workspace: Workspace, known: WorkspaceState) -> MissingAgents | None:
    """Return the agents whom other queues must explain; None without counts, or if there is nothing to learn."""
    snapshot, statistics = known.snapshots[queue_sid], known.snapshots[queue_sid].statistics
    if statistics.in_service is None or statistics.pending is None or statistics.available_workers is None:
        return None
    # A single-tasking workspace counts its idle agents, so nothing is uncertain there.
    idle = 0 if workspace.multi_tasking else statistics.available_workers
    some_may_be_idle = workspace.multi_tasking and not statistics.pending
    missing = MissingAgents(max(0, snapshot.on_duty - statistics.in_service - idle), some_may_be_idle)
    shows_sharing = missing.agents and not some_may_be_idle
    return missing if shows_sharing or known.queues[queue_sid].sharing else None


def candidates(known: WorkspaceState, at: float) -> dict[str, int]:
    """Return the busiest queues of those measured lately, and their calls in service."""
    busy = [
        (snapshot.in_service, sid)
        for sid, snapshot in known.snapshots.items()
        if snapshot.in_service and abs(at - snapshot.at) <= FRESH_SECONDS
    ]
    return {sid: in_service for in_service, sid in sorted(busy, reverse=True)[:CANDIDATES]}


def update(state: QueueState, others: Mapping[str, int], missing: MissingAgents) -> None:
    """Move the shares towards explaining the missing agents by the `others`' calls in service (method.md, eq. 10).

    Of the shares above 0, the `MAX_SHARING` largest are kept.
    """
    error = missing.agents - sum(state.sharing.get(sid, 0.0) * calls for sid, calls in others.items())
    if missing.some_may_be_idle:
        error = min(0.0, error)
    step = LEARNING_RATE * error / (sum(calls * calls for calls in others.values()) + DAMPING)
    for sid, calls in others.items():
        state.sharing[sid] = min(1.0, max(0.0, state.sharing.get(sid, 0.0) + step * calls))
    largest = sorted(state.sharing.items(), key=lambda item: -item[1])[:MAX_SHARING]
    state.sharing = {sid: share for sid, share in largest if share}


def agents_on_other_queues(state: QueueState, known: WorkspaceState, at: float) -> float:
    """Return how many of the queue's agents are on other queues' calls at `at`."""
    return sum(share * snapshot.in_service for share, _, snapshot in _sharing(state, known, at))


def demand(state: QueueState, known: WorkspaceState, at: float, priority: int) -> SharedDemand:
    """Return other queues' demand on the queue's agents at `at`, for its callers of `priority` (method.md, eq. 11)."""
    pending = pending_above = arriving = overtaking = 0.0
    for share, other, snapshot in _sharing(state, known, at):
        work = share * other.handle_seconds / state.handle_seconds
        waiting, arriving_share = snapshot.ahead_of(priority)
        waiting_above, share_above = snapshot.above(priority)
        pending += work * waiting
        pending_above += work * waiting_above
        arriving += work * arriving_share * snapshot.arrival_rate
        overtaking += work * share_above * arrivals.expected_rate(other, snapshot)
    return SharedDemand(pending, arriving, pending_above, overtaking)


def _sharing(state: QueueState, known: WorkspaceState, at: float) -> Iterator[tuple[float, QueueState, Snapshot]]:
    """Yield the share, state and snapshot of each queue that shares agents and was measured lately."""
    for sid, share in state.sharing.items():
        snapshot = known.snapshots.get(sid)
        if share and snapshot and abs(at - snapshot.at) <= FRESH_SECONDS:
            yield share, known.queues[sid], snapshot
