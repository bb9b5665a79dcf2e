"""The tables that must keep one contract, and what it takes to look below them."""

import functools
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from botocore.awsrequest import AWSResponse

from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Item
from tests.fakes.waits import MEASURED_AT, WORKSPACE
from waittimes import aws
from waittimes.page import Page
from waittimes.table import DynamoTable, Table

KEY = f"{WORKSPACE}#7"
NOW = MEASURED_AT + 20


class TableUnderTest(Protocol):
    """A table, and what a test needs in order to look below it."""

    @property
    def table(self) -> Table: ...

    def item(self, key: str) -> Item: ...

    def store(self, item: Item) -> None: ...

    def fail(self, code: str) -> None: ...


class InMemory:
    def __init__(self) -> None:
        self.table = MemoryTable()

    def item(self, key: str) -> Item:
        return self.table.items[key]

    def store(self, item: Item) -> None:
        self.table.items[item["ID"]["S"]] = item

    def fail(self, code: str) -> None:
        self.table.fails(code)


class InDynamoDB:
    def __init__(self) -> None:
        self.client = one_client()
        self.client.create_table(
            TableName="waits",
            KeySchema=[{"AttributeName": "ID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "ID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.table = DynamoTable(self.client, "waits")

    def item(self, key: str) -> Item:
        item: Item = self.client.get_item(TableName="waits", Key={"ID": {"S": key}}, ConsistentRead=True)["Item"]
        return item

    def store(self, item: Item) -> None:
        self.client.put_item(TableName="waits", Item=item)

    def fail(self, code: str) -> None:
        self.answer(400, f'{{"__type": "com.amazonaws.dynamodb.v20120810#{code}"}}'.encode())

    def answer(self, status: int, body: bytes) -> None:
        """Answer every request with this, below botocore and so as DynamoDB itself would."""

        def answered(request: Any, **_: Any) -> AWSResponse:
            return AWSResponse(request.url, status, {"content-type": "application/x-amz-json-1.0"}, Raw(body))

        self.intercept(answered)

    def intercept(self, answered: Callable[..., AWSResponse]) -> None:
        self.client.meta.events.register_first("before-send.dynamodb", answered, unique_id="intercepted")

    def recover(self) -> None:
        self.client.meta.events.unregister("before-send.dynamodb", unique_id="intercepted")


@functools.cache
def one_client() -> Any:
    """Return the client of all these tests: making one takes longer than most of them."""
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
