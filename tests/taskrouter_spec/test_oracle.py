"""The judge agrees with Twilio's own examples, and finds faults that Twilio's document alone would let pass."""

import base64
import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openapi_core.testing import MockRequest, MockResponse
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from tests.taskrouter_spec.excerpt import EXCERPT, OPERATIONS, excerpt
from tests.taskrouter_spec.oracle import Oracle, document, rules

TWILIO = "https://taskrouter.twilio.com"
LIST = "/v1/Workspaces/{WorkspaceSid}/TaskQueues/Statistics"
CUMULATIVE = "/v1/Workspaces/{WorkspaceSid}/TaskQueues/{TaskQueueSid}/CumulativeStatistics"
REALTIME = "/v1/Workspaces/{WorkspaceSid}/TaskQueues/{TaskQueueSid}/RealTimeStatistics"
BULK = "/v1/Workspaces/{WorkspaceSid}/TaskQueues/RealTimeStatistics"
TASKS = "/v1/Workspaces/{WorkspaceSid}/Tasks"
PREFIXES = {"Workspaces": "WS", "TaskQueues": "WQ", "Workflows": "WW", "Tasks": "WT"}
CREDENTIALS = {"Authorization": "Basic " + base64.b64encode(b"ACsomeone:token").decode()}


def _address(path: str) -> str:
    """Fill the path with an example SID for each of its parameters."""
    parts = path.split("/")
    befores = ["", *parts[:-1]]
    filled = [
        PREFIXES[before] + "a" * 32 if part.startswith("{") else part
        for before, part in zip(befores, parts, strict=True)
    ]
    return "/".join(filled)


def _examples() -> Iterator[tuple[str, str, int, str, Any]]:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                for name, example in response["content"]["application/json"]["examples"].items():
                    yield path, method, int(status), name, example["value"]


def _example(path: str, name: str = "fetch") -> Any:
    return next(copy.deepcopy(value) for where, _, _, named, value in _examples() if (where, named) == (path, name))


class _Says:
    """An app that answers every request with the same JSON."""

    def __init__(self, body: Any, status: int = 200) -> None:
        self.body, self.status = body, status

    def __call__(self, environ: Any, start_response: Any) -> Any:
        response = Response(json.dumps(self.body), self.status, content_type="application/json")
        return response(environ, start_response)


def _judged(body: Any, path: str, query: str = "", status: int = 200) -> list[str]:
    oracle = Oracle(_Says(body, status))
    Client(oracle).get(_address(path) + query, headers=CREDENTIALS)
    return oracle.violations


@pytest.mark.parametrize(
    ("path", "method", "status", "value"),
    [
        pytest.param(path, method, status, value, id=f"{method} {path} {name}")
        for path, method, status, name, value in _examples()
    ],
)
def test_twilios_own_examples_pass(path: str, method: str, status: int, value: Any) -> None:
    request = MockRequest(TWILIO, method, _address(path))
    response = MockResponse(json.dumps(value).encode(), status_code=status, content_type="application/json")

    rules().validate_response(request, response)


def _entry(change: Callable[[dict[str, Any]], Any]) -> Any:
    answer = _example(LIST, "readFull")
    change(answer["task_queues_statistics"][0])
    return answer


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda entry: entry["realtime"].update(total_tasks="3"), "realtime.total_tasks: '3' is not of type 'integer'"),
        (lambda entry: entry["realtime"].update(total_tasks=3.5), "3.5 is not of type 'integer'"),
        (lambda entry: entry["realtime"].update(total_tasks=None), "None"),
        (lambda entry: entry["realtime"].pop("tasks_by_status"), "'tasks_by_status' is a required property"),
        (lambda entry: entry["realtime"]["tasks_by_status"].pop("pending"), "'pending' is a required property"),
        (lambda entry: entry["realtime"]["tasks_by_status"].update(pending=-1), "-1 is less than the minimum"),
        (lambda entry: entry["realtime"]["activity_statistics"][0].pop("workers"), "'workers' is a required property"),
        (lambda entry: entry["realtime"].update(longest_task_waiting_sid="WT7"), "longest_task_waiting_sid"),
        (lambda entry: entry["cumulative"].pop("reservations_accepted"), "'reservations_accepted' is a required"),
        (lambda entry: entry["cumulative"].update(end_time="noon"), "'noon' is not a 'date-time'"),
        (lambda entry: entry["cumulative"].update(wait_duration_until_accepted={"avg": 7}), "is a required property"),
        (lambda entry: entry["cumulative"].update(waits=7), "'waits' was unexpected"),
        (lambda entry: entry.update(cumulative="none"), "cumulative: 'none' is not of type 'object'"),
        (lambda entry: entry.update(friendly_name="Sales"), "'friendly_name' was unexpected"),
        (lambda entry: entry.pop("task_queue_sid"), "'task_queue_sid' is a required property"),
    ],
)
def test_an_entry_of_the_list_that_is_not_as_it_should_be_is_noticed(
    change: Callable[[dict[str, Any]], Any], complaint: str
) -> None:
    [violation] = _judged(_entry(change), LIST)

    assert violation.startswith(f"GET {_address(LIST)}: response: ")
    assert complaint in violation


@pytest.mark.parametrize(
    "duration", [None, {"avg": 41, "min": 3, "max": 90, "total": 410}], ids=["null", "four numbers"]
)
def test_an_entry_may_have_what_only_the_single_endpoint_promises(duration: Any) -> None:
    in_queue = "wait_duration_in_queue_until_accepted"

    assert _judged(_entry(lambda entry: entry["cumulative"].update({in_queue: duration})), LIST) == []


def test_the_single_endpoint_must_have_the_wait_in_the_queue() -> None:
    answer = _example(CUMULATIVE)
    assert _judged(answer, CUMULATIVE) == []

    del answer["wait_duration_in_queue_until_accepted"]
    assert "'wait_duration_in_queue_until_accepted' is a required property" in _judged(answer, CUMULATIVE)[0]


def test_a_list_without_its_meta_is_noticed() -> None:
    answer = _example(LIST, "readFull")
    del answer["meta"]["next_page_url"]

    assert "'next_page_url' is a required property" in _judged(answer, LIST)[0]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("?PageSize=5000", "PageSize: : 5000 is greater than the maximum of 1000"),
        ("?PageSize=0", "0 is less than the minimum of 1"),
        ("?Minutes=soon", "Minutes"),
        ("?minutes=15", "unknown query parameter minutes"),
        ("?TaskChannel=voice&Sort=up", "unknown query parameter Sort"),
    ],
)
def test_a_query_that_twilio_does_not_know_is_noticed(query: str, complaint: str) -> None:
    [violation] = _judged(_example(LIST, "readFull"), LIST, query)

    assert complaint in violation


def test_a_good_query_is_not() -> None:
    query = "?Minutes=15&TaskChannel=voice&SplitByWaitTime=30%2C60&PageSize=1000&Page=1&PageToken=PTabc"

    assert _judged(_example(LIST, "readFull"), LIST, query) == []


def test_a_request_that_is_refused_is_judged_but_the_refusal_is_not() -> None:
    assert _judged({"code": 20404}, REALTIME, status=404) == []
    assert len(_judged({"code": 20001}, LIST, "?PageSize=5000", status=400)) == 1


def test_a_path_that_twilio_does_not_have_is_noticed() -> None:
    assert "not found" in _judged({}, "/v1/Workspaces/{Sid}/Rooms", status=404)[0].lower()


def test_a_request_without_credentials_is_noticed() -> None:
    oracle = Oracle(_Says(_example(LIST, "readFull")))
    Client(oracle).get(_address(LIST))

    assert "Security" in oracle.violations[0]


@pytest.mark.parametrize(
    ("body", "violations"),
    [
        ({"queueSids": ["WQ" + "a" * 32]}, 0),
        ({"queueSids": []}, 1),
        ({"queueSids": ["WQ" + "a" * 32] * 51}, 1),
        ({"queueSids": ["WQshort"]}, 1),
        ({"sids": []}, 1),
    ],
)
def test_the_body_of_a_bulk_request_is_judged(body: Any, violations: int) -> None:
    oracle = Oracle(_Says(_example(BULK, "create")))
    Client(oracle).post(_address(BULK), json=body, headers=CREDENTIALS)

    assert len(oracle.violations) == violations


@pytest.mark.parametrize(
    ("form", "violations"),
    [({"Priority": "7", "Attributes": "{}"}, 0), ({"Priority": "high"}, 1), ({"Urgency": "1"}, 1)],
)
def test_a_form_is_judged(form: dict[str, str], violations: int) -> None:
    oracle = Oracle(_Says(_example(TASKS, "create"), 201))
    Client(oracle).post(_address(TASKS), data=form, headers=CREDENTIALS)

    assert len(oracle.violations) == violations


def test_the_judge_hands_on_the_request_and_the_answer_unchanged() -> None:
    def echo(environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        body = {"form": request.form.to_dict(), "query": request.args.to_dict()}
        return Response(json.dumps(body), 418, {"X-Tea": "yes"})(environ, start_response)

    oracle = Oracle(echo)
    answer = Client(oracle).post(_address(TASKS) + "?q=1", data={"Priority": "7"}, headers=CREDENTIALS)

    assert (answer.status_code, answer.headers["X-Tea"]) == (418, "yes")
    assert json.loads(answer.text) == {"form": {"Priority": "7"}, "query": {"q": "1"}}
    assert oracle.requests == 1


def test_the_excerpt_is_what_the_excerpting_would_leave_of_itself() -> None:
    kept = json.loads(EXCERPT.read_text(encoding="utf-8"))

    assert excerpt(kept) == kept
    assert {path: tuple(methods) for path, methods in kept["paths"].items()} == OPERATIONS
    assert kept["info"]["license"]["name"] == "Apache 2.0"


def test_both_licences_lie_beside_the_excerpt() -> None:
    mit, apache = (
        EXCERPT.with_name(name).read_text(encoding="utf-8") for name in ("LICENSE-MIT.txt", "LICENSE-APACHE-2.0.txt")
    )

    assert "Twilio" in mit
    assert "Version 2.0, January 2004" in apache
