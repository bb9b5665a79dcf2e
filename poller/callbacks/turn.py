"""When the place of somebody who is to be called comes up. Pure.

The phone that is called rings for a while, and the person listens and presses a key before they stand at the head of
the queue. So the call goes out earlier than the place comes up, but never while somebody waits who joined the queue
clearly before: they would be overtaken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from poller.taskrouter.actions import Task
from waittimes.callbacks.record import Callback
from waittimes.wait import Basis, Wait

LEAD_SECONDS: Final = 20.0
"""From the order of a call until the person has pressed the key: eight seconds of ringing, twelve of listening."""
FAIR_SECONDS: Final = 50.0
"""Nobody is called while somebody waits who joined this much earlier, so that nobody is overtaken who joined a minute
earlier: agents may take longer than expected while the phone rings."""
FRESH_SECONDS: Final = 150.0
"""A wait older than this says nothing about how the queue moves."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How a task queue moves."""

    per_second: float
    """Callers whom its agents take per second."""
    free: int
    """Agents who are free for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a task queue."""

    priority: int
    joined_at: float


def movement(wait: Wait | None, now: float) -> Movement | None:
    """Return how a queue moves by its newest wait; None if nobody serves it, or if that is not known."""
    if wait is None or wait.basis is Basis.UNSTAFFED or abs(wait.age_seconds(now)) > FRESH_SECONDS:
        return None
    # While the estimator knows few calls it takes them to be long, and a queue that has just opened has few answers.
    per_second = max(wait.answered / wait.window_seconds, wait.evidence.get("per_minute", 0.0) / 60)
    return Movement(per_second, wait.agents_free) if per_second > 0 or wait.agents_free else None


def due_in_seconds(place: Place, tasks: Sequence[Task], called_before: int, moves: Movement) -> float | None:
    """Return after how many seconds to call the person who has this place; None if that cannot be foreseen.

    `tasks` are the queue's pending tasks, and `called_before` the people who are called before this one or are being
    called now. Counting them keeps the number of calls below what the agents can take.
    """
    ahead = sum(1 for each in tasks if _is_before(each, place, 0.0)) + called_before
    if ahead < moves.free:
        return 0.0
    if moves.per_second <= 0:
        return None
    # On average, half an answer's time has passed since the last one.
    turn_in_seconds = (ahead - moves.free + 0.5) / moves.per_second
    gone_in_seconds = max(0, clearly_before(place, tasks) - moves.free) / moves.per_second
    return max(0.0, gone_in_seconds, turn_in_seconds - LEAD_SECONDS)


def clearly_before(place: Place, tasks: Sequence[Task]) -> int:
    """Return how many callers wait who would be overtaken, if the person who has this place stood at the head now."""
    return sum(1 for each in tasks if _is_before(each, place, FAIR_SECONDS))


def before(place: Place, others: Iterable[tuple[Place, Callback]]) -> int:
    """Return how many of these callbacks have an earlier place."""
    return sum(1 for other, _ in others if (-other.priority, other.joined_at) < (-place.priority, place.joined_at))


def _is_before(task: Task, place: Place, seconds: float) -> bool:
    if task.priority != place.priority:
        return task.priority > place.priority
    return task.started_at < place.joined_at - seconds
