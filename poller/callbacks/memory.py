"""What a process remembers of a workspace's callbacks from one reading to the next. Losing it costs accuracy only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from poller.estimation.statistics import NO_CALLBACKS, WINDOW_SECONDS, Callbacks
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import Stored
from waittimes.settings.config import Line
from waittimes.settings.line_callback import DIAL
from waittimes.wait import Wait

VOICE = "voice"
"""The task channel whose tasks the estimator sees."""


class Departure(NamedTuple):
    """A task that was cancelled although nobody hung up. Times are in seconds since the epoch."""

    queue_sid: str
    at: float
    age_seconds: float
    """How long it had waited."""


@dataclass(slots=True)
class CallbackMemory:
    """The pending callbacks as they were last read, and what the estimator must know of earlier ones."""

    pending: dict[str, tuple[Stored, ...]] = field(default_factory=dict)
    """By the line's name."""
    departures: dict[str, Departure] = field(default_factory=dict)
    """By the SID of the call or task that left the queue."""
    waits: dict[str, Wait] = field(default_factory=dict)
    """The newest waits of the lines' task queues, by SID."""

    def note_pending(self, line: Line, found: Sequence[Stored], now: float) -> None:
        """Remember a line's pending callbacks, and who has left the queue for one."""
        self.pending[line.name] = tuple(found)
        for each in (stored.callback for stored in found):
            if each.was_in_queue and each.left_at:
                self.note_departure(
                    each.call_sid, Departure(line.task_queue_sid, each.left_at, each.left_at - each.joined_at)
                )
        begins_at = now - WINDOW_SECONDS
        self.departures = {sid: each for sid, each in self.departures.items() if each.at >= begins_at}

    def note_departure(self, sid: str, departure: Departure) -> None:
        """Remember that this call or task left its queue without a caller hanging up."""
        self.departures.setdefault(sid, departure)

    def note_waits(self, waits: Mapping[str, Wait], lines: Iterable[Line]) -> None:
        """Remember the waits of these lines' task queues."""
        self.waits |= {sid: waits[sid] for sid in {line.task_queue_sid for line in lines} & waits.keys()}

    def of_queue(self, queue_sid: str, lines: Iterable[Line], now: float) -> Callbacks:
        """Return what the estimator must know of a task queue's callbacks at `now`."""
        ahead: dict[int, int] = {}
        for line in lines:
            people = sum(1 for _ in self._ahead(line, queue_sid, now))
            if people:
                ahead[line.priority] = ahead.get(line.priority, 0) + people
        left = tuple(
            each.age_seconds
            for each in self.departures.values()
            if each.queue_sid == queue_sid and now - WINDOW_SECONDS <= each.at <= now
        )
        return Callbacks(ahead, left) if ahead or left else NO_CALLBACKS

    def _ahead(self, line: Line, queue_sid: str, now: float) -> Iterator[Callback]:
        """Yield the callbacks of a line that have no task here and come before a caller who joins now."""
        if line.callback is None or line.task_queue_sid != queue_sid:
            return
        wait = self.waits.get(queue_sid)
        turn_at = now + (wait.estimate.seconds or 0.0 if wait else 0.0)
        for each in (stored.callback for stored in self.pending.get(line.name, ())):
            if each.next_at <= turn_at and _has_no_task(each, line):
                yield each


def _has_no_task(callback: Callback, line: Line) -> bool:
    policy = line.callback
    if policy is None or policy.style == DIAL:
        return callback.state in (State.WAITING, State.CALLING)
    is_elsewhere = callback.state is State.PLACED and policy.task_channel != VOICE
    return callback.state is State.WAITING or is_elsewhere
