"""`check STAGE`: what the deployed function reads, what starts it, and how it differs from this folder."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from click.testing import CliRunner, Result

from ops.__main__ import commands
from ops.setup.create_table import create
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import example_plan
from simulator.centre.sids import sid
from simulator.embedded_aws import embedded_aws
from simulator.server import serve
from tests.zappa_stage import SETTINGS

pytestmark = pytest.mark.slow

PLAN = example_plan()
ACCOUNT_SID, TOKEN = sid("AC", "deployed and checked"), sid("", "deployed and checked")
FUNCTION, REGION, AWS_ACCOUNT = "taskrouter-wait-times-production", "eu-west-1", "123456789012"
RULE = f"{FUNCTION}-poller.handler.refresh"
SECRET = "/taskrouter-wait-times/auth-token"
LINES = f"""\
public_url = "http://127.0.0.1:9"

[accounts.main]
account_sid = "{ACCOUNT_SID}"
auth_tokens = ["ssm:{SECRET}"]
workspaces = ["{PLAN.workspace.sid}"]

[lines.sales]
numbers = ["*"]
workflow_sid = "{PLAN.workflows[0].sid}"
task_queue_sid = "{PLAN.task_queues[0].sid}"
"""


@dataclass
class Deployment:
    """A deployed function, and the terminal and folder of the operator who checks it."""

    endpoint: str
    folder: Path
    terminal: pytest.MonkeyPatch
    taskrouter: str

    def client(self, service: str, region: str = REGION) -> Any:
        keys = {"aws_access_key_id": AWS_ACCOUNT, "aws_secret_access_key": "testing"}
        return boto3.client(service, endpoint_url=self.endpoint, region_name=region, **keys)

    def checked(self, stage: str = "production") -> list[str]:
        """Return the lines that `check STAGE` prints."""
        return self.run("check", stage).output.splitlines()

    def run(self, *arguments: str) -> Result:
        """Return what a command prints, in a process that has asked AWS nothing before."""
        self.terminal.setattr(boto3, "DEFAULT_SESSION", None)
        return CliRunner().invoke(commands, arguments)

    def line(self, start: str) -> str:
        """Return the one line about `start`, with "ok" or "DO" before it."""
        (found,) = [each for each in self.checked() if each[5:].startswith(start)]
        return found

    def deploy(self, packed_as: str = "lines.toml", **variables: str) -> None:
        """Create the function, with the folder's settings file in its package."""
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as zipped:
            zipped.write(self.folder / "lines.toml", packed_as)
        self.client("lambda").create_function(
            FunctionName=FUNCTION,
            Runtime="python3.11",
            Role=f"arn:aws:iam::{AWS_ACCOUNT}:role/waits",
            Handler="entry.function.handle",
            Code={"ZipFile": package.getvalue()},
            Environment={"Variables": {"TASKROUTER_URL": self.taskrouter} | variables},
        )

    def schedule(self, name: str = RULE, state: str = "ENABLED") -> None:
        """Make a rule that starts the function."""
        events = self.client("events")
        events.put_rule(Name=name, ScheduleExpression="rate(1 minute)", State=state)
        arn = f"arn:aws:lambda:{REGION}:{AWS_ACCOUNT}:function:{FUNCTION}"
        events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn}])


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with embedded_aws() as found:
        yield found


@pytest.fixture
def there(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """Yield a deployment without a fault, in an otherwise empty AWS, and a terminal in its folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "TABLE", "LINES_FILE", "TASKROUTER_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": AWS_ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    now = time.time()
    account = accounts.Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(Centre(PLAN, seed=3, opened_at=now),))
    with serve(create_api([account], lambda: now)) as taskrouter:
        found = Deployment(endpoint, tmp_path, monkeypatch, taskrouter)
        settings = json.loads(SETTINGS.read_text(encoding="utf-8"))
        (tmp_path / SETTINGS.name).write_text(json.dumps(settings), encoding="utf-8")
        (tmp_path / "lines.toml").write_text(LINES, encoding="utf-8")
        found.client("ssm").put_parameter(Name=SECRET, Value=TOKEN, Type="SecureString", Overwrite=True)
        create(found.client("dynamodb"), "task-queue-waits", lambda _: None)
        found.deploy()
        found.schedule()
        yield found
    requests.post(f"{endpoint}/_ministack/reset", timeout=5)


def test_a_deployment_that_is_well_is_told_with_its_account_region_file_and_schedule(there: Deployment) -> None:
    lines = there.checked()

    assert lines[0] == f"ok   function: arn:aws:lambda:{REGION}:{AWS_ACCOUNT}:function:{FUNCTION}"
    assert [each[5:24] for each in lines if "runtime: " in each] == ["runtime: python3.11"]
    assert f"ok   region: the function is in {REGION}" in lines
    assert "ok   variables: as in zappa_settings.json; only the function has TASKROUTER_URL" in lines
    assert "ok   lines.toml: as deployed" in lines
    assert f"ok   schedule: rate(1 minute), by the rule {RULE}" in lines
    assert f"ok   account main: auth token ssm:{SECRET}" in lines
    assert [each for each in lines if "leads the callers of line sales (" in each]
    assert TOKEN not in "".join(lines)


def test_what_is_checked_is_what_was_deployed_and_not_what_the_terminal_says(there: Deployment) -> None:
    there.terminal.setenv("TABLE", "a-table-of-the-terminal")
    (there.folder / "lines.toml").write_text(LINES.replace("lines.sales", "lines.another"), encoding="utf-8")

    lines = there.checked()

    assert [
        each
        for each in lines
        if each.startswith("DO   lines.toml: the deployed one differs from the one in this folder: zappa update")
    ]
    assert [each for each in lines if "line sales: the table holds no wait of task queue" in each]
    assert "another" not in "".join(each for each in lines if "lines.toml" not in each)


def test_from_a_terminal_in_another_region_it_looks_where_the_function_does(there: Deployment) -> None:
    there.terminal.setenv("AWS_DEFAULT_REGION", "us-west-2")

    lines = there.checked()

    assert f"ok   account main: auth token ssm:{SECRET}" in lines
    assert [each for each in lines if "line sales: the table holds no wait of task queue" in each]


def test_variables_that_were_not_deployed_are_named_without_their_values(there: Deployment) -> None:
    settings = json.loads((there.folder / SETTINGS.name).read_text(encoding="utf-8"))
    settings["production"]["aws_environment_variables"] = {"TABLE": "waits-of-tomorrow", "TASKROUTER_URL": "x"}
    (there.folder / SETTINGS.name).write_text(json.dumps(settings), encoding="utf-8")

    told = there.line("variables:")

    assert told.startswith("DO   variables: TABLE, TASKROUTER_URL of zappa_settings.json not as deployed: zappa update")
    assert "waits-of-tomorrow" not in told


def test_a_schedule_that_is_disabled_missing_or_there_twice_is_told(there: Deployment) -> None:
    events = there.client("events")
    events.disable_rule(Name=RULE)
    assert "is disabled: zappa schedule production" in there.line("schedule:")

    there.schedule()
    there.schedule(f"by-hand-{RULE}")
    assert "2 rules start polls" in there.line("schedule:")

    for name in (RULE, f"by-hand-{RULE}"):
        events.remove_targets(Rule=name, Ids=["1"])
        events.delete_rule(Name=name)
    assert there.line("schedule:") == "DO   schedule: no rule starts a poll: zappa schedule production"


def drop_table(there: Deployment) -> None:
    there.client("dynamodb").delete_table(TableName="task-queue-waits")


def drop_secret(there: Deployment) -> None:
    there.client("ssm").delete_parameter(Name=SECRET)


def somebody_elses_token(there: Deployment) -> None:
    there.client("ssm").put_parameter(Name=SECRET, Value="e" * 32, Type="SecureString", Overwrite=True)


def terminal_elsewhere(there: Deployment) -> None:
    there.terminal.setenv("AWS_DEFAULT_REGION", "us-west-2")


def another_aws_account(there: Deployment) -> None:
    there.terminal.setenv("AWS_ACCESS_KEY_ID", "210987654321")


THERE = f"in {REGION} of AWS account {AWS_ACCOUNT}"
MISTAKES = {
    "a missing table": (drop_table, f"(ResourceNotFoundException): {THERE} there is no such table; make it"),
    "a missing secret": (drop_secret, f"ParameterNotFound): {THERE} there is no such secret; store it"),
    "a wrong region": (
        terminal_elsewhere,
        f"in {REGION}, the terminal in us-west-2: export AWS_DEFAULT_REGION={REGION}",
    ),
    "a wrong AWS account": (
        another_aws_account,
        f"{FUNCTION} in {REGION} of account 210987654321 cannot be read (ResourceNotFoundException): deploy it",
    ),
    "a wrong Twilio account": (somebody_elses_token, "(HTTP 401), so nothing is polled: store the auth token of"),
}


@pytest.mark.parametrize(("make", "told"), MISTAKES.values(), ids=MISTAKES)
def test_what_was_deployed_mistakenly_is_told_in_one_sentence(
    there: Deployment, make: Callable[[Deployment], None], told: str
) -> None:
    make(there)

    assert [line for line in there.checked() if told in line]


def test_a_region_that_zappa_was_told_wrongly_is_named(there: Deployment) -> None:
    settings = json.loads((there.folder / SETTINGS.name).read_text(encoding="utf-8"))
    settings["base"]["aws_region"] = "ap-south-2"
    (there.folder / SETTINGS.name).write_text(json.dumps(settings), encoding="utf-8")

    (told,) = there.checked()

    assert f"{FUNCTION} in ap-south-2 of account {AWS_ACCOUNT} cannot be read (ResourceNotFoundException)" in told
    assert "name the region it is in as aws_region in zappa_settings.json" in told


@pytest.mark.parametrize(
    ("settings", "stage", "told"),
    [
        (None, "production", "zappa_settings.json is not here; run this in the project's folder"),
        ("{", "production", "zappa_settings.json is not JSON"),
        ('{"dev": {}}', "production", "there is no stage 'production'; there are dev"),
        ('{"dev": {"extends": "dev"}}', "dev", "there is no stage 'dev'"),
        ('{"dev": {"project_name": "x"}}', "dev", "dev has no aws_region; set it there, or in what it extends"),
    ],
    ids=["no file", "no JSON", "no such stage", "a circle", "no region"],
)
def test_settings_of_zappa_that_do_not_lead_to_a_function_are_told(
    there: Deployment, settings: str | None, stage: str, told: str
) -> None:
    (there.folder / SETTINGS.name).unlink()
    if settings is not None:
        (there.folder / SETTINGS.name).write_text(settings, encoding="utf-8")

    (found,) = there.checked(stage)

    assert told in found


def test_a_package_that_cannot_be_had_is_told(there: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.checking.deployed.requests.get", lambda *_, **__: refused())

    assert there.checked() == ["Error: the function's package cannot be read (ConnectionError); try again"]


def refused() -> None:
    raise requests.ConnectionError


@pytest.mark.parametrize("named", ["settings/of-europe.toml", "/var/task/settings/of-europe.toml"])
def test_a_settings_file_of_another_name_is_read_from_the_package_and_written_nowhere_else(
    there: Deployment, named: str
) -> None:
    there.client("lambda").delete_function(FunctionName=FUNCTION)
    there.deploy("settings/of-europe.toml", LINES_FILE=named)

    lines = there.checked()

    assert [each for each in lines if each.startswith("DO   settings/of-europe.toml: the deployed one differs")]
    assert "ok   settings: 1 account, 1 line, from of-europe.toml" in lines
    assert not Path("/var/task").exists()


def test_after_a_poll_a_deployment_with_a_routed_line_has_one_problem_the_phone_that_is_not_there(
    there: Deployment,
) -> None:
    routed = LINES.replace(f'task_queue_sid = "{PLAN.task_queues[0].sid}"\n', "")
    (there.folder / "lines.toml").write_text(routed, encoding="utf-8")
    there.client("lambda").delete_function(FunctionName=FUNCTION)
    there.deploy()
    there.terminal.setenv("TASKROUTER_URL", there.taskrouter)

    assert there.run("poll").exit_code == 0
    lines = there.checked()

    assert [line for line in lines if line.startswith("ok   line sales: workflow Phone (") and " to Sales (" in line]
    assert "ok   the table task-queue-waits can be read and written" in lines
    assert [line for line in lines if line.startswith("DO ")] == [lines[-3]]
    assert lines[-1] == "1 problem: phone at http://127.0.0.1:9 (ConnectionError)"
