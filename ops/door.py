"""AWS as an operator reaches it: patient, for a person is waiting and not a caller."""

from typing import Any

from waittimes import aws
from waittimes.settings import Config
from waittimes.table import DynamoTable


def dynamodb() -> Any:
    """Return a client of DynamoDB."""
    return aws.client("dynamodb", connect_seconds=3.0, read_seconds=10.0, attempts=3)


def table(settings: Config) -> DynamoTable:
    """Return the table of these settings."""
    return DynamoTable(dynamodb(), settings.table)
