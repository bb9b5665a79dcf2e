"""The deployed package, unpacked and run by AWS's own runtime client, with nothing else installed."""

import subprocess
import time
from typing import Any

import pytest

from tests import addresses
from tests.on_lambda import build
from tests.on_lambda.conftest import PackageFor
from tests.on_lambda.runtime_api import FunctionFailed
from tests.on_lambda.services import Services
from tests.on_lambda.site import within
from tests.on_lambda.unpacked_function import FORM, POLLED, SCHEDULE, Function, call, is_enqueued, unpacked

pytestmark = [pytest.mark.on_lambda, pytest.mark.timeout(600)]


MACHINE_CODE = (b"\x7fELF", b"MZ", b"!<arch>", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How executables and libraries begin on Linux, Windows and macOS."""


@pytest.fixture(scope="module", params=build.VERSIONS)
def each_function(
    request: pytest.FixtureRequest, package_for: PackageFor, tmp_path_factory: pytest.TempPathFactory
) -> Function:
    return unpacked(package_for(request.param), tmp_path_factory.mktemp("runtime"), request.param)


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


def test_a_function_that_lambda_freezes_reads_its_token_when_it_continues(
    function: Function, services: Services
) -> None:
    asked = services.recorder.actions
    with function.started(services, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") as there:
        assert asked == set()
        there.api.continues.set()

        assert within(30, lambda: asked == {"ssm:GetParameter"}), there.logged()
        assert is_enqueued(call(there))
        assert "freezing." not in there.logged()


def test_every_module_is_compiled_for_the_runtime_that_reads_it(each_function: Function) -> None:
    shown = "import importlib.util; print(importlib.util.MAGIC_NUMBER.hex())"
    magic = subprocess.run([each_function.python, "-c", shown], capture_output=True, text=True, check=True).stdout
    compiled = list(each_function.code.rglob("*.pyc"))
    sources = list(each_function.code.rglob("*.py"))

    assert {each.read_bytes()[:4].hex() for each in compiled} == {magic.strip()}
    assert len(compiled) == len(sources) > 500


def test_no_file_is_compiled_for_a_processor(each_function: Function) -> None:
    """So the same package runs on arm64, on which nothing is run here."""
    files = [each for each in each_function.code.rglob("*") if each.is_file()]

    assert len(files) > 1000
    assert [each for each in files if each.suffix in {".so", ".pyd", ".dylib", ".dll", ".a", ".o"}] == []
    assert [each for each in files if each.read_bytes().startswith(MACHINE_CODE)] == []


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
