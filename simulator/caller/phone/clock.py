"""Time as a caller lives it: jumped over in tests, waited for in a live demo."""

import math
import time
from dataclasses import dataclass, field
from typing import Protocol


class Clock(Protocol):
    """Seconds that only ever grow; where they begin is the clock's own affair."""

    @property
    def now_seconds(self) -> float:
        """The present moment."""

    def wait_until(self, moment_seconds: float) -> None:
        """Return when that moment has come, at once if it has passed."""


@dataclass(slots=True)
class VirtualClock:
    """A clock that jumps. Callers who share one share their time."""

    now_seconds: float = 0.0

    def wait_until(self, moment_seconds: float) -> None:
        """Jump to the moment. ValueError for a moment that never comes."""
        if math.isinf(moment_seconds):
            raise ValueError("waiting for a moment that never comes")
        self.now_seconds = max(self.now_seconds, moment_seconds)


@dataclass(frozen=True, slots=True)
class RealClock:
    """A clock on the wall: waiting takes as long as it says."""

    started_seconds: float = field(default_factory=time.monotonic)

    @property
    def now_seconds(self) -> float:
        """Seconds since this clock was made."""
        return time.monotonic() - self.started_seconds

    def wait_until(self, moment_seconds: float) -> None:
        """Sleep until the moment. ValueError for a moment that never comes."""
        if math.isinf(moment_seconds):
            raise ValueError("waiting for a moment that never comes")
        time.sleep(max(0.0, moment_seconds - self.now_seconds))
