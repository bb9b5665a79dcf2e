"""The phone's DynamoDB client, over HTTP and HTTPS, keeps the contract of botocore's client."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivr.deadline import DeadlineExceeded
from ivr.dynamodb.access import from_environment
from ivr.dynamodb.client import Client
from tests.fakes.faulty_dynamodb import FaultyDynamoDB, Item, faulty_dynamodb
from tests.ivr.dynamodb.certificate import self_signed
from waittimes.deadline import Deadline
from waittimes.table import TableUnavailable

ITEMS: dict[str, Item] = {
    "a": {"rows": {"B": b"\x00\xff rows of 71"}, "version": {"N": "7"}},
    "b": {"version": {"N": "8"}},
}
ENVIRON = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}


def client_of(dynamodb: FaultyDynamoDB, tls: ssl.SSLContext | None = None) -> Client:
    access = from_environment(ENVIRON | {"AWS_ENDPOINT_URL": dynamodb.address})
    assert access is not None
    return Client(replace(access, tls=tls) if tls else access)


@pytest.fixture
def dynamodb() -> Iterator[FaultyDynamoDB]:
    with faulty_dynamodb(ITEMS) as running:
        yield running


def got(client: Client, *keys: str, seconds: float = 5) -> dict[str, Any]:
    return client.get_items("waits", keys, Deadline.in_seconds(seconds))


def test_items_are_read_with_their_binary_values_and_a_missing_one_is_none(dynamodb: FaultyDynamoDB) -> None:
    assert got(client_of(dynamodb), "a", "b", "c") == {"a": {"Item": ITEMS["a"]}, "b": {"Item": ITEMS["b"]}, "c": {}}


def test_one_item_is_read_with_botocore_s_parameters(dynamodb: FaultyDynamoDB) -> None:
    found_item = client_of(dynamodb).get_item(TableName="waits", Key={"ID": {"S": "b"}}, ConsistentRead=True)

    assert found_item == {"Item": ITEMS["b"]}


def test_a_connection_is_used_again(dynamodb: FaultyDynamoDB) -> None:
    client = client_of(dynamodb)

    for _ in range(5):
        got(client, "a")

    assert dynamodb.connections == 1


def test_a_deadline_ends_a_drip_a_hang_and_leaves_no_connection_in_use(dynamodb: FaultyDynamoDB) -> None:
    client = client_of(dynamodb)
    for fault in ("drip", "black hole"):
        dynamodb.always = fault
        assert isinstance(got(client, "a", seconds=0.1)["a"], DeadlineExceeded)

    dynamodb.always = ""
    assert got(client, "a") == {"a": {"Item": ITEMS["a"]}}


def test_a_refusal_has_its_code_and_is_not_repeated(dynamodb: FaultyDynamoDB) -> None:
    dynamodb.always = "refusal"

    result = got(client_of(dynamodb), "a")["a"]

    assert isinstance(result, TableUnavailable)
    assert (str(result), result.is_passing) == ("AccessDeniedException", False)
    assert dynamodb.asked == ["a"]


def test_a_server_that_does_not_listen_is_a_passing_failure() -> None:
    with faulty_dynamodb(ITEMS) as gone:
        client = client_of(gone)

    result = got(client, "a")["a"]

    assert isinstance(result, TableUnavailable)
    assert result.is_passing


def test_https_is_spoken_with_a_server_whose_certificate_is_trusted(tmp_path: Path) -> None:
    server, trusting = self_signed(tmp_path, "localhost")
    with faulty_dynamodb(ITEMS, tls=server) as dynamodb:
        client = client_of(dynamodb, trusting)
        for _ in range(3):
            assert got(client, "a", "b") == {"a": {"Item": ITEMS["a"]}, "b": {"Item": ITEMS["b"]}}
        dynamodb.faults.append("black hole")
        assert got(client, "a") == {"a": {"Item": ITEMS["a"]}}


def test_https_is_not_spoken_with_anybody_else(tmp_path: Path) -> None:
    server, _ = self_signed(tmp_path, "localhost")
    with faulty_dynamodb(ITEMS, tls=server) as dynamodb:
        result = got(client_of(dynamodb, ssl.create_default_context()), "a")["a"]

    assert isinstance(result, TableUnavailable)
    assert str(result) == "SSLCertVerificationError"
    assert dynamodb.asked == []
