"""The function that Zappa schedules, from the environment to the table: only Twilio and AWS are simulated."""

import inspect
import json
import logging
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from poller import deadline, handler
from poller.poll import PollFailed
from simulator.api import statistics
from simulator.api.accounts import Account
from simulator.api.statistics_endpoints import ApiVariant
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import example_plan
from simulator.centre.history import Window
from simulator.server import serve
from tests.poller.simulated_time import ShortenedTime
from tests.taskrouter_spec.oracle import Oracle
from waittimes import aws
from waittimes.cache import WaitReader, page_key
from waittimes.settings import loading
from waittimes.settings.settings_reader import ConfigurationError
from waittimes.table import DynamoTable
from waittimes.wait import Basis, Wait

if TYPE_CHECKING:
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

OPENED_AT, NOW = 1_795_000_000.0, 1_795_003_600.0
TABLE, OTHER_TABLE = "waits-of-a-test", "waits-of-another-test"
ACCOUNT_SID, TOKEN = "AC" + "1" * 32, "token-nobody-may-see"
EVENT = {"detail-type": "Scheduled Event", "source": "aws.events"}


pytestmark = pytest.mark.usefixtures("aws_credentials", "dynamodb")


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    with mock_aws():
        client = aws.client("dynamodb", connect_seconds=1, read_seconds=1, attempts=1)
        for name in (TABLE, OTHER_TABLE):
            client.create_table(
                TableName=name,
                KeySchema=[{"AttributeName": "ID", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "ID", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        yield client


@pytest.fixture(scope="module")
def centre() -> Centre:
    opened = Centre(example_plan(), seed=11, opened_at=OPENED_AT)
    opened.advance(NOW)
    return opened


@pytest.fixture(params=["with the wait in the list", "without"])
def taskrouter_url(request: pytest.FixtureRequest, centre: Centre) -> Iterator[str]:
    variant = ApiVariant() if request.param == "without" else ApiVariant(combined_omits=frozenset())
    account = Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(centre,))
    oracle = Oracle(create_api([account], lambda: NOW, variant))
    with serve(oracle) as url:
        yield url
    assert oracle.violations == []


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: "Path", centre: Centre) -> pytest.MonkeyPatch:
    """Set what a newcomer sets, in a folder without a file of lines."""
    monkeypatch.chdir(tmp_path)
    for name in ("LINES_FILE", "PUBLIC_URL", "TWILIO_API_KEY", "TWILIO_API_SECRET"):
        monkeypatch.delenv(name, raising=False)
    settings = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WORKSPACE_SID": centre.plan.workspace.sid,
        "WORKFLOW_SID": centre.plan.workflows[0].sid,
        "TASK_QUEUE_SID": centre.plan.task_queues[0].sid,
        "TABLE": TABLE,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def stored(client: Any, centre: Centre, table: str = TABLE) -> dict[str, Wait | None]:
    """Return what the phone would read of every task queue, by friendly name."""
    reader = WaitReader(DynamoTable(client, table))
    workspace_sid = centre.plan.workspace.sid
    return {
        queue.friendly_name: reader.wait(workspace_sid, queue.sid, now=time.time()) for queue in centre.plan.task_queues
    }


def test_after_a_poll_the_table_says_what_the_contact_centres_statistics_say(
    environment: pytest.MonkeyPatch, taskrouter_url: str, dynamodb: Any, centre: Centre
) -> None:
    environment.setenv("TASKROUTER_URL", taskrouter_url)
    began = time.time()

    assert handler.refresh(EVENT, None) == {"default": {"listed": 6, "refreshed": 6, "failed": 0}}

    waits = stored(dynamodb, centre)
    for queue in centre.queues.values():
        wait = waits[queue.plan.friendly_name]
        assert wait is not None
        past = statistics.cumulative(queue, Window.last_minutes(15, NOW))
        present = statistics.realtime(queue, centre.plan.workspace, NOW)
        assert began <= wait.measured_at <= time.time()
        assert wait.answered == past["reservations_accepted"]
        assert wait.pending == present["tasks_by_status"]["pending"]
        assert wait.longest_waiting_seconds == present["longest_task_waiting_age"]
        if wait.answered:
            assert wait.evidence["history"] == past["wait_duration_in_queue_until_accepted"]["avg"]
        assert (wait.estimate.seconds is None) == (wait.basis is Basis.UNSTAFFED)
    bases = {name: wait.basis for name, wait in waits.items() if wait}
    assert (bases["Sales"], bases["Orders"], bases["Weekend"]) == (Basis.LINE, Basis.AGENT_FREE, Basis.UNSTAFFED)


def test_a_run_reads_as_often_as_the_settings_say(
    environment: pytest.MonkeyPatch,
    taskrouter_url: str,
    dynamodb: Any,
    centre: Centre,
    capfd: pytest.CaptureFixture[str],
) -> None:
    environment.setenv("TASKROUTER_URL", taskrouter_url)
    environment.setenv("POLLER_REFRESH_SECONDS", "15")
    environment.setattr(deadline, "of_a_poll", lambda seconds, _: ShortenedTime().deadline(seconds))

    assert handler.refresh(EVENT, None) == {"default": {"listed": 6, "refreshed": 6, "failed": 0}}

    (line,) = [json.loads(each) for each in capfd.readouterr().err.splitlines() if "poll.finished" in each]
    assert (line["readings"], line["refreshed"], line["kept"]) == (4, 6, 0)
    page = DynamoTable(dynamodb, TABLE).get(
        page_key(centre.plan.workspace.sid, centre.plan.task_queues[0].sid), consistent=True
    )
    assert page.version == 4


def test_the_settings_are_read_anew_when_the_environment_changes(
    environment: pytest.MonkeyPatch, taskrouter_url: str, dynamodb: Any, centre: Centre
) -> None:
    environment.setenv("TASKROUTER_URL", taskrouter_url)
    handler.refresh(EVENT, None)
    assert set(stored(dynamodb, centre, OTHER_TABLE).values()) == {None}

    environment.setenv("TABLE", OTHER_TABLE)
    handler.refresh(EVENT, None)

    assert None not in stored(dynamodb, centre, OTHER_TABLE).values()


def test_as_long_as_nothing_changes_connections_are_kept(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TASKROUTER_URL", "http://127.0.0.1:9")

    assert handler.kept_poller(loading.current()) is handler.kept_poller(loading.current())


def refusing(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Refuse everybody, and say the password aloud."""
    start_response("401 UNAUTHORIZED", [("Content-Type", "application/json")])
    said = {"code": 20003, "message": f"{TOKEN} {environ['HTTP_AUTHORIZATION']}", "status": 401}
    return [json.dumps(said).encode()]


def test_a_poll_of_which_nothing_comes_is_an_error_that_tells_no_secret(
    environment: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with serve(refusing) as url:
        environment.setenv("TASKROUTER_URL", url)
        with pytest.raises(PollFailed, match=r"^default: list of statistics: HTTP 401, workspace: HTTP 401$"):
            handler.refresh(EVENT, None)

    printed = capfd.readouterr().err
    (line,) = [json.loads(each) for each in printed.splitlines() if "poll.finished" in each]
    assert (line["level"], line["account"], line["failed"], line["first_reasons"]) == (
        "WARNING",
        "default",
        1,
        ["list of statistics: HTTP 401", "workspace: HTTP 401"],
    )
    assert TOKEN not in printed + caplog.text
    assert "Basic " not in printed


def test_settings_that_cannot_be_used_stop_the_poll_with_a_sentence(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TWILIO_WORKSPACE_SID", "WW" + "5" * 32)

    with pytest.raises(ConfigurationError, match="TWILIO_WORKSPACE_SID"):
        handler.refresh(EVENT, None)


def test_the_function_demands_both_of_its_arguments() -> None:
    """Zappa calls a function again with fewer arguments when it raises TypeError: a poll would run three times."""
    parameters = inspect.signature(handler.refresh).parameters.values()

    assert [each.name for each in parameters] == ["event", "context"]
    assert all(each.default is each.empty for each in parameters)
