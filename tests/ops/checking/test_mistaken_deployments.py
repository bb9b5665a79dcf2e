"""`check STAGE` says in one sentence what is wrong with a deployment, or why it cannot be checked."""

import json
from collections.abc import Callable

import pytest
import requests

from tests.ops.deployment_under_check import AWS_ACCOUNT, FUNCTION, REGION, SECRET, Deployment
from tests.zappa_stage import SETTINGS

pytestmark = pytest.mark.slow


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
