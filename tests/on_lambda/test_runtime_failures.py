"""The deployed package where something is missing, hangs, is killed or is set up wrongly."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.on_lambda.build import REGION
from tests.on_lambda.runtime_api import FunctionFailed, sandbox
from tests.on_lambda.services import AWS_ACCOUNT, TABLE, TOKEN_PARAMETER, Services
from tests.on_lambda.unpacked_function import POLLED, SCHEDULE, Function, call, is_enqueued

pytestmark = [pytest.mark.on_lambda, pytest.mark.timeout(600)]


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
    what = {"taskrouter": services.taskrouter, "table": services.table}[hanging]
    with function.started(services) as first, function.started(services) as beside:
        assert first.invoke(SCHEDULE) == POLLED
        before = services.measured_at()
        what.hang(after)

        first.begin(SCHEDULE)
        assert what.hung.wait(30), first.logged()[-2000:]
        time.sleep(1.0)  # Time for the requests that were let through to arrive.
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
