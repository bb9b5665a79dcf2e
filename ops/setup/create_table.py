"""`create-table`: the table that the cache needs, in DynamoDB or SQLite. Running it again changes nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ops.aws_clients import client as aws_client
from server import sqlite_table
from server.sqlite_file import SqliteFile
from waittimes import aws
from waittimes.settings import loading


@click.command("create-table")
def create_table() -> None:
    """Create the table. In DynamoDB it has on-demand capacity, items that expire, and recovery to any point in time."""
    name = loading.current().table
    if path := sqlite_table.path_of(name):
        create_file(path, click.echo)
    else:
        create(aws_client("dynamodb"), name, click.echo)


def create_file(path: Path, say: Callable[[str], Any]) -> None:
    """Create the table's SQLite file if it is missing, and `say` what was done. Raises TableUnavailable."""
    there = path.exists()
    SqliteFile(path).create()
    say(f"The table {path} exists already." if there else f"Created the table {path}.")


def create(client: Any, name: str, say: Callable[[str], Any]) -> None:
    """Create the table if it is missing, enable expiry and backups if they are not, and `say` what was done."""
    try:
        client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "ID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "ID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        say(f"Created the table {name}.")
    except aws.AWS_ERRORS as error:
        if aws.error_code(error) != "ResourceInUseException":
            raise
        say(f"The table {name} exists already.")
    _expire_items(client, name, say)
    _keep_backups(client, name, say)


def _expire_items(client: Any, name: str, say: Callable[[str], Any]) -> None:
    found = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if found["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
        return
    client.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"})
    say("Items of task queues that no longer exist will expire.")


def _keep_backups(client: Any, name: str, say: Callable[[str], Any]) -> None:
    found = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    if found.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED":
        return
    client.update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    say("The table can be recovered to any point in time.")
