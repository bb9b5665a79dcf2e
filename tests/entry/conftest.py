"""The function, ready to be deployed on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.setup.create_table import create
from simulator.embedded_aws import embedded_aws
from tests.entry.deployed_function import ACCOUNT_SID, PLAN, SALES, TOKEN, WORKFLOW, Lambda
from waittimes import aws


@pytest.fixture(scope="module")
def aws_environment() -> Iterator[dict[str, str]]:
    """Yield the environment variables for a fake AWS on this machine in which the table exists."""
    with embedded_aws() as endpoint, pytest.MonkeyPatch.context() as monkeypatch:
        environ = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "TABLE": "waits-of-a-deployment",
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        client = aws.client("dynamodb", connect_seconds=1, read_seconds=5, attempts=1)
        create(client, environ["TABLE"], lambda _: None)
        yield environ


@pytest.fixture
def function(aws_environment: dict[str, str], tmp_path: Path) -> Lambda:
    twilio = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WORKSPACE_SID": PLAN.workspace.sid,
        "WORKFLOW_SID": WORKFLOW.sid,
        "TASK_QUEUE_SID": SALES.sid,
    }
    return Lambda(aws_environment | twilio, tmp_path)
