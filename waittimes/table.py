"""The DynamoDB table that holds the pages and the sums: partition key `ID` (String) and nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from waittimes import aws
from waittimes.page import NO_PAGE, Page

PAGE_LIFE_SECONDS = 24 * 3600
"""DynamoDB may delete a page this long after it was written. This does not limit the age of its waits."""

UNREADABLE = (ValueError, TypeError, AttributeError)
"""What botocore raises if the answer's bytes are broken or its JSON has another shape."""

CONDITION_FAILED = "ConditionalCheckFailedException"

_Number = TypeVar("_Number", int, float)


class TableUnavailable(Exception):
    """The table did not answer the request. The message is AWS's error code."""

    def __init__(self, code: str, *, is_passing: bool = False) -> None:
        super().__init__(code)
        self.is_passing = is_passing
        """Whether the same request may succeed a moment later."""


class PageConflict(Exception):
    """Another writer has stored the page since it was read."""


class Table(Protocol):
    """Storage for pages, and for sums to which several processes add at the same time."""

    def get(self, key: str, *, consistent: bool) -> Page:
        """Return the page, NO_PAGE if there is none. Raises TableUnavailable."""

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        """Store the rows as the page's next version, which DynamoDB may delete after `expires_at` (epoch seconds).

        Raises TableUnavailable, and PageConflict if the stored version is not that of `replaces`.
        """

    def add(self, key: str, amounts: Mapping[str, int], *, now: float, life_seconds: int) -> None:
        """Add one or more amounts, by name, to the item's sums in one atomic step. A missing sum starts at 0.

        The first addition creates the item and stores the time as `since`. DynamoDB may delete the item
        `life_seconds` after the last addition. Raises TableUnavailable.
        """

    def sums(self, key: str) -> dict[str, int]:
        """Return the item's sums by name, with `since`; empty if there is no item. The read is consistent.

        Values that are not whole numbers of at least 0 are left out. Raises TableUnavailable.
        """


class DynamoTable:
    """The table in DynamoDB. `client` has the methods of botocore's client that are used here."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: str, *, consistent: bool) -> Page:
        """See Table."""
        item = self._item(key, consistent=consistent)
        return NO_PAGE if item is None else page_of(item)

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        """See Table."""
        item = {
            "ID": {"S": key},
            "version": {"N": str((replaces.version or 0) + 1)},
            "measured_at": {"N": f"{measured_at:.3f}"},
            "expires_at": {"N": str(int(expires_at))},
            "rows": {"B": rows},
        }
        with _unavailable(conflict=PageConflict(key)):
            self._client.put_item(TableName=self._name, Item=item, **_only_if_still(replaces))

    def add(self, key: str, amounts: Mapping[str, int], *, now: float, life_seconds: int) -> None:
        """See Table."""
        with _unavailable():
            self._client.update_item(
                TableName=self._name, Key={"ID": {"S": key}}, **_adding(amounts, int(now), life_seconds)
            )

    def sums(self, key: str) -> dict[str, int]:
        """See Table."""
        return _sums(self._item(key, consistent=True) or {})

    def _item(self, key: str, *, consistent: bool) -> Mapping[str, Any] | None:
        with _unavailable():
            answer = self._client.get_item(TableName=self._name, Key={"ID": {"S": key}}, ConsistentRead=consistent)
        item: Mapping[str, Any] | None = answer.get("Item")
        return item


@contextmanager
def _unavailable(*, conflict: PageConflict | None = None) -> Iterator[None]:
    """Turn every failure of AWS or the network into TableUnavailable, and a failed condition into `conflict`."""
    try:
        yield
    except TableUnavailable as error:
        if conflict and str(error) == CONDITION_FAILED:
            raise conflict from error
        raise
    except aws.AWS_ERRORS as error:
        code = aws.error_code(error)
        if conflict and code == CONDITION_FAILED:
            raise conflict from error
        raise TableUnavailable(code, is_passing=aws.is_passing(error)) from error
    except UNREADABLE as error:
        raise TableUnavailable("unreadable answer", is_passing=True) from error


def _only_if_still(replaces: Page) -> dict[str, Any]:
    names = {"#version": "version"}
    if replaces.version is None:
        return {
            "ConditionExpression": "NOT attribute_type(#version, :number)",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": {":number": {"S": "N"}},
        }
    return {
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {":version": {"N": str(replaces.version)}},
    }


def _adding(amounts: Mapping[str, int], now: int, life_seconds: int) -> dict[str, Any]:
    """Return the update's expressions. Every name has an alias, because some are reserved words of DynamoDB."""
    times = {"since": now, "expires_at": now + life_seconds}
    setting = "#since = if_not_exists(#since, :since), #expires_at = :expires_at"
    adding = ", ".join(f"#{name} :{name}" for name in amounts)
    return {
        "UpdateExpression": f"SET {setting} ADD {adding}",
        "ExpressionAttributeNames": {f"#{name}": name for name in (*times, *amounts)},
        "ExpressionAttributeValues": {f":{name}": {"N": str(number)} for name, number in {**times, **amounts}.items()},
    }


def _sums(item: Mapping[str, Any]) -> dict[str, int]:
    found = {name: _number(item, name, int) for name in item if name not in ("ID", "expires_at")}
    return {name: number for name, number in found.items() if number is not None and number >= 0}


def page_of(item: Mapping[str, Any]) -> Page:
    """Return the item as a page. Attributes that cannot be read are left out; the next poll replaces them."""
    version, measured_at = _number(item, "version", int), _number(item, "measured_at", float)
    return Page(version=version, measured_at=measured_at or 0.0, rows=bytes(item.get("rows", {}).get("B", b"")))


def _number(item: Mapping[str, Any], name: str, kind: type[_Number]) -> _Number | None:
    try:
        return kind(item[name]["N"])
    except (KeyError, ValueError):
        return None
