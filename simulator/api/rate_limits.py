"""Rate limits of an API. Other clients may use a part of each limit."""

import threading
from collections import deque
from typing import Protocol


class Cap(Protocol):
    """A rate limit."""

    def admits(self, now: float) -> bool:
        """Return whether a request at the time `now` is admitted, and count it if so."""


class SlidingWindow:
    """At most `a_second` requests in any second; other clients always take `others_a_second` of them."""

    def __init__(self, a_second: int, *, others_a_second: int = 0) -> None:
        self._left = a_second - others_a_second
        self._admitted: deque[float] = deque()
        self._lock = threading.Lock()

    def admits(self, now: float) -> bool:
        """See Cap."""
        with self._lock:
            while self._admitted and self._admitted[0] <= now - 1:
                self._admitted.popleft()
            if len(self._admitted) >= self._left:
                return False
            self._admitted.append(now)
            return True


class TokenBucket:
    """At most `a_second` requests a second in the long run, and as many at once as the bucket `holds`."""

    def __init__(self, a_second: float, holds: float, *, others_a_second: float = 0) -> None:
        self._a_second = a_second - others_a_second
        self._holds = self._tokens = holds
        self._filled_at: float | None = None
        self._lock = threading.Lock()

    def admits(self, now: float) -> bool:
        """See Cap."""
        with self._lock:
            passed = 0.0 if self._filled_at is None else now - self._filled_at
            self._filled_at = now
            self._tokens = min(self._holds, self._tokens + passed * self._a_second)
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
