"""The services that the function calls, on this machine: an AWS and a TaskRouter. Each can be made to hang."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from tests.on_lambda.build import PLAN, REGION
from tests.on_lambda.hanging import Hanging
from tests.on_lambda.recorder import Recorder
from waittimes import cache
from waittimes.table import DynamoTable

TABLE = "task-queue-waits"
TOKEN_PARAMETER = "/taskrouter-wait-times/auth-token"
AWS_ACCOUNT = "123456789012"
KEYS = {"aws_access_key_id": AWS_ACCOUNT, "aws_secret_access_key": "testing"}


@dataclass(frozen=True, slots=True)
class Services:
    """What the function calls: an AWS with a table and a secret, and a TaskRouter. Each can be made to hang."""

    endpoint: str
    recorder: Recorder
    table: Hanging
    secrets: Hanging
    taskrouter: Hanging
    environ: Mapping[str, str]

    def client(self, service: str) -> Any:
        """Return a client that reaches AWS directly, past everything that can hang."""
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, **KEYS)

    def measured_at(self) -> list[float]:
        """Return when each queue's wait in the table was measured, in order."""
        waits = cache.all_waits(DynamoTable(self.client("dynamodb"), TABLE), PLAN.workspace.sid)
        return sorted(wait.measured_at for wait in waits)


def asks_aws_to(action: str) -> Callable[[dict[str, Any]], bool]:
    """Return a predicate: whether a request asks AWS for this action."""
    return lambda asked: asked.get("HTTP_X_AMZ_TARGET", "").endswith(action)
