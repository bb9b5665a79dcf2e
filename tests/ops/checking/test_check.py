"""What `check` prints: the cause first, each thing once, and the problems again in the last line."""

import time

import pytest
from click.testing import CliRunner
from moto import mock_aws

from ops.__main__ import commands
from ops.aws_clients import client
from ops.checking.finding import Finding, summary
from ops.setup.create_table import create
from tests.ops.checking.checked_settings import ACCOUNT_SID, NOW, PLAN, SALES, TOKEN, problems, settings
from tests.ops.checking.stored_waits import store
from waittimes.table import DynamoTable

pytestmark = pytest.mark.usefixtures("aws_credentials", "nowhere")


def test_the_last_line_counts_the_problems_and_names_them() -> None:
    well, note = Finding("a"), Finding("b", is_note=True)

    assert summary([well, note]) == "No problem found."
    assert summary([well, Finding("c", "x")]) == "1 problem: c"
    assert summary([Finding("c", "x"), note, Finding("d", "y")]) == "2 problems: c; d"


def test_without_a_region_the_rest_is_looked_at_all_the_same(taskrouter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    told = problems(settings(taskrouter))

    assert told[0].startswith("DO   the table task-queue-waits cannot be asked (NoRegionError): no AWS region is set")
    assert told[1].startswith("DO   phone at ")


def test_the_command_ends_with_the_summary_and_leaves_with_1(taskrouter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WORKSPACE_SID": PLAN.workspace.sid,
        "WORKFLOW_SID": PLAN.workflows[0].sid,
        "TASK_QUEUE_SID": SALES.sid,
        "TASKROUTER_URL": taskrouter,
        "LINES_FILE": "",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        create(client("dynamodb"), "task-queue-waits", lambda _: None)
        store(DynamoTable(client("dynamodb"), "task-queue-waits"), age=NOW - time.time() + 20)

        told = CliRunner().invoke(commands, ["check"])

    assert told.exit_code == 1
    assert told.output.splitlines()[0] == "ok   settings: 1 account, 1 line, from environment"
    assert told.output.splitlines()[-1] == "1 problem: public_url is not set"
