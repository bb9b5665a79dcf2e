"""The DynamoDB table that holds the pages: partition key `ID` (String) and nothing else."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from waittimes import aws
from waittimes.page import NO_PAGE, Page

PAGE_LIFE_SECONDS = 24 * 3600
"""DynamoDB may delete a page this long after it was written; the age of a wait is judged by us, not by TTL."""

UNREADABLE = (ValueError, TypeError, AttributeError)
"""What escapes from botocore where the answer's bytes are broken or its JSON has another shape."""

_Number = TypeVar("_Number", int, float)


class TableUnavailable(Exception):
    """The table could not be asked; the message is AWS's error code."""


class PageConflict(Exception):
    """Somebody else has written the page since it was read."""


class Table(Protocol):
    """Where pages lie."""

    def get(self, key: str, *, consistent: bool) -> Page:
        """Return the page, NO_PAGE where there is none. Raises TableUnavailable."""

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, now: float) -> None:
        """Store the rows as the page's next version.

        Raises TableUnavailable, and PageConflict where the stored version is not that of `replaces`.
        """


class DynamoTable:
    """The table in DynamoDB. `client` is boto3's, made once by whoever opens a door."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: str, *, consistent: bool) -> Page:
        """See Table."""
        try:
            answer = self._client.get_item(TableName=self._name, Key={"ID": {"S": key}}, ConsistentRead=consistent)
        except aws.AWS_ERRORS as error:
            raise TableUnavailable(aws.error_code(error)) from error
        except UNREADABLE as error:
            raise TableUnavailable("unreadable answer") from error
        return _page(answer["Item"]) if "Item" in answer else NO_PAGE

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, now: float) -> None:
        """See Table."""
        item = {
            "ID": {"S": key},
            "version": {"N": str((replaces.version or 0) + 1)},
            "measured_at": {"N": f"{measured_at:.3f}"},
            "expires_at": {"N": str(int(now) + PAGE_LIFE_SECONDS)},
            "rows": {"B": rows},
        }
        try:
            self._client.put_item(TableName=self._name, Item=item, **_only_if_still(replaces))
        except aws.AWS_ERRORS as error:
            if aws.error_code(error) == "ConditionalCheckFailedException":
                raise PageConflict(key) from error
            raise TableUnavailable(aws.error_code(error)) from error
        except UNREADABLE as error:
            raise TableUnavailable("unreadable answer") from error


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


def _page(item: Mapping[str, Any]) -> Page:
    """Return the item as a page; what cannot be read of it is left out, so that the next poll may heal it."""
    version, measured_at = _number(item, "version", int), _number(item, "measured_at", float)
    return Page(version=version, measured_at=measured_at or 0.0, rows=bytes(item.get("rows", {}).get("B", b"")))


def _number(item: Mapping[str, Any], name: str, kind: type[_Number]) -> _Number | None:
    try:
        return kind(item[name]["N"])
    except (KeyError, ValueError):
        return None
