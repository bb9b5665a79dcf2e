"""The table of these settings: a SQLite file on this machine, or a table in DynamoDB."""

from poller.handler import dynamo_table
from server import sqlite_table
from server.sqlite_table import SqliteTable
from waittimes import aws
from waittimes.settings.config import Config
from waittimes.table import DynamoTable, Table


def poller_table(settings: Config) -> Table:
    """Return the table as a poll uses it."""
    path = sqlite_table.path_of(settings.table)
    return SqliteTable(path) if path else dynamo_table(settings)


def phone_table(settings: Config) -> Table:
    """Return the table as the phone uses it, with the patience of a caller."""
    path = sqlite_table.path_of(settings.table)
    if path:
        return SqliteTable(path)
    return DynamoTable(aws.client("dynamodb", connect_seconds=0.2, read_seconds=0.3, attempts=1), settings.table)
