"""A refusal may say how long to wait. At most a minute of that is waited for, so that the next poll asks again."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poller.taskrouter.client import TaskRouter
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from tests.fakes.waits import WORKSPACE
from tests.poller.simulated_time import SimulatedTime
from tests.poller.stand_in import ACCOUNT, ALL_AT_ONCE, LIST, QUICK, SALES, StandIn, entry, listed
from waittimes.deadline import OutOfTime

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

BEGAN_AT = 1000.0


def refusing_once(retry_after: str) -> "WSGIApplication":
    """Return an app that refuses its first request with this header, and answers the others."""
    refused = iter([True])

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if next(refused, False):
            start_response("429 TOO MANY REQUESTS", [("Retry-After", retry_after), ("Content-Length", "2")])
            return [b"{}"]
        return listed(entry(SALES))(environ, start_response)

    return app


def seconds_until_answered(twilio: StandIn, retry_after: str) -> float:
    """Return how long after the refusal the list is read, by polls of 42 seconds that begin every minute."""
    twilio.answers = {LIST: refusing_once(retry_after)}
    time = SimulatedTime(BEGAN_AT)
    connection = Connection(ACCOUNT, twilio.url, ALL_AT_ONCE, QUICK, clock=time.clock)
    for poll in range(3):
        time.now = max(time.now, BEGAN_AT + 60 * poll)
        transport = connection.until(time.deadline(BEGAN_AT + 60 * poll + 42 - time.now), RequestCounts())
        try:
            page = TaskRouter(ACCOUNT.sid, transport).page(WORKSPACE)
        except OutOfTime:
            continue
        assert [sid for sid, _, _ in page.entries] == [SALES]
        return time.now - BEGAN_AT
    raise AssertionError("three polls were refused")


@pytest.mark.parametrize(
    "retry_after",
    ["3600", "61", "9" * 30, "9" * 5000, "Fri, 01 Jan 2100 00:00:00 GMT", "Fri, 01 Jan 9999 00:00:00 GMT"],
)
def test_a_long_time_to_wait_is_believed_for_a_minute_and_the_next_poll_asks_again(
    twilio: StandIn, retry_after: str
) -> None:
    assert 0 <= seconds_until_answered(twilio, retry_after) <= 63


def test_a_time_to_wait_of_some_seconds_is_waited(twilio: StandIn) -> None:
    assert 7 <= seconds_until_answered(twilio, "7") <= 10


@pytest.mark.parametrize("retry_after", ["", "0", "-5", "soon", "1.5", "Fri, 01 Jan 1999 00:00:00 GMT", "1e9"])
def test_what_names_no_time_to_wait_is_ignored(twilio: StandIn, retry_after: str) -> None:
    assert seconds_until_answered(twilio, retry_after) <= 3


HEADERS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40) | st.integers().map(str)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(retry_after=HEADERS)
def test_no_header_silences_the_account_for_more_than_a_minute(twilio: StandIn, retry_after: str) -> None:
    assert seconds_until_answered(twilio, retry_after) <= 63
