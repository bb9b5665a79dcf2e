"""TaskRouter refuses, fails, hangs up or answers nonsense: each becomes the same kind of error, and no other."""

import json
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poller.taskrouter.client import TaskRouter
from poller.taskrouter.port import TaskRouterError
from tests.fakes.waits import WORKSPACE
from tests.poller.stand_in import (
    QUICK,
    SALES,
    TOKEN,
    StandIn,
    entry,
    listed,
    reach,
    redirect,
    text,
)

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Call = Callable[[TaskRouter], Any]
CALLS: dict[str, Call] = {
    "workspace": lambda taskrouter: taskrouter.workspace(WORKSPACE, now=0),
    "list": lambda taskrouter: taskrouter.page(WORKSPACE),
    "alone": lambda taskrouter: taskrouter.cumulative(WORKSPACE, SALES),
}
EVERY_CALL = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def failure(twilio: StandIn, call: Call, timeout_seconds: float = 5) -> TaskRouterError:
    with pytest.raises(TaskRouterError) as failed:
        call(reach(twilio.url, retry_policy=replace(QUICK, timeout_seconds=timeout_seconds)))
    return failed.value


@EVERY_CALL
@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 503])
def test_a_refusal_is_told_by_its_status(twilio: StandIn, call: Call, status: int) -> None:
    refused = json.dumps({"code": 20000 + status, "message": f"for {TOKEN}", "status": status})
    twilio.answers = {"": text(refused, f"{status} NO")}

    error = failure(twilio, call)

    assert (error.status, str(error)) == (status, f"HTTP {status}")


@EVERY_CALL
def test_a_failure_that_speaks_html_is_told_by_its_status_too(twilio: StandIn, call: Call) -> None:
    twilio.answers = {"": text("<h1>Bad Gateway</h1>", "502 BAD GATEWAY", "text/html")}

    assert failure(twilio, call).status == 502


@EVERY_CALL
@pytest.mark.parametrize(
    "body",
    [
        "<html>Welcome to the hotel's network</html>",
        '{"meta": {"key": "task_queues_statistics", ',
        "",
        "null",
        "[]",
        '"yes"',
        "17",
        "[" * 100_000,
        "\ufeff{}",
    ],
    ids=lambda body: body[:24],
)
def test_an_answer_that_is_not_what_was_asked_for_is_unreadable(twilio: StandIn, call: Call, body: str) -> None:
    twilio.answers = {"": text(body)}

    error = failure(twilio, call)

    assert error.status is None
    assert str(error).startswith("unreadable answer")


@pytest.mark.parametrize("call", [CALLS["workspace"], CALLS["list"]], ids=["workspace", "list"])
@pytest.mark.parametrize("meta", [None, {}, {"key": "task_queues_statistics"}, {"key": ["task_queues"]}, []])
def test_a_page_without_the_list_that_it_announces_is_unreadable(twilio: StandIn, call: Call, meta: Any) -> None:
    twilio.answers = {"": text(json.dumps({"meta": meta, "and": [], "more": []}))}

    assert str(failure(twilio, call)).startswith("unreadable answer")


@EVERY_CALL
@pytest.mark.parametrize("status", ["301 MOVED PERMANENTLY", "302 FOUND", "307 TEMPORARY REDIRECT"])
def test_a_redirect_is_not_followed_though_its_target_would_answer(twilio: StandIn, call: Call, status: str) -> None:
    target = f"{twilio.url}/target"
    twilio.answers = {"": redirect(target, status), "/target": listed(entry(SALES))}

    error = failure(twilio, call)

    assert error.status == int(status[:3])
    assert not [path for path in twilio.asked if path.startswith("/target")]
    assert requests.get(target, timeout=5).status_code == HTTPStatus.OK


def cut_off(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
    """Promise more than is given."""
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "5000")])
    yield b'{"meta": '
    raise ConnectionResetError


def reset(_environ: "WSGIEnvironment", _start_response: "StartResponse") -> Iterable[bytes]:
    raise ConnectionResetError


@EVERY_CALL
@pytest.mark.parametrize("app", [cut_off, reset])
def test_a_connection_that_breaks_is_an_error_without_status(
    twilio: StandIn, call: Call, app: "WSGIApplication"
) -> None:
    twilio.answers = {"": app}

    assert failure(twilio, call).status is None


@EVERY_CALL
def test_an_answer_that_does_not_come_is_given_up(twilio: StandIn, call: Call) -> None:
    over = Event()

    def hangs(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        over.wait(5)
        return text("{}")(_environ, start_response)

    twilio.answers = {"": hangs}
    try:
        assert str(failure(twilio, call, timeout_seconds=0.05)) == "ReadTimeout"
    finally:
        over.set()


@EVERY_CALL
def test_nobody_listening_is_an_error_like_any_other(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    assert str(failure(StandIn(url=f"http://127.0.0.1:{port}"), call)) == "ConnectionError"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(["meta", "key"]), inner),
    max_leaves=6,
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANY_JSON, name=st.sampled_from(list(CALLS)))
def test_whatever_json_comes_it_is_an_answer_or_this_one_error(twilio: StandIn, body: Any, name: str) -> None:
    twilio.answers = {"": text(json.dumps(body))}

    with suppress(TaskRouterError):
        CALLS[name](reach(twilio.url))
