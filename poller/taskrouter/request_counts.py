"""How many requests one poll of a workspace took, and what the answers said about the account's limits."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(slots=True)
class RequestCounts:
    """Counts that many threads may change."""

    calls: int = 0
    refusals: int = 0
    """Answers of 429 (too many requests)."""
    retries: int = 0
    """Requests repeated after a 5xx, a timeout or a broken connection."""
    rate_limit_remaining: str = ""
    """The last value of the header X-Rate-Limit-Remaining; Twilio does not document its unit."""
    concurrent_requests: str = ""
    """The last value of the header Twilio-Concurrent-Requests."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count_call(self) -> None:
        """Count a request."""
        with self._lock:
            self.calls += 1

    def note_answer(self, status: int, headers: Mapping[str, str]) -> None:
        """Note the status of an answer, and its headers about the account's limits."""
        with self._lock:
            self.refusals += status == HTTPStatus.TOO_MANY_REQUESTS
            self.rate_limit_remaining = headers.get("X-Rate-Limit-Remaining", self.rate_limit_remaining)
            self.concurrent_requests = headers.get("Twilio-Concurrent-Requests", self.concurrent_requests)

    def count_retry(self) -> None:
        """Count a request that is repeated."""
        with self._lock:
            self.retries += 1
