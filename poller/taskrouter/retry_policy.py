"""Which requests are repeated, how often, and after which pauses."""

from dataclasses import dataclass

from requests import ConnectionError as BrokenConnection
from requests import Timeout
from requests.exceptions import ChunkedEncodingError

TRANSIENT_ERRORS = (BrokenConnection, Timeout, ChunkedEncodingError)
"""Errors after which the same request may succeed."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait for an answer, and how a request is repeated. Each pause is random ("full jitter")."""

    timeout_seconds: float = 10.0
    attempts: int = 5
    """Requests for the same thing while the answer is a 5xx or the connection breaks; refusals (429) do not count."""
    attempts_unanswered: int = 2
    """Requests for the same thing while there is no answer."""
    first_pause_seconds: float = 0.25
    """Upper bound of the first pause; the bound doubles from pause to pause."""
    longest_pause_seconds: float = 4.0
    """The bound grows no further than this."""

    def is_over(self, attempts: int, error: BaseException | None) -> bool:
        """Return whether to give up a request after `attempts`; the last one raised `error`."""
        return attempts >= (self.attempts_unanswered if isinstance(error, Timeout) else self.attempts)
