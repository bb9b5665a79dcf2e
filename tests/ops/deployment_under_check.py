"""A deployed function in an AWS on this machine, and the terminal and folder of its operator."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from ops.__main__ import commands
from simulator.centre.example import example_plan
from simulator.centre.sids import sid

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
        """Return what a command prints, in a process that has not asked AWS before."""
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
            Runtime="python3.13",
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
