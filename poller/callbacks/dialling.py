"""Which of a task queue's callbacks are called in this reading, and when within it."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from poller.callbacks import dial
from poller.callbacks.desk import Desk
from poller.callbacks.turn import Place, before, clearly_before, due_in_seconds, movement
from waittimes.callbacks.record import State
from waittimes.callbacks.store import Stored
from waittimes.routing.priority import overridden
from waittimes.routing.workflow import Workflow

log = logging.getLogger("waittimes.poller")


@dataclass(frozen=True, slots=True)
class Turn:
    """A person to be called."""

    due_in_seconds: float
    desk: Desk
    stored: Stored
    awaits_others: bool = False
    """Whether somebody still waits who would be overtaken now. They must be gone when the moment comes."""


def refused_lines(desks: Iterable[Desk], workflows: Mapping[str, Workflow]) -> set[str]:
    """Return the names of those lines of which nobody may be called now, and log why where that is no matter of time.

    `workflows` are those that were read, by SID.
    """
    refused = set()
    for desk in {each.line.name: each for each in desks}.values():
        reason = _obstacle(desk, workflows.get(desk.line.workflow_sid))
        if reason:
            log.warning("callbacks.not_dialled", extra={"line": desk.line.name, "reason": reason})
        if reason or not _is_open(desk):
            refused.add(desk.line.name)
    return refused


def _is_open(desk: Desk) -> bool:
    hours = desk.policy.calling_hours or desk.line.hours
    if hours is None:
        return True
    # Settings without hours cost no import of time zones.
    from waittimes import opening_hours

    return opening_hours.at(hours, desk.now).is_open


def _obstacle(desk: Desk, workflow: Workflow | None) -> str:
    if not desk.public_url:
        return "public_url is not set"
    if workflow is None:
        return "the workflow could not be read yet"
    return overridden(workflow, desk.line.task_queue_sid)


def turns(people: Sequence[tuple[Desk, Stored]], now: float) -> list[Turn]:
    """Return the calls to make, in their order. `people` are the pending callbacks of one task queue.

    Lists the queue's pending tasks, unless nobody waits to be called or the queue does not move. Raises what Actions
    raises.
    """
    waiting = [(desk, each) for desk, each in people if each.callback.state is State.WAITING]
    due = [(desk, each) for desk, each in waiting if each.callback.next_at <= now]
    if not due:
        return []
    desk = due[0][0]
    moves = movement(desk.memory.waits.get(desk.line.task_queue_sid), now)
    if moves is None:
        return []
    tasks = desk.ask().pending_tasks(desk.workspace_sid, desk.line.task_queue_sid)
    called = sum(1 for _, each in people if each.callback.state is State.CALLING)
    places = [(_place(desk, each), each.callback) for desk, each in due]

    def found() -> Iterator[Turn]:
        for (place, _), (own, each) in zip(places, due, strict=True):
            seconds = due_in_seconds(place, tasks, before(place, places) + called, moves)
            if seconds is not None:
                yield Turn(seconds, own, each, awaits_others=bool(seconds) and clearly_before(place, tasks) > 0)

    return sorted(found(), key=lambda turn: (turn.due_in_seconds, turn.stored.callback.joined_at))


def make(turn: Turn) -> None:
    """Wait for the moment, and call the person unless something has happened meanwhile."""
    desk, callback = turn.desk, turn.stored.callback
    if turn.due_in_seconds:
        current = desk.store.find(callback.line, callback.number)
        if current is None or current.callback != callback:
            return
    if turn.awaits_others:
        tasks = desk.ask().pending_tasks(desk.workspace_sid, desk.line.task_queue_sid)
        if clearly_before(_place(desk, turn.stored), tasks):
            return
    dial.call(desk, turn.stored)


def _place(desk: Desk, stored: Stored) -> Place:
    return Place(desk.line.priority, stored.callback.joined_at)
