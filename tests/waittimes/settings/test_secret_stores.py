"""Secrets are read from AWS's stores."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from waittimes import aws
from waittimes.settings.references import References
from waittimes.settings.secret import SecretUnavailable
from waittimes.settings.secret_stores import SecretStores

pytestmark = [pytest.mark.usefixtures("aws_credentials"), pytest.mark.slow]


@pytest.fixture(autouse=True)
def cloud() -> Iterator[None]:
    """Replace AWS with moto."""
    with mock_aws():
        yield


def keep_parameter(name: str, value: str) -> None:
    ssm = aws.client("ssm", connect_seconds=1, read_seconds=1, attempts=1)
    ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


def keep_secret(name: str, **value: str | bytes) -> None:
    manager = aws.client("secretsmanager", connect_seconds=1, read_seconds=1, attempts=1)
    manager.create_secret(Name=name, **value)


def test_an_encrypted_parameter_is_read() -> None:
    keep_parameter("/acme/token", "token-of-the-parameter")

    assert SecretStores().value("ssm:/acme/token") == "token-of-the-parameter"


def test_a_secret_is_read() -> None:
    keep_secret("acme/token", SecretString="token-of-the-secret")

    assert SecretStores().value("secretsmanager:acme/token") == "token-of-the-secret"


def test_a_reference_is_looked_up_there_unless_another_look_up_is_given() -> None:
    keep_parameter("/acme/token", "token-of-the-parameter")

    assert References({"TOKEN": "ssm:/acme/token"}).secret("env:TOKEN").reveal() == "token-of-the-parameter"


def test_a_store_is_not_asked_again_at_once() -> None:
    stores = SecretStores()
    keep_parameter("/acme/token", "first")
    stores.value("ssm:/acme/token")

    keep_parameter("/acme/token", "second")

    assert stores.value("ssm:/acme/token") == "first"
    assert SecretStores().value("ssm:/acme/token") == "second"


def test_the_two_stores_are_not_confused() -> None:
    stores = SecretStores()
    keep_parameter("/acme/token", "of-the-parameter")
    keep_secret("/acme/token", SecretString="of-the-secret")

    assert stores.value("ssm:/acme/token") == "of-the-parameter"
    assert stores.value("secretsmanager:/acme/token") == "of-the-secret"


@pytest.mark.parametrize(
    ("reference", "code"),
    [("ssm:/acme/none", "ParameterNotFound"), ("secretsmanager:acme/none", "ResourceNotFoundException")],
)
def test_a_missing_secret_is_unavailable_with_the_error_code_of_aws(reference: str, code: str) -> None:
    with pytest.raises(SecretUnavailable, match=rf"^{reference} could not be read: {code}$"):
        SecretStores().value(reference)


def test_a_missing_region_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    with pytest.raises(SecretUnavailable, match=r"^ssm:/acme/token could not be read: NoRegionError$"):
        SecretStores().value("ssm:/acme/token")


def test_a_binary_secret_is_refused_rather_than_misread() -> None:
    keep_secret("acme/bytes", SecretBinary=b"token")

    with pytest.raises(SecretUnavailable, match=r"^secretsmanager:acme/bytes holds no text; store it as one$"):
        SecretStores().value("secretsmanager:acme/bytes")
