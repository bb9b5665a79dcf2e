"""The access to DynamoDB comes from AWS's environment variables if they are complete, and else from botocore."""

from pathlib import Path

import botocore.session
import pytest

from ivr.dynamodb.access import from_environment

COMPLETE = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}


def test_lambda_s_environment_is_complete() -> None:
    access = from_environment(COMPLETE | {"AWS_SESSION_TOKEN": "token", "AWS_REGION": "eu-west-1"})

    assert access is not None
    assert (access.host, access.port, access.region) == ("dynamodb.eu-west-1.amazonaws.com", 443, "eu-west-1")
    assert access.authority == "dynamodb.eu-west-1.amazonaws.com"
    assert (access.credentials.access_key, access.credentials.token) == ("key", "token")
    assert access.tls is not None
    assert access.tls.check_hostname


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-southeast-4", "me-south-1", "us-gov-west-1"])
def test_the_host_of_a_region_is_the_one_that_botocore_finds(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    client = botocore.session.get_session().create_client(
        "dynamodb", region_name=region, aws_access_key_id="k", aws_secret_access_key="s"
    )
    access = from_environment(COMPLETE | {"AWS_DEFAULT_REGION": region})

    assert access is not None
    assert client.meta.endpoint_url == f"https://{access.authority}"


@pytest.mark.parametrize(
    ("endpoint", "authority"),
    [
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}, "127.0.0.1:4566"),
        ({"AWS_ENDPOINT_URL": "http://other/", "AWS_ENDPOINT_URL_DYNAMODB": "https://own.example"}, "own.example"),
        (
            {"AWS_ENDPOINT_URL": "http://other", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
            "dynamodb.eu-west-1.amazonaws.com",
        ),
    ],
)
def test_an_endpoint_of_the_environment_is_the_one_that_is_asked(endpoint: dict[str, str], authority: str) -> None:
    access = from_environment(COMPLETE | endpoint)

    assert access is not None
    assert access.authority == authority


@pytest.mark.parametrize(
    "more",
    [
        {"AWS_ACCESS_KEY_ID": ""},
        {"AWS_SECRET_ACCESS_KEY": ""},
        {"AWS_DEFAULT_REGION": ""},
        {"AWS_DEFAULT_REGION": "cn-north-1"},
        {"AWS_DEFAULT_REGION": "us-iso-east-1"},
        {"AWS_PROFILE": "work"},
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        {"HTTPS_PROXY": "http://proxy:3128"},
        {"AWS_ENDPOINT_URL": "http://host/with/a/path"},
        {"AWS_ENDPOINT_URL": "unix:/socket"},
        {"AWS_CREDENTIAL_EXPIRATION": "2026-12-01T00:00:00Z"},
    ],
)
def test_what_the_environment_does_not_say_is_left_to_botocore(more: dict[str, str]) -> None:
    assert from_environment(COMPLETE | more) is None


def test_a_file_of_aws_s_tools_is_left_to_botocore(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.touch()

    assert from_environment(COMPLETE | {"AWS_CONFIG_FILE": str(config)}) is None
