"""The table of these settings: a SQLite file on this machine, or a table in DynamoDB."""

from ivr.dynamodb.table import botocore_table
from poller.handler import dynamo_table
from server import sqlite_table
from server.sqlite_table import SqliteTable
from waittimes.settings.config import Config
from waittimes.table import Table


def poller_table(settings: Config) -> Table:
    """Return the table as a poll uses it."""
    path = sqlite_table.path_of(settings.table)
    return SqliteTable(path) if path else dynamo_table(settings)


def phone_table(settings: Config) -> Table:
    """Return the table as the phone uses it, with the patience of a caller."""
    path = sqlite_table.path_of(settings.table)
    return SqliteTable(path) if path else botocore_table(settings.table)
