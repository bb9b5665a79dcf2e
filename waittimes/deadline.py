"""The moment by which something must be done, on the monotonic clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass


class OutOfTime(Exception):
    """The deadline comes before this can be done."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on `clock`, which must neither stand still nor jump; `pause` sleeps on the same clock."""

    ends_at: float
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    @classmethod
    def in_seconds(cls, seconds: float) -> "Deadline":
        """Return the moment `seconds` from now."""
        return cls(time.monotonic() + seconds)

    def remaining_seconds(self) -> float:
        """Return the seconds left, at least 0."""
        return max(0.0, self.ends_at - self.clock())

    def sleep(self, seconds: float) -> None:
        """Sleep for `seconds`, or raise OutOfTime at once if less than that is left."""
        if seconds > self.remaining_seconds():
            raise OutOfTime
        self.pause(max(0.0, seconds))
