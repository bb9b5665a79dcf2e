"""`create-table`: the DynamoDB table that the cache needs. Running the command again changes nothing."""

from collections.abc import Callable
from typing import Any

import click

from ops.aws_clients import client as aws_client
from waittimes import aws
from waittimes.settings import loading


@click.command("create-table")
def create_table() -> None:
    """Create the table: on-demand capacity, items that expire, and recovery to any point in time."""
    create(aws_client("dynamodb"), loading.current().table, click.echo)


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
