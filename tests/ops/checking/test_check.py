"""What `check` finds, and that each remedy is one sentence that names what to do."""

import time
from collections.abc import Iterator

import pytest
from moto import mock_aws

from ops.checking import check
from ops.checking.check import found
from ops.checking.finding import Finding, shown
from ops.setup.alarms import described
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import example_plan
from simulator.centre.sids import sid
from simulator.server import serve
from waittimes.settings import loading
from waittimes.settings.config import Config

pytestmark = pytest.mark.usefixtures("aws_credentials")

PLAN = example_plan()
ACCOUNT_SID, TOKEN = sid("AC", "checked"), sid("", "checked")
PAGER = sid("WQ", "a queue of another workflow")


@pytest.fixture
def taskrouter() -> Iterator[str]:
    now = time.time()
    account = accounts.Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(Centre(PLAN, seed=3, opened_at=now),))
    with serve(create_api([account], lambda: now)) as url:
        yield url


def settings(url: str, **changed: str) -> Config:
    environ = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WORKSPACE_SID": PLAN.workspace.sid,
        "WORKFLOW_SID": PLAN.workflows[0].sid,
        "TASK_QUEUE_SID": PLAN.task_queues[2].sid,
        "TASKROUTER_URL": url,
        "PUBLIC_URL": "http://127.0.0.1:9",
        "LINES_FILE": "",
    }
    return loading.load(environ | changed)


def findings(settings: Config) -> list[Finding]:
    with mock_aws():
        return list(found(settings, now=time.time()))


def to_do(settings: Config) -> str:
    return "\n".join(shown(each) for each in findings(settings) if each.remedy)


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stay away from the settings and the AWS of whoever runs this."""
    monkeypatch.chdir(str(tmp_path))


def test_a_line_whose_workflow_fills_its_queue_is_well(taskrouter: str) -> None:
    lines = [shown(each) for each in findings(settings(taskrouter))]

    assert "ok   line default: its workflow fills its task queue" in lines
    assert [line for line in lines if "has 6 task queues" in line]


def test_a_queue_that_the_workflow_never_fills_is_told_with_those_it_does(taskrouter: str) -> None:
    told = to_do(settings(taskrouter, TASK_QUEUE_SID=PAGER))

    assert f"never fills its task queue {PAGER}, so a wrong wait is spoken" in told
    assert PLAN.task_queues[2].sid in told


def test_a_wrong_account_a_missing_table_and_a_dead_phone_are_each_told(taskrouter: str) -> None:
    told = to_do(settings(taskrouter, TWILIO_AUTH_TOKEN="token-of-somebody-else"))

    assert "HTTP 401" in told
    assert "there is no such table; make it (python -m ops create-table)" in told
    assert "phone at http://127.0.0.1:9 (ConnectionError)" in told
    assert "token-of-somebody-else" not in told


def test_a_taskrouter_that_does_not_answer_in_time_is_told_and_the_rest_is_looked_at(
    taskrouter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "TASKROUTER_SECONDS", 0.0)

    told = to_do(settings(taskrouter))

    assert f"TaskRouter's workspace {PLAN.workspace.sid} (no answer in 0 s): TaskRouter does not answer" in told
    assert "phone at" in told


def test_the_alarms_wake_somebody_when_polls_stop_and_not_when_nobody_calls() -> None:
    alarms = {each["AlarmName"]: each for each in described("waits-production", "production")}

    assert alarms.keys() == {f"waits-production-{name}" for name in ("no-poll", "errors", "throttles", "slow-phone")}
    breaching = {name for name, each in alarms.items() if each["TreatMissingData"] == "breaching"}
    assert breaching == {"waits-production-no-poll"}
