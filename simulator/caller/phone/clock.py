"""A caller's clock: virtual in tests, real in a live demo."""

import math
import time
from dataclasses import dataclass, field
from typing import Protocol


class Clock(Protocol):
    """A monotonic clock in seconds, from an arbitrary start."""

    @property
    def now_seconds(self) -> float:
        """The current time."""

    def wait_until(self, moment_seconds: float) -> None:
        """Block until that moment; return at once if it has passed."""


@dataclass(slots=True)
class VirtualClock:
    """A clock that jumps. Callers who share one call at the same time."""

    now_seconds: float = 0.0

    def wait_until(self, moment_seconds: float) -> None:
        """Jump to the moment. Raises ValueError for infinity."""
        if math.isinf(moment_seconds):
            raise ValueError("waiting for a moment that never comes")
        self.now_seconds = max(self.now_seconds, moment_seconds)


@dataclass(frozen=True, slots=True)
class RealClock:
    """Real time."""

    started_seconds: float = field(default_factory=time.monotonic)

    @property
    def now_seconds(self) -> float:
        """Seconds since this clock was made."""
        return time.monotonic() - self.started_seconds

    def wait_until(self, moment_seconds: float) -> None:
        """Sleep until the moment. Raises ValueError for infinity."""
        if math.isinf(moment_seconds):
            raise ValueError("waiting for a moment that never comes")
        time.sleep(max(0.0, moment_seconds - self.now_seconds))
