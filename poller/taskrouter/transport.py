"""How TaskRouter is asked: the `twilio` package's HTTP client, paced, retried, and never beyond the deadline.

The package itself retries nothing that has an HTTP status and drops the headers of a refusal, but lets its client
be replaced; requests and answers stay its own.
"""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from requests import ConnectionError as BrokenConnection
from requests import Timeout
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    wait_random_exponential,
)
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from poller.taskrouter.api_address import ApiAddress
from poller.taskrouter.port import TaskRouterError
from poller.taskrouter.rate_limiter import RateLimiter
from poller.taskrouter.request_counts import RequestCounts
from waittimes.deadline import Deadline, OutOfTime
from waittimes.settings.config import Account
from waittimes.settings.polling import Polling
from waittimes.settings.secret import SecretUnavailable

log = logging.getLogger("waittimes.poller")

BULK_PATH_END = "/TaskQueues/RealTimeStatistics"
BULK_REQUESTS_PER_SECOND = 4.5
"""TaskRouter takes five (Twilio docs, TaskQueue statistics)."""
QUICKEST_REFUSED_PAUSE_SECONDS = 0.1
LONGEST_REFUSED_PAUSE_SECONDS = 2.0
_PASSING_ERRORS = (BrokenConnection, Timeout, ChunkedEncodingError)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long an answer is waited for, and how often and after what pauses a request is made again."""

    timeout_seconds: float = 10.0
    attempts: int = 5
    """Requests for the same thing, where the answers are 5xx or the connection breaks; refusals do not count."""
    attempts_unanswered: int = 2
    first_pause_seconds: float = 0.25
    longest_pause_seconds: float = 4.0
    """Each pause is drawn between 0 and a bound that doubles from the first to this ("full jitter")."""

    def is_over(self, state: RetryCallState) -> bool:
        """Tell whether the request is given up after what has just come of it."""
        error = state.outcome.exception() if state.outcome else None
        most = self.attempts_unanswered if isinstance(error, Timeout) else self.attempts
        return stop_after_attempt(most)(state)


class Connection:
    """One account's way to TaskRouter, kept between polls: connections alive, pace, the credential that works."""

    def __init__(
        self, account: Account, url: str, limits: Polling | None = None, patience: RetryPolicy | None = None
    ) -> None:
        limits = limits or Polling()
        self.patience = patience or RetryPolicy()
        self.pace = RateLimiter(limits.requests_per_second, limits.concurrent_requests)
        self.bulk_pace = RateLimiter(min(BULK_REQUESTS_PER_SECOND, limits.requests_per_second), 1)
        self.client = TwilioHttpClient(timeout=self.patience.timeout_seconds)
        if self.client.session:
            for scheme in ("https://", "http://"):
                self.client.session.mount(scheme, HTTPAdapter(pool_maxsize=limits.concurrent_requests))
        self.address = ApiAddress(url)
        self._credentials = tuple(_credentials(account))
        self._first = 0

    def until(self, deadline: Deadline, tally: RequestCounts) -> "Transport":
        """Return the client of a poll that must be over by then and keeps this tally."""
        return Transport(self, deadline, tally)

    def paces(self, method: str, uri: str) -> Sequence[RateLimiter]:
        """Return whose turns such a request needs."""
        bulk = method.upper() == "POST" and uri.endswith(BULK_PATH_END)
        return (self.bulk_pace, self.pace) if bulk else (self.pace,)

    def with_a_credential(self, ask: Callable[[tuple[str, str]], Response]) -> Response:
        """Ask with the credential that worked last, and with the others in turn where it is answered 401.

        Secrets are looked up each time, so that one changed in its store arrives without a restart.
        Raises SecretUnavailable where that is so of all.
        """
        response, unavailable = None, SecretUnavailable("no credential")
        for turn in range(len(self._credentials)):
            index = (self._first + turn) % len(self._credentials)
            username, secret = self._credentials[index]
            try:
                response = ask((username, secret()))
            except SecretUnavailable as error:
                unavailable = error
                continue
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                if turn:
                    log.warning("poll.credential_changed", extra={"username": username, "place": index})
                    self._first = index
                return response
        if response is None:
            raise unavailable
        return response


class Transport(HttpClient):
    """The client of one poll. Raises OutOfTime where the deadline comes first, else as the package's own does."""

    def __init__(self, connection: Connection, deadline: Deadline, tally: RequestCounts) -> None:
        super().__init__(logging.getLogger("twilio.http_client"), is_async=False)
        self._connection = connection
        self._deadline = deadline
        self._tally = tally

    def request(self, method: str, uri: str, *args: Any, **options: Any) -> Response:
        """See HttpClient."""
        patience = self._connection.patience
        retrying = Retrying(
            retry=retry_if_exception_type(_PASSING_ERRORS) | retry_if_result(_is_passing),
            stop=patience.is_over,
            wait=wait_random_exponential(patience.first_pause_seconds, patience.longest_pause_seconds),
            sleep=self._deadline.sleep,
            before_sleep=lambda _: self._tally.retried(),
            retry_error_callback=_last_outcome,
        )
        uri = self._connection.address.locate(uri)

        def ask(credential: tuple[str, str]) -> Response:
            return self._admitted(method, uri, args, options | {"auth": credential})

        answer: Response = retrying(self._connection.with_a_credential, ask)
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status_code < HTTPStatus.BAD_REQUEST:
            # The package would take the body of a redirect for the answer.
            raise TaskRouterError(f"HTTP {answer.status_code}", answer.status_code)
        return answer

    def _admitted(self, method: str, uri: str, args: Sequence[Any], options: dict[str, Any]) -> Response:
        """Ask until the request is not refused as one too many: a refusal is no attempt, it was never looked at."""
        paces, refusals = self._connection.paces(method, uri), 0
        while True:
            response = self._sent(paces, method, uri, args, options)
            if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                return response
            refusals += 1
            longest = min(LONGEST_REFUSED_PAUSE_SECONDS, QUICKEST_REFUSED_PAUSE_SECONDS * 2 ** min(refusals, 10))
            self._deadline.sleep(random.uniform(0, longest))  # noqa: S311 - chance spreads the load, it keeps no secret

    def _sent(
        self, paces: Sequence[RateLimiter], method: str, uri: str, args: Sequence[Any], options: dict[str, Any]
    ) -> Response:
        pace, *slower = paces
        with pace.turn(self._deadline) as asked_at:
            if slower:
                response = self._sent(slower, method, uri, args, options)
            else:
                response = self._once(method, uri, args, options)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            pace.refused(asked_at, retry_after_seconds=_retry_after_seconds(response))
        else:
            pace.answered()
        return response

    def _once(self, method: str, uri: str, args: Sequence[Any], options: dict[str, Any]) -> Response:
        timeout = min(self._connection.patience.timeout_seconds, self._deadline.remaining_seconds())
        if timeout <= 0:
            raise OutOfTime
        self._tally.called()
        try:
            response = self._connection.client.request(
                method, uri, *args, **options | {"timeout": timeout, "allow_redirects": False}
            )
        except Timeout as error:
            if not self._deadline.remaining_seconds():
                raise OutOfTime from error
            raise
        self._tally.answered(response.status_code, response.headers or {})
        return response


def _credentials(account: Account) -> list[tuple[str, Callable[[], str]]]:
    """Return usernames with the ways to their secrets: an API key first, then the auth tokens in their order."""
    key = [(account.api_key.sid, account.api_key.secret.reveal)] if account.api_key else []
    return [*key, *((account.sid, token.reveal) for token in account.auth_tokens)]


def _is_passing(response: Response) -> bool:
    """Tell whether the next answer may be a better one: a 5xx, or a page of HTML where there should be JSON."""
    return response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or (
        response.status_code == HTTPStatus.OK and str(response.text).lstrip().startswith("<")
    )


def _last_outcome(state: RetryCallState) -> Response:
    if state.outcome is None:
        raise OutOfTime
    last: Response = state.outcome.result()
    return last


def _retry_after_seconds(response: Response) -> float:
    """Return what the answer asks to wait, 0 where it says nothing that can be understood."""
    try:
        return max(0.0, Retry().parse_retry_after((response.headers or {}).get("Retry-After", "0")))
    except InvalidHeader:
        return 0.0
