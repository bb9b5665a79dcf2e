"""The rate cap: above a set rate viewers are asked to come back, so that they never take the time of calls.

Each process counts for itself. On Lambda a process answers one request at a time, so its time for viewers is bounded.
Strangers and files count apart: whoever floods the page with requests takes nothing from those who have signed in.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Response

BURST_SECONDS = 5
"""How many seconds of the rate may come at once: several screens that wake up together."""
FILES_OF_A_PAGE = 4
"""Files that a browser fetches with its first page; they are small, and kept for a year."""
RETRY_AFTER_SECONDS = 15


@dataclass(slots=True)
class Bucket:
    """Lets `per_second` requests through, and a burst of `BURST_SECONDS` times as many."""

    per_second: float
    clock: Callable[[], float]
    _left: float = field(init=False)
    _at: float = field(init=False)
    _changing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Begin full."""
        self._left, self._at = self.per_second * BURST_SECONDS, self.clock()

    def takes(self) -> bool:
        """Tell whether one more request may come in now, and count it if so."""
        with self._changing:
            now = self.clock()
            refilled = self._left + max(0.0, now - self._at) * self.per_second
            self._left, self._at = min(refilled, self.per_second * BURST_SECONDS), now
            if self._left < 1:
                return False
            self._left -= 1
            return True


class RateCap:
    """The cap of one process. `per_second` is the rate of those who have signed in; `clock` returns seconds."""

    def __init__(self, per_second: int, clock: Callable[[], float]) -> None:
        self._viewers = Bucket(per_second, clock)
        self._strangers = Bucket(max(per_second / 2, 1), clock)
        self._files = Bucket(per_second * FILES_OF_A_PAGE, clock)

    def refuses_file(self) -> Response | None:
        """Return the answer to a request for a file above the rate, else None."""
        return None if self._files.takes() else come_back()

    def refuses(self, *, has_signed_in: bool) -> Response | None:
        """Return the answer to a request above the rate, else None."""
        bucket = self._viewers if has_signed_in else self._strangers
        return None if bucket.takes() else come_back()


def come_back() -> Response:
    """Return the answer that costs least."""
    answer = Response("503 Service Unavailable: too many viewers\n", 503, content_type="text/plain; charset=utf-8")
    answer.retry_after = RETRY_AFTER_SECONDS
    return answer
