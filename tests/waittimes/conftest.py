"""The kinds of table, empty, for each test that holds one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from tests.waittimes.tables_under_test import InDynamoDB, InMemory, InSqlite, TableUnderTest


@pytest.fixture
def dynamo(request: pytest.FixtureRequest) -> Iterator[InDynamoDB]:
    """Return a table in DynamoDB, for which moto stands."""
    request.getfixturevalue("aws_credentials")
    with mock_aws():
        dynamo = InDynamoDB()
        yield dynamo
        dynamo.recover()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[InSqlite]:
    """Return a table in a SQLite file."""
    sqlite = InSqlite(tmp_path / "waits.db")
    yield sqlite
    sqlite.table.close()


@pytest.fixture(params=["memory", "dynamo", "sqlite"])
def under_test(request: pytest.FixtureRequest) -> TableUnderTest:
    """Return each kind of table in turn."""
    found: TableUnderTest = InMemory() if request.param == "memory" else request.getfixturevalue(request.param)
    return found
