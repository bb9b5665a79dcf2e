"""The `twilio` package's HTTP client, paced, retried and kept within a deadline.

The package itself retries nothing that has an HTTP status and drops the headers of a refusal, but lets its client
be replaced. Requests and answers stay the package's own.
"""

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from requests import Timeout
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type, retry_if_result, wait_random_exponential
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from poller.taskrouter.api_address import ApiAddress
from poller.taskrouter.credentials import Credentials
from poller.taskrouter.port import TaskRouterError
from poller.taskrouter.rate_limiter import RateLimiter
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.retry_policy import TRANSIENT_ERRORS, RetryPolicy
from waittimes.deadline import Deadline, OutOfTime
from waittimes.settings.config import TWILIO_API_URL, Account
from waittimes.settings.polling import Polling

BULK_PATH_END = "/TaskQueues/RealTimeStatistics"
BULK_REQUESTS_PER_SECOND = 4.5
"""TaskRouter takes five (Twilio docs, TaskQueue statistics)."""
EVALUATED = "EvaluateTaskAttributes"
EVALUATIONS_PER_SECOND = 2.7
"""TaskRouter takes three lists of tasks by their attributes (Twilio docs, TaskRouter limits)."""
CALLS_PATH_END = "/Calls.json"
CALLS_PER_SECOND = 1.0
"""Twilio dials one call a second for an account by default, and queues the others (Twilio docs, Call resource)."""
SHORTEST_REFUSED_PAUSE_SECONDS = 0.1
LONGEST_REFUSED_PAUSE_SECONDS = 2.0
LONGEST_RETRY_AFTER_SECONDS = 60.0
"""A longer `Retry-After` is cut to this number of seconds, so that the next poll asks again."""


class Connection:
    """One account's connection to Twilio, kept between polls: sockets, rate limits, the credential that works."""

    def __init__(  # noqa: PLR0913 - wired in one place
        self,
        account: Account,
        url: str,
        limits: Polling | None = None,
        retry_policy: RetryPolicy | None = None,
        *,
        api_url: str = TWILIO_API_URL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        limits = limits or Polling()
        self.addresses = (ApiAddress(url), ApiAddress(api_url, TWILIO_API_URL))
        self.credentials = Credentials(account)
        self.retry_policy = retry_policy or RetryPolicy()
        self.rate_limiter = RateLimiter(limits.requests_per_second, limits.concurrent_requests, clock=clock)

        def stricter(per_second: float) -> RateLimiter:
            return RateLimiter(min(per_second, limits.requests_per_second), 1, clock=clock)

        self.bulk_rate_limiter = stricter(BULK_REQUESTS_PER_SECOND)
        self.evaluation_rate_limiter = stricter(EVALUATIONS_PER_SECOND)
        self.call_rate_limiter = stricter(CALLS_PER_SECOND)
        self.client = TwilioHttpClient(timeout=self.retry_policy.timeout_seconds)
        if self.client.session:
            for scheme in ("https://", "http://"):
                self.client.session.mount(scheme, HTTPAdapter(pool_maxsize=limits.concurrent_requests))

    def until(self, deadline: Deadline, counts: RequestCounts) -> "Transport":
        """Return the HTTP client of a poll that must end by `deadline` and keeps these counts."""
        return Transport(self, deadline, counts)

    def locate(self, url: str) -> str:
        """Return the URL at the configured address of its API. Raises TaskRouterError if it is of no API."""
        address = next((each for each in self.addresses if each.covers(url)), self.addresses[0])
        return address.locate(url)

    def rate_limiters(self, method: str, url: str, params: Mapping[str, Any] | None = None) -> Sequence[RateLimiter]:
        """Return the rate limiters in which such a request needs a slot."""
        if _is_bulk(method, url):
            return (self.bulk_rate_limiter, self.rate_limiter)
        if EVALUATED in (params or {}):
            return (self.evaluation_rate_limiter, self.rate_limiter)
        if method.upper() == "POST" and url.endswith(CALLS_PATH_END):
            return (self.call_rate_limiter, self.rate_limiter)
        return (self.rate_limiter,)


class Transport(HttpClient):
    """The HTTP client of one poll. Raises OutOfTime, TaskRouterError, and what the package's own client raises."""

    def __init__(self, connection: Connection, deadline: Deadline, counts: RequestCounts) -> None:
        super().__init__(logging.getLogger("twilio.http_client"), is_async=False)
        self._connection = connection
        self._deadline = deadline
        self._counts = counts

    def request(self, method: str, uri: str, *args: Any, **options: Any) -> Response:
        """See HttpClient.

        A request that changes something at Twilio is made once: it may have been carried out although its answer is
        missing, and the caller must find out before it is made again. Only a 429 and a 401 say that it was not.
        """
        policy = self._connection.retry_policy
        if not _only_reads(method, uri):
            policy = replace(policy, attempts=1, attempts_unanswered=1)
        retrying = Retrying(
            retry=retry_if_exception_type(TRANSIENT_ERRORS) | retry_if_result(_is_transient),
            stop=lambda state: policy.is_over(
                state.attempt_number, state.outcome.exception() if state.outcome else None
            ),
            wait=wait_random_exponential(policy.first_pause_seconds, policy.longest_pause_seconds),
            sleep=self._deadline.sleep,
            before_sleep=lambda _: self._counts.count_retry(),
            retry_error_callback=_last_outcome,
        )
        url = self._connection.locate(uri)

        def ask(credential: tuple[str, str]) -> Response:
            return self._until_admitted(method, url, args, options | {"auth": credential})

        answer: Response = retrying(self._connection.credentials.try_each, ask)
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status_code < HTTPStatus.BAD_REQUEST:
            # The package would take the body of a redirect for the answer.
            raise TaskRouterError(f"HTTP {answer.status_code}", answer.status_code)
        return answer

    def _until_admitted(self, method: str, url: str, args: Sequence[Any], options: dict[str, Any]) -> Response:
        """Ask until the answer is not 429. A 429 counts as no attempt, since TaskRouter did not process the request."""
        limiters, refusals = self._connection.rate_limiters(method, url, options.get("params")), 0
        while True:
            response = self._in_slots(limiters, method, url, args, options)
            if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                return response
            refusals += 1
            longest = min(LONGEST_REFUSED_PAUSE_SECONDS, SHORTEST_REFUSED_PAUSE_SECONDS * 2 ** min(refusals, 10))
            self._deadline.sleep(random.uniform(0, longest))  # noqa: S311 - chance spreads the load, it keeps no secret

    def _in_slots(
        self, limiters: Sequence[RateLimiter], method: str, url: str, args: Sequence[Any], options: dict[str, Any]
    ) -> Response:
        """Ask once, in a slot of every rate limiter."""
        limiter, *others = limiters
        with limiter.slot(self._deadline) as asked_at:
            if others:
                response = self._in_slots(others, method, url, args, options)
            else:
                response = self._once(method, url, args, options)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            limiter.note_refusal(asked_at, retry_after_seconds=_retry_after_seconds(response))
        else:
            limiter.note_answer()
        return response

    def _once(self, method: str, url: str, args: Sequence[Any], options: dict[str, Any]) -> Response:
        timeout = min(self._connection.retry_policy.timeout_seconds, self._deadline.remaining_seconds())
        if timeout <= 0:
            raise OutOfTime
        self._counts.count_call()
        try:
            response = self._connection.client.request(
                method, url, *args, **options | {"timeout": timeout, "allow_redirects": False}
            )
        except Timeout as error:
            # OutOfTime would say that nothing was asked.
            if _only_reads(method, url) and not self._deadline.remaining_seconds():
                raise OutOfTime from error
            raise
        self._counts.note_answer(response.status_code, response.headers or {})
        return response


def _is_bulk(method: str, url: str) -> bool:
    return method.upper() == "POST" and url.endswith(BULK_PATH_END)


def _only_reads(method: str, url: str) -> bool:
    return method.upper() == "GET" or _is_bulk(method, url)


def _is_transient(response: Response) -> bool:
    """Return whether the next answer may be better: after a 5xx, or HTML in place of JSON."""
    return response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or (
        response.status_code == HTTPStatus.OK and str(response.text).lstrip().startswith("<")
    )


def _last_outcome(state: RetryCallState) -> Response:
    if state.outcome is None:
        raise OutOfTime
    last: Response = state.outcome.result()
    return last


def _retry_after_seconds(response: Response) -> float:
    """Return the pause that the answer demands, at most LONGEST_RETRY_AFTER_SECONDS; 0 if it demands none."""
    try:
        seconds = Retry().parse_retry_after((response.headers or {}).get("Retry-After", "0"))
    except (InvalidHeader, ValueError, OverflowError):
        return 0.0
    return max(0.0, min(seconds, LONGEST_RETRY_AFTER_SECONDS))
