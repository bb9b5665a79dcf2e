"""AWS as an operator reaches it: patient, for a person is waiting and not a caller."""

from typing import Any

import boto3

from waittimes import aws
from waittimes.settings.config import Config
from waittimes.table import DynamoTable


def client(service: str, region: str | None = None) -> Any:
    """Return a client of an AWS service, in the region that the terminal names unless another is."""
    return aws.client(service, connect_seconds=3.0, read_seconds=10.0, attempts=3, region=region)


def terminal_region() -> str | None:
    """Return the region in which AWS is asked unless another is named; None where the terminal names none."""
    named: str | None = boto3.session.Session().region_name
    return named


def table(settings: Config, region: str | None = None) -> DynamoTable:
    """Return the table of these settings."""
    return DynamoTable(client("dynamodb", region), settings.table)
