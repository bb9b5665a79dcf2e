"""What was asked of TaskRouter in one poll of a workspace."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(slots=True)
class RequestCounts:
    """Counts, kept by many threads."""

    calls: int = 0
    refusals: int = 0
    """Answers of 429: one request too many."""
    retries: int = 0
    """Requests made again after a 5xx, a timeout or a connection that broke."""
    rate_limit_remaining: str = ""
    """X-Rate-Limit-Remaining as it came last; Twilio does not document its unit."""
    concurrent_requests: str = ""
    """Twilio-Concurrent-Requests as it came last."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def called(self) -> None:
        """Count a request."""
        with self._lock:
            self.calls += 1

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Note what an answer says of the account's limits."""
        with self._lock:
            self.refusals += status == HTTPStatus.TOO_MANY_REQUESTS
            self.rate_limit_remaining = headers.get("X-Rate-Limit-Remaining", self.rate_limit_remaining)
            self.concurrent_requests = headers.get("Twilio-Concurrent-Requests", self.concurrent_requests)

    def retried(self) -> None:
        """Count a request that is made again."""
        with self._lock:
            self.retries += 1
