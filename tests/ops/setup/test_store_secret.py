"""`store-secret`: what is stored, and what is refused before anybody has typed a secret."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from click.testing import CliRunner
from moto import mock_aws

from ops.__main__ import commands

REFERENCE = "ssm:/taskrouter-wait-times/auth-token"


@pytest.fixture
def parameters(aws_credentials: None) -> Iterator[Any]:
    del aws_credentials
    with mock_aws():
        yield boto3.client("ssm")


def test_a_secret_is_stored_encrypted_and_without_the_blanks_around_it(parameters: Any) -> None:
    told = CliRunner().invoke(commands, ["store-secret", REFERENCE], input=" 0123456789abcdef \n")

    stored = parameters.get_parameter(Name="/taskrouter-wait-times/auth-token", WithDecryption=True)["Parameter"]
    assert (stored["Value"], stored["Type"]) == ("0123456789abcdef", "SecureString")
    assert told.output.endswith(f"Stored. Refer to it in the settings as {REFERENCE}.\n")
    assert "0123456789abcdef" not in told.output


def test_what_the_function_may_not_read_is_said(parameters: Any) -> None:
    del parameters

    told = CliRunner().invoke(commands, ["store-secret", "ssm:/waittimes/token"], input="x\n").output

    assert "let the function read only /taskrouter-wait-times/*: add /waittimes/token there" in told


@pytest.mark.parametrize("reference", ["auth-token", "secretsmanager:x", "ssm:auth-token", "env:TOKEN", "ssm:/a b"])
def test_a_wrong_reference_is_refused_before_the_secret_is_asked_for(reference: str) -> None:
    told = CliRunner().invoke(commands, ["store-secret", reference], input="a-secret\n")

    assert told.exit_code == 2
    assert f"{reference} is not of the form ssm:/path" in told.output
    assert "Secret:" not in told.output


def test_an_empty_secret_is_not_stored(parameters: Any) -> None:
    told = CliRunner().invoke(commands, ["store-secret", REFERENCE, "--secret", "  "])

    assert "the secret is empty; nothing was stored" in told.output
    assert parameters.describe_parameters()["Parameters"] == []
