"""The future event list of the simulation: a heap of events, processed in order of time."""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any


class EventQueue:
    """Virtual time and its events. `now` is in seconds since the epoch and never goes back."""

    __slots__ = ("_events", "_scheduled", "now")

    def __init__(self, now: float) -> None:
        self.now = now
        self._events: list[tuple[float, int, Callable[[Any], None], Any]] = []
        self._scheduled = 0

    def schedule(self, at: float, happen: Callable[[Any], None], subject: object) -> None:
        """Call `happen(subject)` at the time `at`; events of the same time happen in the order scheduled."""
        self._scheduled += 1
        heappush(self._events, (at, self._scheduled, happen, subject))

    def advance(self, to: float) -> None:
        """Process every event up to the time `to`; an earlier time than `now` changes nothing."""
        events = self._events
        while events and events[0][0] <= to:
            self.now, _, happen, subject = heappop(events)
            happen(subject)
        self.now = max(self.now, to)

    @property
    def next_at(self) -> float | None:
        """The time of the next event; None if there is none."""
        return self._events[0][0] if self._events else None
