"""Requests that Twilio admits less often than others."""

import pytest

from poller.taskrouter.transport import Connection
from tests.poller.stand_in import ACCOUNT, ALL_AT_ONCE


@pytest.mark.parametrize(
    ("method", "path", "params", "per_second"),
    [
        ("GET", "/v1/Workspaces/WS/Tasks", {"EvaluateTaskAttributes": "a == 'b'"}, 2.7),
        ("GET", "/v1/Workspaces/WS/Tasks", {"TaskQueueSid": "WQ"}, 1000),
        ("POST", "/2010-04-01/Accounts/AC/Calls.json", None, 1),
        ("GET", "/2010-04-01/Accounts/AC/Calls.json", None, 1000),
    ],
)
def test_twilio_limits_some_requests_more_than_others(
    method: str, path: str, params: dict[str, str] | None, per_second: float
) -> None:
    connection = Connection(ACCOUNT, "https://taskrouter.twilio.com", ALL_AT_ONCE)

    strictest, *others = connection.rate_limiters(method, f"https://twilio.example{path}", params)

    assert strictest.rate == per_second
    assert others == ([connection.rate_limiter] if per_second < 1000 else [])
