"""The rate limit of one account: additive increase, multiplicative decrease, as in TCP.

Requests are spaced evenly within a budget that shrinks when TaskRouter refuses one and grows back, so that others who
use the account keep a share.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from waittimes.deadline import Deadline, OutOfTime

CUT = 0.85
"""The share of rate and window that is left after a refusal."""
SETTLING_SECONDS = 0.5
"""Refusals of requests sent this soon after a cut are ignored; a per-second cap reacts with delay."""
REGROWTH_A_SECOND = 0.05
"""The share of the whole budget that comes back with each second without a refusal."""
CATCH_UP_SECONDS = 0.02
"""Seconds that requests may fall behind their even spacing and still catch up."""
SLOWEST_A_SECOND = 1.0


class RateLimiter:
    """The request slots of one account, for all its workspaces and threads, as long as the process lives."""

    def __init__(
        self, requests_per_second: float, concurrent_requests: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_a_second = requests_per_second
        self._most_at_once = concurrent_requests
        self._rate = float(requests_per_second)
        self._window = float(concurrent_requests)
        self._clock = clock
        self._changed = threading.Condition()
        self._under_way = 0
        self._next_at = float("-inf")
        self._closed_until = float("-inf")
        self._cut_at = float("-inf")
        self._grown_at = float("inf")

    @property
    def rate(self) -> float:
        """Requests a second at present."""
        return self._rate

    @property
    def window(self) -> int:
        """Concurrent requests at present."""
        return int(self._window)

    @contextmanager
    def slot(self, deadline: Deadline) -> Iterator[float]:
        """Wait for a slot, and yield the time on the clock at which it begins. Raises OutOfTime."""
        self._enter(deadline)
        try:
            now = self._wait_until(self._reserve(deadline), deadline)
            yield now
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify()

    def note_answer(self) -> None:
        """Grow the budget after an answer that was no refusal."""
        with self._changed:
            now = self._clock()
            share = REGROWTH_A_SECOND * min(1.0, max(0.0, now - self._grown_at))
            self._grown_at = now
            self._rate = min(self._most_a_second, self._rate + share * self._most_a_second)
            self._window = min(self._most_at_once, self._window + share * self._most_at_once)
            self._changed.notify()

    def note_refusal(self, asked_at: float, *, retry_after_seconds: float = 0.0) -> None:
        """Cut the budget after a refusal of the request sent at `asked_at`; open no slot for `retry_after_seconds`."""
        with self._changed:
            now = self._clock()
            self._closed_until = max(self._closed_until, now + retry_after_seconds)
            self._grown_at = now
            if asked_at < self._cut_at + SETTLING_SECONDS:
                return
            self._cut_at = now
            self._rate = max(min(SLOWEST_A_SECOND, self._most_a_second), self._rate * CUT)
            self._window = max(1.0, self._window * CUT)

    def _wait_until(self, starts_at: float, deadline: Deadline) -> float:
        """Wait for the reserved time; after it has passed, reserve another, so that late requests stay apart."""
        while (now := self._clock()) < (opens_at := max(starts_at, self._closed_until)):
            deadline.sleep(opens_at - now)
        if now - starts_at <= CATCH_UP_SECONDS:
            return now
        deadline.sleep(max(0.0, self._reserve(deadline) - now))
        return self._clock()

    def _enter(self, deadline: Deadline) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._under_way < self.window, deadline.remaining_seconds()):
                raise OutOfTime
            self._under_way += 1

    def _reserve(self, deadline: Deadline) -> float:
        """Return the next time at which a request may be sent, and take it."""
        with self._changed:
            now = self._clock()
            starts_at = self._next_at if self._next_at > now - CATCH_UP_SECONDS else now
            if starts_at > deadline.ends_at:
                raise OutOfTime
            self._next_at = starts_at + 1 / self._rate
            return starts_at
