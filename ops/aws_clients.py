"""AWS as an operator reaches it: with longer timeouts than the phone's, because no caller is waiting."""

from typing import Any

import boto3
import click

from server import sqlite_table
from server.sqlite_table import SqliteTable
from waittimes import aws
from waittimes.settings.config import Config
from waittimes.table import DynamoTable, Table


def client(service: str, region: str | None = None) -> Any:
    """Return a client of an AWS service, in `region` or else in the terminal's own region."""
    return aws.client(service, connect_seconds=3.0, read_seconds=10.0, attempts=3, region=region)


def terminal_region() -> str | None:
    """Return the region that the terminal's environment or AWS configuration names, None where they name none."""
    named: str | None = boto3.session.Session().region_name
    return named


def table(settings: Config, region: str | None = None) -> Table:
    """Return the table of these settings: one in DynamoDB, or a SQLite file, closed when the command ends."""
    if path := sqlite_table.path_of(settings.table):
        found = SqliteTable(path)
        if command := click.get_current_context(silent=True):
            command.call_on_close(found.close)
        return found
    return DynamoTable(client("dynamodb", region), settings.table)
