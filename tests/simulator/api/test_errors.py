"""Invalid requests get status 400 and an error body of TaskRouter's."""

from collections.abc import Iterator

import pytest
import requests

from simulator.centre.sids import sid
from tests.simulator.api.stand_in_api import ACCOUNT_SID, TOKEN, Exchange, exchange

QUEUE = sid("WQ", "a")


@pytest.fixture(scope="module")
def api() -> Iterator[Exchange]:
    with exchange() as running:
        yield running


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.auth = (ACCOUNT_SID, TOKEN)
        yield session


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("TaskQueues/Statistics?PageSize=0", "PageSize"),
        ("TaskQueues/Statistics?PageSize=1001", "PageSize"),
        ("TaskQueues?PageSize=many", "PageSize"),
        ("TaskQueues/Statistics?Page=1", "PageToken"),
        ("TaskQueues/Statistics?Page=1&PageToken=PTgone", "PageToken is invalid or has expired"),
        ("TaskQueues/Statistics?Minutes=15&StartDate=2026-09-21T14:00:00Z", "Minutes cannot be combined"),
        (f"TaskQueues/{QUEUE}/CumulativeStatistics?Minutes=15&EndDate=2026-09-21T14:00:00Z", "cannot be combined"),
        (f"TaskQueues/{QUEUE}/CumulativeStatistics?Minutes=quarter", "Minutes"),
        (f"TaskQueues/{QUEUE}/CumulativeStatistics?Minutes=-5", "Minutes"),
        (f"TaskQueues/{QUEUE}/CumulativeStatistics?StartDate=yesterday", "StartDate"),
        (f"TaskQueues/{QUEUE}/Statistics?SplitByWaitTime=30;60", "SplitByWaitTime"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_400(
    api: Exchange, session: requests.Session, path: str, complaint: str
) -> None:
    answer = session.get(f"{api.workspace_url}/{path}", timeout=5)

    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (400, 400, 20001)
    assert complaint in body["message"]
    assert body["more_info"] == "https://www.twilio.com/docs/errors/20001"


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"queueSids": []},
        {"queueSids": [QUEUE] * 51},
        {"queueSids": [QUEUE, "WQshort"]},
        {"queueSids": QUEUE},
        {"queueSids": [7]},
        [QUEUE],
    ],
)
def test_a_bulk_request_names_one_to_fifty_valid_sids(api: Exchange, session: requests.Session, body: object) -> None:
    answer = session.post(f"{api.workspace_url}/TaskQueues/RealTimeStatistics", json=body, timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_a_bulk_request_may_spell_its_key_as_twilios_table_does(api: Exchange, session: requests.Session) -> None:
    answer = session.post(
        f"{api.workspace_url}/TaskQueues/RealTimeStatistics", json={"QueueSids": [QUEUE] * 50}, timeout=5
    )

    assert answer.json()["task_queue_response_count"] == 50


@pytest.mark.parametrize(
    "form",
    [
        {"WorkflowSid": sid("WW", "elsewhere")},
        {"Attributes": "{"},
        {"Attributes": "[1]"},
        {"Priority": "high"},
        {"Priority": "-1"},
    ],
)
def test_a_task_that_makes_no_sense_is_400(api: Exchange, session: requests.Session, form: dict[str, str]) -> None:
    answer = session.post(f"{api.workspace_url}/Tasks", data=form, timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "Rooms", 404, 20404), ("DELETE", "TaskQueues", 405, 20004), ("PUT", "Tasks", 405, 20004)],
)
def test_what_the_api_does_not_have_is_refused_in_the_same_form(
    api: Exchange, method: str, path: str, status: int, code: int
) -> None:
    answer = requests.request(method, f"{api.workspace_url}/{path}", auth=(ACCOUNT_SID, TOKEN), timeout=5)

    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)


def test_without_credentials_the_door_stays_shut_and_says_what_it_wants(api: Exchange) -> None:
    answer = requests.get(api.workspace_url, timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_parameters_twilio_does_not_know_are_ignored_by_the_api_and_noted_by_the_judge(
    api: Exchange, session: requests.Session
) -> None:
    answer = session.get(f"{api.workspace_url}/TaskQueues/Statistics?minutes=30", timeout=5)

    assert answer.status_code == 200
    assert any("unknown query parameter minutes" in violation for violation in api.oracle.violations)
