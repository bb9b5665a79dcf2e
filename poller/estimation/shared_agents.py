"""Queues that share agents: how much of each other's work they do, learned from what can be counted of each.

While callers of a queue wait, none of its agents is idle: those on duty who are not on its calls are on calls of
other queues. Set against how busy the others are, that shows whose. Then its line is that of its own callers and of
those others' callers whom its agents will take, since TaskRouter offers an agent the oldest call first, of those of
the highest priority.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState

CANDIDATES = 12
"""With the busiest queues of a workspace, so many of them, agents may be found to be shared."""
RATE = 0.2
"""How fast is learned: the share of an error that is mended at once."""
DAMPING = 4.0
FRESH_SECONDS = 150.0
"""What another queue showed longer ago says nothing about now."""


@dataclass(frozen=True, slots=True)
class SharedDemand:
    """What the other queues' lines mean for a queue's callers of one priority."""

    pending: float = 0.0
    """Callers of others whom this queue's agents will take before a new caller, in calls as long as its own."""
    arrivals: float = 0.0
    """Such callers who come in a second, likewise."""
    pending_above: float = 0.0
    """Those of the pending who have a higher priority."""
    overtaking: float = 0.0
    """How many of a higher priority usually come in a second, likewise."""


NOWHERE = SharedDemand()


def candidates(experience: Mapping[str, QueueState], at: float) -> dict[str, QueueState]:
    """Return the busiest queues of those that were measured lately."""
    busy = [
        (each.present.occupied, sid)
        for sid, each in experience.items()
        if each.present and each.present.occupied and abs(at - each.present.at) <= FRESH_SECONDS
    ]
    return {sid: experience[sid] for _, sid in sorted(busy, reverse=True)[:CANDIDATES]}


def has_to_learn(own: QueueState, off_its_calls: int, *, waiting: bool) -> bool:
    """Tell whether agents may be shared: some were, or some are on duty off this queue's calls while callers wait."""
    return bool(own.sharing or (waiting and off_its_calls))


def learn(own: QueueState, others: Mapping[str, QueueState], off_its_calls: int, *, waiting: bool) -> None:
    """Compare how many on duty are off this queue's calls with what the others' calls explain.

    As long as nobody waits some of them may be idle, so then only too high an explanation is wrong.
    """
    occupied = {sid: each.present.occupied for sid, each in others.items() if each is not own and each.present}
    if not occupied or not has_to_learn(own, off_its_calls, waiting=waiting):
        return
    error = off_its_calls - sum(own.sharing.get(sid, 0.0) * calls for sid, calls in occupied.items())
    if not waiting:
        error = min(0.0, error)
    step = RATE * error / (sum(calls * calls for calls in occupied.values()) + DAMPING)
    for sid, calls in occupied.items():
        own.sharing[sid] = min(1.0, max(0.0, own.sharing.get(sid, 0.0) + step * calls))


def occupied_elsewhere(own: QueueState, experience: Mapping[str, QueueState], at: float) -> float:
    """Return how many of the queue's agents are on calls of others at this time."""
    return sum(share * present.occupied for share, _, present in _sharing(own, experience, at))


def elsewhere(own: QueueState, experience: Mapping[str, QueueState], at: float, priority: int) -> SharedDemand:
    """Return what the other queues' lines mean at this time for the queue's callers of this priority.

    An agent is offered the call of the highest priority first, whichever queue it is in.
    """
    pending = pending_above = arrivals = overtaking = 0.0
    for share, other, present in _sharing(own, experience, at):
        work = share * other.call_seconds / own.call_seconds
        waiting, coming = present.before(priority)
        waiting_above, coming_above = present.above(priority)
        pending += work * waiting
        pending_above += work * waiting_above
        arrivals += work * coming * present.arrivals
        overtaking += work * coming_above * other.expected_arrivals
    return SharedDemand(pending, arrivals, pending_above, overtaking)


def _sharing(
    own: QueueState, experience: Mapping[str, QueueState], at: float
) -> Iterator[tuple[float, QueueState, Snapshot]]:
    """Yield the queues that share its agents and were measured lately, after the share of their calls."""
    for sid, share in own.sharing.items():
        other = experience.get(sid)
        if share and other and other.present and abs(at - other.present.at) <= FRESH_SECONDS:
            yield share, other, other.present
