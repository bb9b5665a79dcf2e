"""Clocks for tests: moved by the test or by a pause, so that no time passes."""

import time
from dataclasses import dataclass

from waittimes.deadline import Deadline


@dataclass
class SimulatedTime:
    """Seconds on a clock that moves only by pauses."""

    now: float

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds

    def deadline(self, seconds: float) -> Deadline:
        """Return the deadline `seconds` from now on this clock."""
        return Deadline(self.now + seconds, self.clock, self.pause)


@dataclass
class ShortenedTime:
    """The clock of this machine, on which a pause of a second or more is over at once."""

    skipped: float = 0.0

    def clock(self) -> float:
        return time.monotonic() + self.skipped

    def pause(self, seconds: float) -> None:
        if seconds >= 1:
            self.skipped += seconds
        else:
            time.sleep(seconds)

    def deadline(self, seconds: float) -> Deadline:
        """Return the deadline `seconds` from now on this clock."""
        return Deadline(self.clock() + seconds, self.clock, self.pause)
