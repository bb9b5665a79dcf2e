"""What an operator's commands do and print."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from ivr.announcing import languages
from ops.__main__ import commands, main
from ops.waits import explain
from simulator.api.accounts import Account
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import SEED, example_plan
from simulator.server import serve
from tests.pages import ROOT, text

TABLE = "waits-of-harbour-street"
TOKEN = "0123456789abcdef0123456789abcdef"
OPENED_AT = 1_795_000_000.0


@pytest.fixture
def aws(aws_credentials: None) -> Iterator[Any]:
    del aws_credentials
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        yield boto3.client("dynamodb")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """Open a contact centre, let an hour pass, and set what leads to its TaskRouter."""
    centre = Centre(example_plan(), seed=SEED, opened_at=OPENED_AT)
    centre.advance(OPENED_AT + 3600)
    account = Account(sid="AC" + "3" * 32, auth_token=TOKEN, centres=(centre,))
    with serve(create_api([account], lambda: centre.now)) as url:
        for name, value in {
            "TWILIO_ACCOUNT_SID": account.sid,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WORKSPACE_SID": centre.plan.workspace.sid,
            "WORKFLOW_SID": centre.plan.workflows[0].sid,
            "TASK_QUEUE_SID": centre.plan.task_queues[0].sid,
            "TASKROUTER_URL": url,
            "TABLE": TABLE,
        }.items():
            monkeypatch.setenv(name, value)
        yield centre


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments)


def test_the_version_is_that_of_the_project_and_needs_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES_FILE", "missing.toml")

    told = run("--version")

    assert (told.exit_code, told.output.strip()) == (
        0,
        tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"],
    )


def test_the_table_is_created_as_the_cache_needs_it(aws: Any, settings: Centre) -> None:
    del settings

    said = run("create-table").output

    table = aws.describe_table(TableName=TABLE)["Table"]
    assert table["KeySchema"] == [{"AttributeName": "ID", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "ID", "AttributeType": "S"}]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    expiry = aws.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert (expiry["TimeToLiveStatus"], expiry["AttributeName"]) == ("ENABLED", "expires_at")
    backups = aws.describe_continuous_backups(TableName=TABLE)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert said.splitlines()[0] == f"Created the table {TABLE}."
    assert len(said.splitlines()) == 3


def test_creating_the_table_again_changes_nothing_and_says_so(aws: Any, settings: Centre) -> None:
    del aws, settings
    run("create-table")

    again = run("create-table")

    assert (again.exit_code, again.output) == (0, f"The table {TABLE} exists already.\n")


def test_a_poll_fills_the_table_and_show_prints_it_at_a_glance(aws: Any, settings: Centre) -> None:
    del aws
    run("create-table")

    polled = run("poll")
    shown = run("show")

    assert polled.exit_code == 0
    assert "\ndefault: 6 of 6 task queues refreshed in " in polled.stdout
    rows = shown.output.splitlines()
    assert rows[0] == f"default {settings.plan.workspace.sid}: 6 task queues"
    assert [row.split()[0] for row in rows[2:]] == ["Billing", "Orders", "Partners", "Sales", "Support", "Weekend"]
    (sales,) = [row for row in rows if row.startswith("Sales")]
    assert sales.split()[2] == "line"
    minutes, seconds = map(int, sales.split()[1].split(":"))
    ((low, high),) = re.findall(r"Your estimated wait is between (\d+) and (\d+) minutes\.$", sales)
    assert 60 * int(low) < 60 * minutes + seconds < 60 * int(high)


def test_a_poll_that_fails_leaves_with_1_and_says_why(
    aws: Any, settings: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    del aws, settings
    run("create-table")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "f" * 32)

    polled = run("poll")

    assert polled.exit_code == 1
    assert ": workspace: HTTP 401\n" in polled.stdout
    assert "f" * 32 not in polled.output


def test_a_missing_table_is_told_with_its_remedy(aws: Any, settings: Centre) -> None:
    del aws, settings

    told = run("show")

    assert told.exit_code == 1
    assert told.output == (
        "Error: the table cannot be reached (ResourceNotFoundException): in eu-west-1 there is no such table; make it"
        " (python -m ops create-table), or deploy where it is\n"
    )


def test_wrong_settings_are_all_named_and_the_shell_leaves_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WORKSPACE_SID", "WORKFLOW_SID", "TASK_QUEUE_SID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.argv", ["ops", "show"])

    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == 2
    complaints = capsys.readouterr().err
    assert "The settings cannot be used:" in complaints
    assert complaints.count(" is missing; set it to ") == 4


def test_explain_says_each_step_and_what_a_caller_would_hear(aws: Any, settings: Centre) -> None:
    del aws
    run("create-table")
    run("poll")
    sales = settings.plan.task_queues[0]

    told = run("explain", sales.friendly_name)

    assert told.exit_code == 0
    assert run("explain", sales.sid).output.splitlines()[:12] == told.output.splitlines()[:12]
    lines = [line.split() for line in told.output.splitlines()]
    pending = settings.queues[sales.sid].pending
    assert ["waiting", str(pending), "pending", "tasks"] in lines
    assert any(line[:2] == ["handle", "time"] for line in lines)
    assert re.search(r"^In the table: \d+:\d\d \(line\), \d+ s old$", told.output, re.MULTILINE)
    assert re.search(r"^Estimated now: \d+:\d\d \(line\); announced, it would be: \w", told.output, re.MULTILINE)
    assert told.output.splitlines()[-1].startswith("Callers of line default hear now: ")


@pytest.mark.parametrize("asked", ["sales", "SALES", "default"])
def test_explain_finds_a_task_queue_in_any_case_and_by_its_line(aws: Any, settings: Centre, asked: str) -> None:
    del aws

    assert run("explain", asked).output.startswith(f"Sales ({settings.plan.task_queues[0].sid})\n")


def test_explain_states_the_stored_wait_and_the_fresh_one_apart(aws: Any, settings: Centre) -> None:
    del aws, settings
    run("create-table")
    run("poll")
    run("mute", "default")

    told = run("explain", "Sales").output.splitlines()

    heard, muted, why = told[-3:]
    assert heard == f"Callers of line default hear now: {languages.load()['en'].say('unknown').text}"
    assert muted.startswith("Muted: line default; ")
    assert why.startswith("default is muted until unmute, set by ")
    (fresh,) = [each for each in told if each.startswith("Estimated now: ")]
    assert re.search(r"minutes?\.$", fresh)


def test_explain_names_the_queues_there_are(aws: Any, settings: Centre) -> None:
    del aws, settings
    run("create-table")

    told = run("explain", "Complaints")

    assert told.exit_code == 2
    assert "there is no task queue Complaints" in told.output
    assert "Billing, Orders" in told.output


def test_explain_says_that_taskrouter_has_not_answered(
    aws: Any, settings: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    del aws, settings
    monkeypatch.setattr(explain, "PATIENCE_SECONDS", 0.0)

    told = run("explain", "Sales")

    assert (told.exit_code, told.output) == (
        1,
        "Error: TaskRouter could not be read (no time left); python -m ops check says more\n",
    )


def test_explain_needs_no_table_to_reckon(aws: Any, settings: Centre) -> None:
    del aws, settings

    told = run("explain", "Sales")

    assert "The table cannot be read: ResourceNotFoundException" in told.output
    assert "Estimated now: " in told.output
