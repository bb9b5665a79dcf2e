"""Everything a deployment needs, on this machine: a fresh clone, an AWS that enforces permissions, a TaskRouter."""

import base64
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from werkzeug.datastructures import Headers

from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.caller.caller import Caller
from simulator.caller.phone.transport import Answer, OverHTTP
from simulator.caller.scripted_switchboard import answers_after
from simulator.centre.centre import Centre
from simulator.centre.example import SEED
from simulator.centre.sids import sid
from simulator.embedded_aws import embedded_aws
from simulator.server import serve
from tests.on_lambda import build
from tests.on_lambda.build import ACCOUNT_SID, AUTH_TOKEN, PLAN, REGION, SALES
from tests.on_lambda.hanging import Hanging
from tests.on_lambda.recorder import Recorder
from tests.pages import ROOT

CALLER = "+15550177777"
PATIENCE_SECONDS = 60.0
"""A generous limit: ten cold starts share one machine's processors here, and each has its own on Lambda."""
FUNCTION, TABLE = "taskrouter-wait-times-production", "task-queue-waits"
TIMES_ENDED = 2
"""How often ministack may end one request while code is replaced: once for the code, once for the settings."""
ROOT_KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
NAMED_OTHERWISE = {
    # ministack asks for these without a resource; AWS names the rule and the function.
    "*": (
        "cloudwatch:PutDashboard",
        "events:ListTargetsByRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "lambda:CreateFunction",
        "sts:GetCallerIdentity",  # AWS asks for no permission at all for this
    ),
    # It names the default bus in the rule's ARN; AWS names only other buses there.
    "arn:aws:events:*:*:rule/default/taskrouter-wait-times-*": (
        "events:DeleteRule",
        "events:DescribeRule",
        "events:PutRule",
    ),
}
"""Actions that the deployer's policy allows at AWS, and that ministack names differently."""
DEPLOYER_POLICY = ROOT / "deployment" / "policies" / "deployer.json"


@dataclass
class Site:
    """A deployment's surroundings. `address` is known once something is deployed."""

    folder: Path
    endpoint: str
    recorder: Any
    taskrouter: Hanging
    taskrouter_url: str
    keys: Mapping[str, str]
    address: str = ""
    is_updated: bool = False
    """Whether the code is being replaced. AWS then lets running requests finish; ministack ends them."""

    @property
    def project(self) -> Path:
        """The fresh clone."""
        return self.folder / "project"

    @property
    def environ(self) -> dict[str, str]:
        """The environment of the deployer's terminal: how to install packages, and the AWS credentials."""
        return build.installing() | {
            "PATH": f"{build.deployed_python().resolve().parent}:{os.defpath}",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": self.keys["SecretAccessKey"],
            "AWS_EC2_METADATA_DISABLED": "true",
            "TASKROUTER_URL": self.taskrouter_url,
        }

    def root(self, service: str) -> Any:
        """Return a client that may do everything."""
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION, **ROOT_KEYS)

    def is_deployed(self, shown: str) -> None:
        """Note the address that Zappa has printed."""
        (api_id,) = re.findall(r"https://(\w+)\.execute-api", shown)
        self.address = f"https://{api_id}.execute-api.localhost:{urlsplit(self.endpoint).port}/production"

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a request to the gateway, as Twilio would through TLS; send it again if ministack has ended it."""
        for _ in range(TIMES_ENDED if self.is_updated else 0):
            answer = self._sent(method, url, headers, body)
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return answer
        return self._sent(method, url, headers, body)

    def _sent(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if url.endswith(".wav"):
            return self._recording(url)
        host = urlsplit(url).netloc
        at_gateway = url.replace(f"https://{host}", self.endpoint)
        answer = OverHTTP(PATIENCE_SECONDS)(method, at_gateway, {**headers, "Host": host}, body)
        return replace(answer, took_seconds=0.0)

    def _recording(self, url: str) -> Answer:
        """Ask the function itself: ministack does not apply Zappa's patch `/binaryMediaTypes/*~1*`, as AWS does.

        So its gateway would pass the recording on without decoding it.
        """
        path = urlsplit(url).path.removeprefix("/production")
        answer = self.invoke(
            {"httpMethod": "GET", "path": path, "headers": {"Host": urlsplit(url).netloc}, "requestContext": {}}
        )
        if "FunctionError" in answer:
            return Answer(HTTPStatus.BAD_GATEWAY, Headers(), json.dumps(answer["Payload"]).encode())
        found = answer["Payload"]
        return Answer(found["statusCode"], Headers(found["headers"]), base64.b64decode(found["body"]))

    def calls(self, number: int = 0) -> Caller:
        """Return a caller who has heard everything up to the queue, and all of whose requests were answered."""
        caller = Caller(
            send=self.send,
            to="+15550100001",
            from_number=CALLER,
            account_sid=ACCOUNT_SID,
            auth_token=AUTH_TOKEN,
            call_sid=sid("CA", f"call {number} at {time.monotonic()}"),
            switchboard=answers_after(40.0),
        )
        caller.dials(f"{self.address}/voice")
        assert caller.is_in_queue, caller.conversation
        return caller

    def measured_at(self) -> float:
        """Return when the newest wait in the table was measured, 0 if there is none."""
        key = {"ID": {"S": f"{PLAN.workspace.sid}#{SALES.sid[-1]}"}}
        item = self.root("dynamodb").get_item(TableName=TABLE, Key=key).get("Item", {})
        return float(item.get("measured_at", {}).get("N", 0))

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """Invoke the function directly; return AWS's answer with the payload read."""
        answer = self.root("lambda").invoke(FunctionName=FUNCTION, Payload=json.dumps(event))
        return answer | {"Payload": json.loads(answer["Payload"].read() or b"null")}

    def logged(self) -> str:
        """Return every line of the function's log."""
        pages = self.root("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{FUNCTION}")
        return "\n".join(event["message"] for page in pages for event in page["events"])


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Return whether the condition becomes true within `seconds`."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if condition():
            return True
        time.sleep(0.5)
    return False


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Yield everything that a deployment needs; it all ends with the block."""
    with ExitStack() as stack:
        build.clone(folder / "project")
        endpoint = stack.enter_context(embedded_aws(program=_ministack(folder / "aws"), enforces_permissions=True))
        centre = Centre(PLAN, seed=SEED, opened_at=time.time() - 3600)
        account = accounts.Account(sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,))
        taskrouter = Hanging(create_api([account], time.time), lambda asked: "Statistics" in asked["PATH_INFO"])
        stack.callback(taskrouter.release)
        taskrouter_url = stack.enter_context(serve(taskrouter))
        recorder = Recorder(endpoint)
        proxy = stack.enter_context(serve(recorder))
        there = Site(folder, endpoint, recorder, taskrouter, taskrouter_url, _deployer(endpoint))
        _describe(there, proxy)
        yield there


def _ministack(folder: Path) -> Path:
    """Return ministack, installed in a virtual environment without anything of this project."""
    (pinned,) = re.findall(
        r"^ministack==\S+", (ROOT / "requirements-dev.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    # It runs functions in its own interpreter.
    subprocess.run([build.deployed_python(), "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", pinned], check=True)
    return folder / "bin" / "ministack"


def _deployer(endpoint: str) -> dict[str, str]:
    """Return the keys of a person who may do what deployer.json says, and no more."""
    iam = boto3.client("iam", endpoint_url=endpoint, region_name=REGION, **ROOT_KEYS)
    iam.create_user(UserName="deployer")
    policy = DEPLOYER_POLICY.read_text(encoding="utf-8")
    iam.put_user_policy(UserName="deployer", PolicyName="deployer", PolicyDocument=policy)
    otherwise = [
        {"Effect": "Allow", "Action": list(actions), "Resource": resource}
        for resource, actions in NAMED_OTHERWISE.items()
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": otherwise})
    iam.put_user_policy(UserName="deployer", PolicyName="named-otherwise", PolicyDocument=document)
    keys: dict[str, str] = iam.create_access_key(UserName="deployer")["AccessKey"]
    return keys


def _describe(there: Site, proxy: str) -> None:
    """Do what the page asks a person to do, and what this machine needs besides."""
    build.describe(there.project, touch=False, runtime=f"python{build.deployed_version()}")
    variables = {"AWS_ENDPOINT_URL": proxy, "TASKROUTER_URL": there.taskrouter_url}
    build.change_settings(there.project, "production", {"aws_environment_variables": variables})
