"""The deployed package, unpacked and run by AWS's own runtime client, with nothing else installed."""

import json
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from ops.setup.create_table import create
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.caller.phone.signing import Token
from simulator.centre.centre import Centre
from simulator.centre.example import SEED
from simulator.embedded_aws import embedded_aws
from simulator.server import serve
from tests import addresses
from tests.on_lambda import build
from tests.on_lambda.build import ACCOUNT_SID, AUTH_TOKEN, PLAN, REGION
from tests.on_lambda.conftest import PackageFor
from tests.on_lambda.hanging import Hanging
from tests.on_lambda.recorder import Recorder
from tests.on_lambda.runtime_api import FunctionFailed, Sandbox, sandbox
from waittimes import cache
from waittimes.table import DynamoTable

pytestmark = [pytest.mark.on_lambda, pytest.mark.timeout(600)]

VERSIONS = ("3.11", "3.12", "3.13")
"""The versions of Python that docs/deploy.md promises."""
TABLE = "task-queue-waits"
TOKEN_PARAMETER = "/taskrouter-wait-times/auth-token"
AWS_ACCOUNT = "123456789012"
KEYS = {"aws_access_key_id": AWS_ACCOUNT, "aws_secret_access_key": "testing"}
SCHEDULE = addresses.recorded("schedule")
FORM = {"AccountSid": ACCOUNT_SID, "CallSid": "CA" + "7" * 32, "From": "+15550177777", "To": "+15550100001"}
POLLED = {"main": {"listed": 6, "refreshed": 6, "failed": 0}}


@dataclass(frozen=True, slots=True)
class Services:
    """What the function calls: an AWS with a table and a secret, and a TaskRouter. Each can be made to hang."""

    endpoint: str
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


@pytest.fixture
def services() -> Iterator[Services]:
    with ExitStack() as stack:
        endpoint = stack.enter_context(embedded_aws())
        table = Hanging(Recorder(endpoint), asks_aws_to("PutItem"))
        secrets = Hanging(table, asks_aws_to("GetParameter"))
        centre = Centre(PLAN, seed=SEED, opened_at=time.time() - 3600)
        account = accounts.Account(sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,))
        taskrouter = Hanging(create_api([account], time.time), lambda asked: "Statistics" in asked["PATH_INFO"])
        environ = {
            "AWS_ENDPOINT_URL": stack.enter_context(serve(secrets)),
            "AWS_ACCESS_KEY_ID": AWS_ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "TASKROUTER_URL": stack.enter_context(serve(taskrouter)),
        }
        found = Services(endpoint, table, secrets, taskrouter, environ)
        stack.callback(table.release)
        stack.callback(secrets.release)
        stack.callback(taskrouter.release)
        create(found.client("dynamodb"), TABLE, lambda _: None)
        found.client("ssm").put_parameter(Name=TOKEN_PARAMETER, Value=AUTH_TOKEN, Type="SecureString")
        yield found


@dataclass(frozen=True, slots=True)
class Function:
    """The unpacked package, and an interpreter that holds awslambdaric and nothing else."""

    python: Path
    code: Path
    folder: Path

    def started(self, services: Services, **variables: str) -> AbstractContextManager[Sandbox]:
        """Return a context manager for a sandbox of the function."""
        return sandbox(self.python, self.code, {**services.environ, **variables}, self.folder / "log")


def unpacked(package: Path, folder: Path, version: str) -> Function:
    """Unpack the package, and make an interpreter for it."""
    interpreter = build.python(version)
    assert interpreter is not None
    made = build.environment(folder / "runtime", interpreter, "requirements-runtime.txt")
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(folder / "code")
    return Function(made, folder / "code", folder)


@pytest.fixture(scope="module", params=VERSIONS)
def each_function(
    request: pytest.FixtureRequest, package_for: PackageFor, tmp_path_factory: pytest.TempPathFactory
) -> Function:
    return unpacked(package_for(request.param), tmp_path_factory.mktemp("runtime"), request.param)


@pytest.fixture(scope="module")
def function(package_for: PackageFor, tmp_path_factory: pytest.TempPathFactory) -> Function:
    return unpacked(package_for(build.HERE), tmp_path_factory.mktemp("runtime"), build.HERE)


def call(there: Sandbox, route: str = "/voice") -> str:
    """Return the answer to a signed call."""
    headers = Token(AUTH_TOKEN).headers(addresses.REST_API.called + route, FORM.items())
    answer = there.invoke(addresses.REST_API.request(route, FORM, headers))
    assert answer["statusCode"] == 200, answer
    return str(answer["body"])


def is_enqueued(answer: str) -> bool:
    return f'workflowSid="{PLAN.workflows[0].sid}"' in answer


def test_every_promised_runtime_loads_it_answers_calls_and_polls(each_function: Function, services: Services) -> None:
    with each_function.started(services) as there:
        first = call(there)
        polled = there.invoke(SCHEDULE)
        time.sleep(5.5)  # a page is remembered for five seconds
        second = call(there)

        assert there.process.poll() is None, "one process has answered all of it"
    assert is_enqueued(first)
    assert "minute" not in first
    assert polled == POLLED
    assert is_enqueued(second)
    assert "minute" in second


def test_the_first_caller_does_not_wait_for_the_store_of_secrets(function: Function, services: Services) -> None:
    with function.started(services) as there:
        services.secrets.hang()

        assert is_enqueued(call(there))


def test_a_store_of_secrets_that_hangs_while_the_function_is_loaded_costs_no_later_caller_an_answer(
    function: Function, services: Services
) -> None:
    services.secrets.hang()
    with function.started(services) as there:
        services.secrets.release()

        assert is_enqueued(call(there))
        assert "signature.token_unavailable" in there.logged()


def test_every_module_is_compiled_for_the_runtime_that_reads_it(each_function: Function) -> None:
    shown = "import importlib.util; print(importlib.util.MAGIC_NUMBER.hex())"
    magic = subprocess.run([each_function.python, "-c", shown], capture_output=True, text=True, check=True).stdout
    compiled = list(each_function.code.rglob("*.pyc"))
    sources = list(each_function.code.rglob("*.py"))

    assert {each.read_bytes()[:4].hex() for each in compiled} == {magic.strip()}
    assert len(compiled) == len(sources) > 500


def test_the_runtime_holds_awslambdaric_and_nothing_of_ours(each_function: Function) -> None:
    (packages,) = each_function.folder.glob("runtime/lib/*/site-packages")

    assert {each.name.partition("-")[0] for each in packages.glob("*.dist-info")} == {
        "awslambdaric",
        "simplejson",
        "snapshot_restore_py",
    }


REFUSED: dict[str, Any] = {
    "nothing": {},
    "a list": [],
    "a text": "poller.handler.refresh",
    "a shell": {"raw_command": "print(1)"},
    "a command": {"command": "poller.handler.refresh"},
    "a call with a command": addresses.recorded("rest_api") | {"command": "poller.handler.refresh"},
    "a schedule with a command": SCHEDULE | {"manage": "x"},
    "another rule": SCHEDULE | {"resources": ["arn:aws:events:eu-west-1:123456789012:rule/x-os.system"]},
    "Zappa's own warming": SCHEDULE | {"resources": ["arn:...:rule/x-zappa-keep-warm-handler.keep_warm_callback"]},
    "a queue": {"Records": [{"eventSource": "aws:sqs", "body": "{}"}]},
    "a topic": {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": '{"command": "os.system"}'}}]},
    "an authorizer": {"type": "TOKEN", "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:a/b/GET/"},
    "a web socket": {"requestContext": {"eventType": "CONNECT", "connectionId": "x", "domainName": "x"}},
}
ODD_CALLS: dict[str, Any] = {
    "without headers": {"headers": None, "multiValueHeaders": None},
    "without a body": {"body": None, "isBase64Encoded": False},
    "without a context": {"requestContext": {}},
    "with a body that is no base64": {"body": "%%%"},
    "with bytes that are no text": {"body": "/////w=="},
    "with a path that is none": {"path": ""},
    "with a method that is none": {"httpMethod": "BREW"},
    "with a huge header": {"headers": {"X-Twilio-Signature": "x" * 100_000}},
}


def test_events_of_all_shapes_cost_only_themselves(function: Function, services: Services) -> None:
    with function.started(services) as there:
        for name, event in REFUSED.items():
            with pytest.raises(FunctionFailed, match=r"EventRefused: .* nothing else"):
                pytest.fail(f"{name} was answered {there.invoke(event)}")
        for name, changed in ODD_CALLS.items():
            answer = there.invoke(addresses.recorded("rest_api") | changed)
            assert 400 <= answer["statusCode"] < 500, (name, answer)

        assert is_enqueued(call(there))
        assert there.process.poll() is None
        assert "request.broken" not in there.logged()
        assert FORM["From"].removeprefix("+1") not in there.logged()


def without(function: Function, folder: Path, name: str) -> Function:
    """Return the function with `name` missing from its package."""
    code = folder / "code"
    shutil.copytree(function.code, code)
    (shutil.rmtree if (code / name).is_dir() else Path.unlink)(code / name)
    return Function(function.python, code, folder)


def test_a_phone_that_cannot_be_set_up_costs_the_schedule_nothing(
    function: Function, services: Services, tmp_path: Path
) -> None:
    with without(function, tmp_path, "zappa_settings.py").started(services) as there:
        assert there.invoke(SCHEDULE) == POLLED
        with pytest.raises(FunctionFailed, match="zappa_settings"):
            call(there)
        assert there.invoke(SCHEDULE) == POLLED


def test_a_poller_that_cannot_be_set_up_costs_no_caller_an_answer(
    function: Function, services: Services, tmp_path: Path
) -> None:
    with without(function, tmp_path, "poller").started(services) as there:
        with pytest.raises(FunctionFailed, match="No module named 'poller'"):
            there.invoke(SCHEDULE)
        assert is_enqueued(call(there))


def test_a_package_that_cannot_be_loaded_is_told_while_lambda_loads_it(
    function: Function, services: Services, tmp_path: Path
) -> None:
    broken = without(function, tmp_path, "waittimes")

    with (
        pytest.raises(FunctionFailed, match=r"ImportModuleError: .*No module named 'waittimes'"),
        broken.started(services),
    ):
        pytest.fail("it was loaded")


def test_a_poll_whose_taskrouter_hangs_ends_by_itself_within_the_functions_limit(
    function: Function, services: Services
) -> None:
    with function.started(services) as there:
        assert there.invoke(SCHEDULE) == POLLED
        services.taskrouter.hang()

        with pytest.raises(FunctionFailed, match="PollFailed"):
            there.invoke(SCHEDULE, limit_seconds=5.0, killed_after_seconds=20.0)

        services.taskrouter.release()
        assert there.invoke(SCHEDULE) == POLLED


@pytest.mark.parametrize(
    ("hanging", "after"), [("taskrouter", 0), ("table", 2)], ids=["while reading", "while storing"]
)
def test_a_poll_that_is_killed_in_the_middle_costs_no_caller_an_answer_and_the_next_one_heals_it(
    function: Function, services: Services, hanging: str, after: int
) -> None:
    """Two pages of the table are written when the second poll is killed while it stores."""
    what: Hanging = getattr(services, hanging)
    with function.started(services) as first, function.started(services) as beside:
        assert first.invoke(SCHEDULE) == POLLED
        before = services.measured_at()
        what.hang(after)

        first.begin(SCHEDULE)
        assert what.hung.wait(30), first.logged()[-2000:]
        time.sleep(1.0)  # for what was let through to arrive
        first.kill()

        assert first.api.heard.empty(), "it was killed before it could say anything"
        assert is_enqueued(call(beside)), "another sandbox answers meanwhile"
    written = sum(now > then for now, then in zip(services.measured_at(), before, strict=True))
    assert written > 0 if after else written == 0
    assert written < len(before)
    what.release()

    healed_from = time.time()
    with function.started(services) as fresh:
        assert is_enqueued(call(fresh))
        assert fresh.invoke(SCHEDULE) == POLLED
    assert min(services.measured_at()) > healed_from
    assert min(services.measured_at()) > max(before)


def drop_table(services: Services) -> dict[str, str]:
    services.client("dynamodb").delete_table(TableName=TABLE)
    return {}


def drop_secret(services: Services) -> dict[str, str]:
    services.client("ssm").delete_parameter(Name=TOKEN_PARAMETER)
    return {}


def somebody_elses_token(services: Services) -> dict[str, str]:
    services.client("ssm").put_parameter(Name=TOKEN_PARAMETER, Value="e" * 32, Type="SecureString", Overwrite=True)
    return {}


MISTAKES = {
    "a missing table": (drop_table, f"in {REGION} of AWS account {AWS_ACCOUNT} there is no such table; make it"),
    "a missing secret": (drop_secret, f"in {REGION} of AWS account {AWS_ACCOUNT} there is no such secret; store it"),
    "a wrong region": (
        lambda _: {"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-west-2"},
        f"in us-west-2 of AWS account {AWS_ACCOUNT} there is no such secret; store it",
    ),
    "a wrong AWS account": (
        lambda _: {"AWS_ACCESS_KEY_ID": "210987654321"},
        f"in {REGION} of AWS account 210987654321 there is no such secret; store it",
    ),
    "a wrong Twilio account": (somebody_elses_token, "HTTP 401: Twilio does not know these credentials; store"),
}


@pytest.mark.parametrize(("make", "told"), MISTAKES.values(), ids=MISTAKES)
def test_the_first_poll_after_a_mistaken_deployment_says_in_one_sentence_what_is_wrong(
    function: Function, services: Services, tmp_path: Path, make: Callable[[Services], dict[str, str]], told: str
) -> None:
    changed = make(services)
    logged = tmp_path / "log"
    with (
        sandbox(function.python, function.code, {**services.environ, **changed}, logged) as there,
        pytest.raises(FunctionFailed, match="PollFailed"),
    ):
        there.invoke(SCHEDULE)

    records = [json.loads(line) for line in logged.read_text(encoding="utf-8").splitlines() if '"why"' in line]
    (why,) = [each["why"] for each in records if each["message"] == "entry.poll_failed"]
    assert told in why
    assert "\n" not in why
