"""The table in DynamoDB as the phone reads it: several pages at the same time, within a deadline."""

from collections.abc import Mapping, Sequence

from ivr.dynamodb import access
from ivr.dynamodb.client import Client
from ivr.reading import Found
from waittimes import aws
from waittimes.deadline import Deadline
from waittimes.page import NO_PAGE
from waittimes.table import DynamoTable, Table, page_of


def open_table(environ: Mapping[str, str], name: str) -> Table:
    """Return the table `name`, behind the phone's own client if `environ` describes the access, else botocore's."""
    found = access.from_environment(environ)
    if found is None:
        return botocore_table(name)
    return PhoneTable(Client(found), name)


def botocore_table(name: str) -> DynamoTable:
    """Return the table `name` behind botocore's client, with the patience of a caller."""
    return DynamoTable(aws.client("dynamodb", connect_seconds=0.2, read_seconds=0.3, attempts=1), name)


class PhoneTable(DynamoTable):
    """The table behind the phone's own client."""

    def __init__(self, client: Client, name: str) -> None:
        super().__init__(client, name)
        self._many = client
        self._name = name

    def get_many(self, keys: Sequence[str], deadline: Deadline) -> Found:
        """See ivr.reading.ReadsManyAtOnce."""
        results = self._many.get_items(self._name, keys, deadline)
        return {
            key: result if isinstance(result, Exception) else page_of(result["Item"]) if "Item" in result else NO_PAGE
            for key, result in results.items()
        }
