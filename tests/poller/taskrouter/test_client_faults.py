"""TaskRouter refusing, failing, hanging up and talking nonsense: one kind of error, and nothing else, comes of it."""

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
from poller.taskrouter.port import IncompleteWorkspace, TaskRouterError
from tests.fakes.waits import WORKSPACE, queue_sid
from tests.poller.stand_in import (
    CLAIMS,
    QUICK,
    SALES,
    TOKEN,
    StandIn,
    catalogue_of,
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
    "catalogue": lambda taskrouter: taskrouter.workspace(WORKSPACE, now=0),
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


@pytest.mark.parametrize("call", [CALLS["catalogue"], CALLS["list"]], ids=["catalogue", "list"])
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


def test_a_catalogue_takes_names_as_texts_and_multi_tasking_for_granted(twilio: StandIn) -> None:
    twilio.answers = catalogue_of(twilio)

    catalogue = reach(twilio.url).workspace(WORKSPACE, now=17)

    assert catalogue.queue_names == {SALES: "Sales", CLAIMS: "42"}
    assert catalogue.multi_tasking


PARTS = ["/TaskQueues", "PageToken=PT2", "/Activities", WORKSPACE]


def incomplete(twilio: StandIn, *, seconds: float = 20) -> IncompleteWorkspace:
    with pytest.raises(IncompleteWorkspace) as failed:
        reach(twilio.url, seconds=seconds).workspace(WORKSPACE, now=17)
    return failed.value


@pytest.mark.parametrize("part", PARTS)
def test_a_workspace_of_which_a_part_fails_holds_the_other_parts_and_says_what_failed(
    twilio: StandIn, part: str
) -> None:
    twilio.answers = catalogue_of(twilio) | {part: text("{}", "500 INTERNAL SERVER ERROR")}

    error = incomplete(twilio)

    assert (error.status, str(error)) == (500, "HTTP 500")
    names = {"/TaskQueues": {}, "PageToken=PT2": {SALES: "Sales"}}
    assert error.partial.queue_names == names.get(part, {SALES: "Sales", CLAIMS: "42"})
    assert error.partial.multi_tasking


def test_half_a_workspace_is_no_evidence_that_a_queue_was_deleted(twilio: StandIn) -> None:
    twilio.answers = catalogue_of(twilio) | {"PageToken=PT2": text("{}", "400 BAD REQUEST")}

    assert incomplete(twilio).partial.read_at == 0


@pytest.mark.parametrize("part", PARTS)
def test_activities_are_not_known_unless_they_and_the_queues_could_be_read(twilio: StandIn, part: str) -> None:
    """In a single-tasking workspace the queues name the Activities of those who are busy."""
    twilio.answers = catalogue_of(twilio) | {part: text("<p>", content_type="text/html")}

    known = incomplete(twilio).partial.available_activities

    assert (known is None) == (part != WORKSPACE)


def queues_page(next_page_url: str, *numbers: int) -> "WSGIApplication":
    queues = [{"sid": queue_sid(number), "friendly_name": f"Queue {number}"} for number in numbers]
    return text(json.dumps({"meta": {"key": "task_queues", "next_page_url": next_page_url}, "task_queues": queues}))


@pytest.mark.parametrize("next_token", ["", "?PageToken=A", "?PageToken=B"], ids=["no token", "itself", "each other"])
def test_pages_in_a_circle_are_read_once_and_what_they_hold_is_known(twilio: StandIn, next_token: str) -> None:
    path = f"{twilio.url}/v1/Workspaces/{WORKSPACE}/TaskQueues"
    twilio.answers = catalogue_of(twilio) | {
        "/TaskQueues": queues_page(f"{path}?PageToken=A", 1, 2),
        "?PageToken=A": queues_page(f"{path}{next_token}", 3, 4),
        "?PageToken=B": queues_page(f"{path}?PageToken=A", 5),
    }

    error = incomplete(twilio)

    expected = {1, 2, 3, 4} | ({5} if next_token == "?PageToken=B" else set())
    assert set(error.partial.queue_names) == {queue_sid(number) for number in expected}
    assert str(error) in {"its pages go in a circle", "a page adds nothing and is not the last"}
    assert len([path for path in twilio.asked if "/TaskQueues" in path]) <= 4


class EndlessList:
    """A list whose every page names another one, of `per_page` entries that are new each time or the same."""

    def __init__(self, per_page: int, *, is_new: bool) -> None:
        self.per_page, self.is_new, self.pages, self.url = per_page, is_new, 0, ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        first = self.pages * self.per_page if self.is_new else 0
        self.pages += 1
        page = queues_page(f"{self.url}/TaskQueues?PageToken={self.pages}", *range(first, first + self.per_page))
        return page(environ, start_response)


@pytest.mark.parametrize(("is_new", "pages"), [(True, 5), (False, 2)], ids=["ever-new queues", "ever-new tokens"])
def test_a_list_of_queues_without_an_end_is_left_at_twilios_own_limit(
    twilio: StandIn, pages: int, *, is_new: bool
) -> None:
    endless = EndlessList(1000, is_new=is_new)
    endless.url = f"{twilio.url}/v1/Workspaces/{WORKSPACE}"
    twilio.answers = catalogue_of(twilio) | {"/TaskQueues": endless}

    error = incomplete(twilio)

    assert endless.pages == pages
    assert len(error.partial.queue_names) == (5000 if is_new else 1000)
    assert str(error) == ("it goes on after 5000 entries" if is_new else "a page adds nothing and is not the last")


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
