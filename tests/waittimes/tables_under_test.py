"""The tables that must keep the contract of Table, each with access to its stored items."""

import functools
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from botocore.awsrequest import AWSResponse

from server.sqlite_file import SqliteFile
from server.sqlite_table import SqliteTable
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Item
from tests.fakes.waits import MEASURED_AT, WORKSPACE
from waittimes import aws
from waittimes.page import Page
from waittimes.table import DynamoTable, Table

KEY = f"{WORKSPACE}#7"
NOW = MEASURED_AT + 20


class TableUnderTest(Protocol):
    """A table, with access to its stored items and with failures on request."""

    @property
    def table(self) -> Table: ...

    def item(self, key: str) -> Item: ...

    def store(self, item: Item) -> None: ...

    def fail(self, code: str) -> str:
        """Refuse everything from now on, with AWS's error code or the table's own; return that code."""
        ...

    @property
    def mismatch(self) -> str:
        """The error code of adding to a value that is not a number."""
        ...


class InMemory:
    mismatch = "ValidationException"

    def __init__(self) -> None:
        self.table = MemoryTable()

    def item(self, key: str) -> Item:
        return self.table.items[key]

    def store(self, item: Item) -> None:
        self.table.items[item["ID"]["S"]] = item

    def fail(self, code: str) -> str:
        self.table.fails(code)
        return code


class InDynamoDB:
    mismatch = "ValidationException"

    def __init__(self, client: Any, name: str = "waits") -> None:
        self.client = client
        self._name = name
        self.client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "ID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "ID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.table = DynamoTable(self.client, name)

    def item(self, key: str) -> Item:
        item: Item = self.client.get_item(TableName=self._name, Key={"ID": {"S": key}}, ConsistentRead=True)["Item"]
        return item

    def store(self, item: Item) -> None:
        self.client.put_item(TableName=self._name, Item=item)

    def fail(self, code: str) -> str:
        self.answer(400, f'{{"__type": "com.amazonaws.dynamodb.v20120810#{code}"}}'.encode())
        return code

    def answer(self, status: int, body: bytes) -> None:
        """Answer every request with these bytes, below botocore, as DynamoDB itself would."""

        def answered(request: Any, **_: Any) -> AWSResponse:
            return AWSResponse(request.url, status, {"content-type": "application/x-amz-json-1.0"}, Raw(body))

        self.intercept(answered)

    def intercept(self, answered: Callable[..., AWSResponse]) -> None:
        self.client.meta.events.register_first("before-send.dynamodb", answered, unique_id="intercepted")

    def recover(self) -> None:
        self.client.meta.events.unregister("before-send.dynamodb", unique_id="intercepted")


class InSqlite:
    mismatch = "SQLITE_MISMATCH"

    def __init__(self, path: Path) -> None:
        SqliteFile(path).create()
        self.table = SqliteTable(path, clock=lambda: NOW)
        self._path = path

    def item(self, key: str) -> Item:
        rows = self._execute("SELECT name, value FROM attribute WHERE id = ?", (key,))
        return {"ID": {"S": key}} | {name: _typed(value) for name, value in rows}

    def store(self, item: Item) -> None:
        key = item["ID"]["S"]
        self._execute("DELETE FROM attribute WHERE id = ?", (key,))
        for name, attribute in item.items():
            self._execute("INSERT INTO attribute VALUES (?, ?, ?)", (key, name, _value(attribute)))

    def fail(self, code: str) -> str:  # noqa: ARG002 - SQLite fails with a code of its own
        self._execute("DROP TABLE attribute")
        return "SQLITE_ERROR"

    def _execute(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[str, Any]]:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            return connection.execute(statement, values).fetchall()


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, bytes):
        return {"B": value}
    return {"N": str(value)} if isinstance(value, int | float) else {"S": value}


def _value(attribute: Mapping[str, Any]) -> Any:
    """Return the attribute as SQLite can hold it: a number, a text or bytes, or the JSON of any other type."""
    ((kind, value),) = attribute.items()
    if kind == "N":
        return float(value) if "." in value else int(value)
    return value if kind in ("S", "B") else json.dumps(value)


@functools.cache
def one_client(endpoint: str = "") -> Any:  # noqa: ARG001 - the environment names it, and each has a client of its own
    """Return the one client of all tests at this endpoint: making a client takes longer than most tests."""
    return aws.client("dynamodb", connect_seconds=1, read_seconds=1, attempts=1)


class Raw:
    """The body of an answer, as it comes from the wire."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def put(table: Table, rows: bytes, replaces: Page) -> Page:
    table.put(KEY, rows, replaces=replaces, measured_at=MEASURED_AT, expires_at=NOW + 90)
    return table.get(KEY, consistent=True)
