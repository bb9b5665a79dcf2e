"""From nothing to a ringing phone and back: docs/deploy.md, typed into a terminal command by command, in this order."""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest

from benchmarks.soak import soak
from ops.setup.create_table import create
from tests import addresses
from tests.on_lambda import build
from tests.on_lambda.build import AUTH_TOKEN, BUCKET, SALES
from tests.on_lambda.conftest import PackageFor
from tests.on_lambda.page_commands import COMMANDS, command, line
from tests.on_lambda.site import CALLER, FUNCTION, TABLE, Site, site, within
from tests.on_lambda.terminal import Terminal, terminal
from tests.pages import ROOT

pytestmark = [pytest.mark.on_lambda, pytest.mark.timeout(900)]
POLICY = json.loads((ROOT / "deployment" / "policies" / "production.json").read_text(encoding="utf-8"))
NOT_CALLED_BY_THE_CODE = {
    "lambda:InvokeFunction": "API Gateway invokes the function with this role",
    "logs:CreateLogGroup": "Lambda writes the log with this role",
    "logs:CreateLogStream": "Lambda writes the log with this role",
    "logs:PutLogEvents": "Lambda writes the log with this role",
    "secretsmanager:GetSecretValue": "called only where a setting refers to secretsmanager:",
}
SCHEDULE = addresses.recorded("schedule")
FIRES_WITHIN_SECONDS = 150
"""A minute, and the time that a poll may take on a busy machine."""
KNOWN = r"\d|shortly"
"""Heard only if the wait is known."""


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="module")
def typing(there: Site) -> Iterator[Terminal]:
    with terminal(there.project, there.environ) as found:
        yield found


def test_the_page_deploys(there: Site, typing: Terminal) -> None:
    typing.types(command("export AWS_DEFAULT_REGION"))
    typing.types(command(r"python3\S+ -m venv"))
    assert "Stored" in typing.types(f"{line('python -m ops store-secret')} <<< {AUTH_TOKEN}")
    assert f"Created the table {TABLE}" in typing.types(line("python -m ops create-table"))

    there.taskrouter.hang()  # so that no poll has measured anything until a caller has called before it
    there.is_deployed(typing.types(line("zappa deploy production")))

    assert "no-poll" in typing.types(line("python -m ops alarms production"))
    assert "5 graphs" in typing.types(line("python -m ops dashboard production"))


def test_another_clone_built_elsewhere_is_the_same_package_byte_for_byte(there: Site, package_for: PackageFor) -> None:
    deployed = there.root("lambda").get_function(FunctionName=FUNCTION)["Configuration"]["CodeSha256"]

    assert base64.b64encode(sha256(package_for(build.deployed_version()).read_bytes()).digest()).decode() == deployed


def test_what_zappa_has_no_setting_for_is_set(there: Site) -> None:
    retries = there.root("lambda").get_function_event_invoke_config(FunctionName=FUNCTION)
    (group,) = there.root("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{FUNCTION}")["logGroups"]

    assert retries["MaximumRetryAttempts"] == 0
    assert group["retentionInDays"] == 30


def test_before_the_first_poll_a_caller_is_enqueued_and_hears_no_number(there: Site) -> None:
    try:
        caller = there.calls()
    finally:
        there.taskrouter.release()

    assert not re.search(KNOWN, " ".join(caller.heard_everything))


def test_the_schedule_fires_by_itself_and_the_wait_is_spoken(there: Site, typing: Terminal) -> None:
    assert within(FIRES_WITHIN_SECONDS, lambda: there.measured_at() > 0), there.logged()[-3000:]
    time.sleep(5.5)  # a page is remembered for five seconds

    caller = there.calls()

    assert re.search(r"\d", " ".join(caller.heard_everything)), caller.heard_everything
    assert caller.waits_for_an_agent()
    assert caller.waits_for_the_end()
    assert SALES.friendly_name in typing.types(line("python -m ops show"))
    checked = typing.types(line("python -m ops check production"))
    assert f":function:{FUNCTION}" in checked
    assert "ok   lines.toml: as deployed" in checked
    assert "ok   schedule: rate(1 minute)" in checked
    assert re.search(r"^ok   line main: workflow .* leads its callers to Sales \(", checked, re.MULTILINE)
    assert "ok   the table task-queue-waits can be read and written" in checked
    assert checked.rstrip().endswith("1 problem: public_url is not set")
    assert [each for each in checked.splitlines() if each.startswith("DO ")] == [
        "DO   public_url is not set: set it to the address that Zappa printed, with the stage"
    ]
    assert "poller.handler.refresh" in typing.types(line("zappa status production"))


SHELLS = [
    {"command": "poller.handler.refresh"},
    {"raw_command": "print(1)"},
    {"manage": "shell"},
    {"httpMethod": "", "path": "", "detail-type": "Scheduled Event", "resources": ["x-subprocess.call"], "/bin/sh": 1},
    {"httpMethod": "", "path": "", "Records": [{"s3": {"configurationId": "x:os.getcwd"}}]},
    {"httpMethod": "", "path": "", "Records": [{"Sns": {"Message": '{"command": "os.getcwd"}'}}]},
    {"httpMethod": "", "path": "", "requestContext": {"eventType": "CONNECT", "domainName": "example.org"}},
]


@pytest.mark.parametrize("event", SHELLS, ids=json.dumps)
def test_the_right_to_invoke_is_no_right_to_a_shell(there: Site, event: dict[str, Any]) -> None:
    answer = there.invoke(event)

    assert answer["FunctionError"]
    # ministack names every error Runtime.HandlerError where AWS names its class: hence the sentence.
    assert "and nothing else" in answer["Payload"]["errorMessage"]


def test_a_malformed_call_is_answered_with_400(there: Site) -> None:
    answer = there.invoke(addresses.recorded("rest_api") | {"requestContext": None})

    assert answer["Payload"]["statusCode"] == 400


def test_unscheduled_it_polls_no_more_and_scheduled_it_polls_again(there: Site, typing: Terminal) -> None:
    typing.types(line("zappa unschedule production"))
    before = there.measured_at()
    assert not within(70, lambda: there.measured_at() > before)

    typing.types(line("zappa schedule production"))

    assert within(FIRES_WITHIN_SECONDS, lambda: there.measured_at() > before)


def test_left_alone_it_answers_every_call_and_no_wait_grows_old(there: Site) -> None:
    """`make soak-lambda` does the same for longer."""
    found = soak(there, minutes=1.2)

    assert found.is_well, found.lines()
    assert len(found.polls) > 1


def test_an_update_costs_no_caller_an_answer(there: Site, typing: Terminal) -> None:
    answered: list[bool] = []
    over = threading.Event()

    def keep_calling() -> None:
        while not over.is_set():
            answered.append(there.calls(len(answered)).is_in_queue)

    there.is_updated = True
    with ThreadPoolExecutor(1) as pool:
        calling = pool.submit(keep_calling)
        typing.types(line("zappa update production"))
        over.set()
        calling.result(timeout=60)
    there.is_updated = False

    assert len(answered) > 1
    assert all(answered)


def test_ten_callers_at_once_after_an_update_are_all_answered(there: Site) -> None:
    with ThreadPoolExecutor(10) as pool:
        callers = list(pool.map(there.calls, range(100, 110)))

    assert [caller.is_in_queue for caller in callers] == [True] * 10


def test_two_polls_at_once_leave_the_newer(there: Site) -> None:
    before = there.measured_at()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(there.invoke, [SCHEDULE, SCHEDULE]))

    assert [answer.get("FunctionError") for answer in answers] == [None, None]
    assert there.measured_at() > before


def test_a_table_that_is_lost_costs_the_number_and_the_next_poll_heals_it(there: Site) -> None:
    there.root("dynamodb").delete_table(TableName=TABLE)
    time.sleep(5.5)
    assert not re.search(KNOWN, " ".join(there.calls().heard_everything))

    create(there.root("dynamodb"), TABLE, lambda _: None)
    assert there.invoke(SCHEDULE).get("FunctionError") is None
    time.sleep(5.5)

    assert re.search(KNOWN, " ".join(there.calls().heard_everything))


def test_the_log_holds_no_number_and_no_token(there: Site) -> None:
    logged = there.logged()

    assert "poll.finished" in logged
    assert "call.announced" in logged
    assert CALLER.removeprefix("+1") not in logged
    assert AUTH_TOKEN not in logged


def test_the_policy_grants_what_the_code_calls_and_nothing_else(there: Site) -> None:
    granted = {action for statement in POLICY["Statement"] for action in statement["Action"]}

    assert there.recorder.actions <= granted
    assert granted - NOT_CALLED_BY_THE_CODE.keys() <= there.recorder.actions


def test_undeployed_it_leaves_what_the_page_says(there: Site, typing: Terminal) -> None:
    typing.types(line("zappa undeploy production"))

    assert there.root("lambda").list_functions()["Functions"] == []
    assert there.root("events").list_rules()["Rules"] == []
    assert there.root("apigateway").get_rest_apis()["items"] == []
    assert there.root("dynamodb").list_tables()["TableNames"] == [TABLE]
    stacks = there.root("cloudformation").list_stacks()["StackSummaries"]
    assert {each["StackStatus"] for each in stacks} <= {"DELETE_COMPLETE"}
    roles = [role["RoleName"] for role in there.root("iam").list_roles()["Roles"]]
    assert [each for each in roles if each.startswith(FUNCTION)] == [f"{FUNCTION}-ZappaLambdaExecutionRole"]
    assert [each["Name"] for each in there.root("s3").list_buckets()["Buckets"]] == [BUCKET]
    assert there.root("s3").list_objects_v2(Bucket=BUCKET).get("Contents", []) == []
    assert there.root("ssm").get_parameter(Name="/taskrouter-wait-times/auth-token")
    assert len(there.root("cloudwatch").describe_alarms()["MetricAlarms"]) == 4
    assert len(there.root("cloudwatch").list_dashboards()["DashboardEntries"]) == 1
    groups = there.root("logs").describe_log_groups()["logGroups"]
    assert [each["logGroupName"] for each in groups] == [f"/aws/lambda/{FUNCTION}"]


def test_every_command_of_the_page_was_typed(typing: Terminal) -> None:
    missing = [each for block in COMMANDS for each in block.splitlines() if each not in typing.typed]

    assert missing == []
