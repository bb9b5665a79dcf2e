"""Queues that share agents: how much of each other's work they do, learned from what can be counted of each.

While callers of a queue wait, none of its agents is idle: those on duty who are not on its calls are on calls of
other queues. Set against how busy the others are, that shows whose. Then its line is that of its own callers and of
those others' callers whom its agents will take, since TaskRouter offers an agent the oldest call first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from poller.experience import QueueExperience

CANDIDATES = 12
"""With the busiest queues of a workspace, so many of them, agents may be found to be shared."""
RATE = 0.2
"""How fast is learned: the share of an error that is mended at once."""
DAMPING = 4.0
FRESH_SECONDS = 150.0
"""What another queue showed longer ago says nothing about now."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the other queues mean for one queue's agents and line."""

    occupied: float = 0.0
    """Agents of this queue who are on calls of others."""
    pending: float = 0.0
    """Callers of others whom this queue's agents will take, in calls as long as its own."""
    arrivals: float = 0.0
    """Such callers who come in a second, likewise."""


NOWHERE = Elsewhere()


def candidates(experience: Mapping[str, QueueExperience], at: float) -> dict[str, QueueExperience]:
    """Return the busiest queues of those that were measured lately."""
    busy = [
        (each.present.occupied, sid)
        for sid, each in experience.items()
        if each.present and each.present.occupied and abs(at - each.present.at) <= FRESH_SECONDS
    ]
    return {sid: experience[sid] for _, sid in sorted(busy, reverse=True)[:CANDIDATES]}


def has_to_learn(own: QueueExperience, off_its_calls: int, *, waiting: bool) -> bool:
    """Tell whether agents may be shared: some were, or some are on duty off this queue's calls while callers wait."""
    return bool(own.sharing or (waiting and off_its_calls))


def learn(own: QueueExperience, others: Mapping[str, QueueExperience], off_its_calls: int, *, waiting: bool) -> None:
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


def elsewhere(own: QueueExperience, experience: Mapping[str, QueueExperience], at: float) -> Elsewhere:
    """Return what the other queues mean for this one at this time."""
    occupied = pending = arrivals = 0.0
    for sid, share in own.sharing.items():
        other = experience.get(sid)
        if share and other and other.present and abs(at - other.present.at) <= FRESH_SECONDS:
            work = share * other.call_seconds / own.call_seconds
            occupied += share * other.present.occupied
            pending += work * other.present.pending
            arrivals += work * other.present.arrivals
    return Elsewhere(occupied, pending, arrivals)
