"""`python -m ops poll` as an operator runs it: what it prints, and its exit status."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from ops.aws_clients import client
from ops.setup.create_table import create
from ops.waits.poll import poll
from simulator.api.many_queues import WORKSPACE_SID, ManyQueues
from simulator.server import serve
from tests.poller.faults import status, striking
from waittimes import cache
from waittimes.table import DynamoTable

pytestmark = pytest.mark.usefixtures("aws_credentials")


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[ManyQueues]:
    found = ManyQueues(3, wait_in_list=True)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings = {
        "LINES_FILE": "",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "token-nobody-may-see",
        "TWILIO_WORKSPACE_SID": WORKSPACE_SID,
        "WORKFLOW_SID": "WW" + "3" * 32,
        "TASK_QUEUE_SID": found.sids[0],
        "TABLE": "waits-of-an-operator",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with mock_aws(), serve(found) as url:
        monkeypatch.setenv("TASKROUTER_URL", url)
        create(client("dynamodb"), "waits-of-an-operator", lambda _: None)
        yield found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(poll, arguments)


def estimates() -> dict[str, float]:
    """Return what is stored of each queue: a minute to six with three callers waiting for six busy agents."""
    waits = list(cache.all_waits(DynamoTable(client("dynamodb"), "waits-of-an-operator"), WORKSPACE_SID))
    found = {wait.queue_sid: wait.estimate.seconds for wait in waits if wait.estimate.seconds}
    assert all(60 < seconds < 360 for seconds in found.values())
    return found


def test_a_poll_prints_queues_waits_and_ages_and_leaves_with_nought(api: ManyQueues) -> None:
    result = run()

    assert result.exit_code == 0
    assert "default: 3 of 3 task queues refreshed" in result.output
    for sid in api.sids:
        (row,) = [each for each in result.output.splitlines() if f"Queue {sid[-6:]}" in each]
        minutes, seconds = divmod(estimates()[sid], 60)
        assert f"  {minutes:.0f}:{seconds:02.0f}  line  " in row


def test_a_failure_is_printed_and_is_the_status(api: ManyQueues) -> None:
    api.fault = striking("/Activities", status(404))

    result = run()

    assert result.exit_code == 1
    assert f"failed: {WORKSPACE_SID}: workspace: HTTP 404" in result.output


def test_scripts_get_one_json_object(api: ManyQueues) -> None:
    result = run("--json")

    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [(each["account"], each["refreshed"], each["failures"]) for each in told["accounts"]] == [("default", 3, {})]
    assert {each["task_queue_sid"]: each["wait_seconds"] for each in told["task_queues"]} == {
        sid: estimates()[sid] for sid in api.sids
    }
