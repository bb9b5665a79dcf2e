"""The moment by which a poll has to be over. Waiting goes through here, so that nobody waits beyond it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

STORING_SECONDS = 8.0
"""What storing may take at worst, where DynamoDB hangs: kept back from the reading."""
STORING_SHARE = 0.3
"""The most of a short poll that is kept back for storing."""


class OutOfTime(Exception):
    """The poll has to end before this can be done."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, which neither stands still nor jumps."""

    ends_at: float
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    @classmethod
    def in_seconds(cls, seconds: float) -> "Deadline":
        """Return the moment so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def remaining_seconds(self) -> float:
        """Return how long it still is; never less than 0."""
        return max(0.0, self.ends_at - self.clock())

    def for_reading(self) -> "Deadline":
        """Return by when the reading has to end so that what was read can be stored."""
        kept_back = min(STORING_SECONDS, self.remaining_seconds() * STORING_SHARE)
        return replace(self, ends_at=self.ends_at - kept_back)

    def sleep(self, seconds: float) -> None:
        """Wait. Raises OutOfTime at once where the time left is shorter."""
        if seconds > self.remaining_seconds():
            raise OutOfTime
        self.pause(max(0.0, seconds))


def of_a_poll(setting_seconds: float, context: object) -> Deadline:
    """Return when a poll must be over: by the setting or by what Lambda's context says remains, whichever is sooner."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    seconds = min(setting_seconds, remaining() / 1000 - GOODBYE_SECONDS) if callable(remaining) else setting_seconds
    return Deadline.in_seconds(max(0.0, seconds))


GOODBYE_SECONDS = 0.5
"""What a Lambda function needs for its answer and its last log lines."""
