"""A SQLite table for each test that holds one, closed afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.sqlite_file import SqliteFile
from server.sqlite_table import SqliteTable
from tests.fakes.waits import MEASURED_AT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a created table."""
    path = tmp_path / "waits.db"
    SqliteFile(path).create()
    return path


@pytest.fixture
def table(path: Path) -> Iterator[SqliteTable]:
    """Return the table at the path, in the minute in which the waits of the tests were measured."""
    table = SqliteTable(path, clock=lambda: MEASURED_AT)
    yield table
    table.close()
