"""Each kind of table, empty, for the tests that need one."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from simulator.embedded_aws import embedded_aws, free_port
from tests.waittimes.tables_under_test import InDynamoDB, InMemory, InSqlite, TableUnderTest, one_client


@pytest.fixture
def dynamo(request: pytest.FixtureRequest) -> Iterator[InDynamoDB]:
    """Return a table in moto's fake DynamoDB."""
    request.getfixturevalue("aws_credentials")
    with mock_aws():
        dynamo = InDynamoDB(one_client())
        yield dynamo
        dynamo.recover()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[InSqlite]:
    """Return a table in a SQLite file."""
    sqlite = InSqlite(tmp_path / "waits.db")
    yield sqlite
    sqlite.table.close()


@pytest.fixture(scope="session")
def ministack() -> Iterator[str]:
    """Return the endpoint of an AWS on this machine, in a process of its own."""
    with embedded_aws(free_port()) as endpoint:
        yield endpoint


@pytest.fixture
def dynamo_over_http(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[InDynamoDB]:
    """Return a table in ministack's fake DynamoDB, over a real connection."""
    request.getfixturevalue("aws_credentials")
    endpoint: str = request.getfixturevalue("ministack")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    dynamo = InDynamoDB(one_client(endpoint), f"waits-{uuid.uuid4()}")
    yield dynamo
    dynamo.recover()


@pytest.fixture(params=["memory", "dynamo", pytest.param("dynamo_over_http", marks=pytest.mark.slow), "sqlite"])
def under_test(request: pytest.FixtureRequest) -> TableUnderTest:
    """Return each kind of table in turn."""
    found: TableUnderTest = InMemory() if request.param == "memory" else request.getfixturevalue(request.param)
    return found
