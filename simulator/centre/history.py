"""Past events in order of time, so that bisection finds any window."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """The times after `start`, up to and including `end`, in seconds since the epoch."""

    start: float
    end: float

    @classmethod
    def last_minutes(cls, minutes: float, now: float) -> "Window":
        """Return the window of the last `minutes` before `now`."""
        return cls(now - 60 * minutes, now)


class EventTimes:
    """The times of one kind of event."""

    __slots__ = ("times",)

    def __init__(self) -> None:
        self.times: list[float] = []

    def note(self, at: float) -> None:
        """Add an event, not earlier than the last."""
        self.times.append(at)

    def count(self, window: Window) -> int:
        """Return the number of events in the window."""
        return bisect_right(self.times, window.end) - bisect_right(self.times, window.start)

    def forget(self, before: float) -> None:
        """Drop the events up to the time `before`."""
        del self.times[: bisect_right(self.times, before)]


class Waits:
    """The times at which waits ended, and how long each lasted, in seconds."""

    __slots__ = ("seconds", "times")

    def __init__(self) -> None:
        self.times: list[float] = []
        self.seconds: list[float] = []

    def note(self, at: float, waited_seconds: float) -> None:
        """Add a wait that ended at the time `at`, not earlier than the last."""
        self.times.append(at)
        self.seconds.append(waited_seconds)

    def within(self, window: Window) -> list[float]:
        """Return the waits, in seconds, that ended in the window."""
        return self.seconds[bisect_right(self.times, window.start) : bisect_right(self.times, window.end)]

    def forget(self, before: float) -> None:
        """Drop the waits that ended up to the time `before`."""
        stale = bisect_right(self.times, before)
        del self.times[:stale]
        del self.seconds[:stale]
