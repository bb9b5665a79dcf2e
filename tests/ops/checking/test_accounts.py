"""What the checks find at Twilio: credentials, workspaces, task queues and workflows."""

import pytest
from moto import mock_aws

from ops.aws_clients import client
from ops.checking import accounts as checked_accounts
from ops.checking.check import check_all
from ops.checking.finding import shown
from ops.setup.create_table import create
from simulator.centre.sids import sid
from tests.ops.checking.checked_settings import KEY_SID, NOW, PLAN, SALES, TOKEN, lines, problems, settings, two_tokens

pytestmark = pytest.mark.usefixtures("aws_credentials", "nowhere")
PAGER = sid("WQ", "a queue of another workflow")


def test_workspace_and_task_queue_are_told_by_name_beside_their_sids(taskrouter: str) -> None:
    told = lines(settings(taskrouter))

    assert (
        f"ok   account default: workspace {PLAN.workspace.friendly_name} ({PLAN.workspace.sid}) has 6 task queues"
        in told
    )


def test_where_the_line_leads_is_told_by_name(taskrouter: str) -> None:
    into_the_default = PLAN.task_queues[0]

    (told,) = [line for line in lines(settings(taskrouter, TASK_QUEUE_SID=into_the_default.sid)) if "workflow" in line]

    assert told == (
        f"ok   workflow {PLAN.workflows[0].friendly_name} ({PLAN.workflows[0].sid}) leads the callers of line default"
        f" ({into_the_default.friendly_name}) into that task queue"
    )


def test_a_task_queue_that_is_gone_is_told_with_those_there_are_and_its_workflow_is_not_told_too(
    taskrouter: str,
) -> None:
    told = [line for line in problems(settings(taskrouter, TASK_QUEUE_SID=PAGER)) if "line default" in line]

    assert told[0].startswith(f"DO   line default: its task queue {PAGER} is not in workspace {PLAN.workspace.sid}, so")
    assert "leave task_queue_sid out, or set it to one of " in told[0]
    assert f"{SALES.friendly_name} ({SALES.sid})" in told[0]
    assert not [line for line in told if "workflow" in line]


def test_what_follows_from_a_task_queue_that_is_gone_is_a_note_and_no_second_problem(taskrouter: str) -> None:
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        create(client("dynamodb"), "task-queue-waits", lambda _: None)
        told = [shown(each) for each in check_all(settings(taskrouter, TASK_QUEUE_SID=PAGER), now=NOW, there="here")]

    about_the_line = [line for line in told if "line default" in line and not line.startswith("ok")]
    assert [line[:4] for line in about_the_line] == ["DO  ", "note"]
    assert about_the_line[1] == f"note line default: the table holds no wait of task queue {PAGER}"


def test_a_workflow_that_is_not_there_is_told(taskrouter: str) -> None:
    missing = sid("WW", "of nobody")

    (told,) = [line for line in problems(settings(taskrouter, WORKFLOW_SID=missing)) if missing in line]

    assert "so no caller can be enqueued: set workflow_sid to one of the workspace's workflows" in told


def test_a_wrong_token_is_told_once_with_what_it_costs_callers(taskrouter: str) -> None:
    told = problems(settings(taskrouter, TWILIO_AUTH_TOKEN="token-of-somebody-else"))

    refused = [line for line in told if "401" in line]
    assert len(refused) == 1
    assert told[0] == refused[0], "the cause comes first"
    assert "Twilio refuses auth token TWILIO_AUTH_TOKEN (HTTP 401), so nothing is polled" in refused[0]
    assert "callers are refused" in refused[0]
    assert "token-of-somebody-else" not in "".join(told)


def test_in_a_rotation_the_token_that_works_is_used_and_the_dead_one_is_a_note(taskrouter: str) -> None:
    told = lines(two_tokens(taskrouter, "a-token-that-is-dead", TOKEN))

    assert "ok   account main: auth token env:SECOND" in told
    assert (
        "note account main: Twilio refuses auth token env:FIRST (HTTP 401); another is accepted, so remove it" in told
    )
    assert [line for line in told if "has 6 task queues" in line]
    assert [line for line in told if "leads the callers of line sales (" in line]


def test_an_api_key_that_works_polls_and_dead_tokens_still_refuse_callers(taskrouter: str) -> None:
    told = lines(two_tokens(taskrouter, "dead", "dead-too", key=True))

    assert f"ok   account main: API key {KEY_SID} env:KEY" in told
    assert [line for line in told if "has 6 task queues" in line]
    (refused,) = [line for line in told if "401" in line]
    assert refused.startswith(
        "DO   account main: Twilio refuses auth token env:FIRST, auth token env:SECOND (HTTP 401): "
    )
    assert "callers are refused" in refused


def test_a_taskrouter_that_does_not_answer_is_told_once_and_the_rest_is_looked_at() -> None:
    told = problems(settings("http://127.0.0.1:9"))

    assert told[0].startswith("DO   account default: Twilio does not answer (ConnectionError): ")
    assert len([line for line in told if "Twilio" in line]) == 1
    assert [line for line in told if "phone at" in line]


def test_a_poll_that_would_take_too_long_is_told(taskrouter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_accounts, "TASKROUTER_SECONDS", 0.0)

    told = problems(settings(taskrouter))

    assert told[0].startswith(f"DO   account default: workspace {PLAN.workspace.sid} (no time left): check the")


def test_a_line_without_a_task_queue_is_told_where_its_callers_go(taskrouter: str) -> None:
    told = lines(settings(taskrouter, TASK_QUEUE_SID=""))

    flow, first = PLAN.workflows[0], PLAN.task_queues[0]
    assert (
        f"ok   line default: workflow {flow.friendly_name} ({flow.sid}) leads its callers to {first.friendly_name}"
        f" ({first.sid})"
    ) in told
