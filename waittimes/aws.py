"""The one door to boto3 and botocore."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

AWS_ERRORS: tuple[type[Exception], ...] = (BotoCoreError, ClientError)


def client(  # noqa: PLR0913 - whoever waits names each of its patience
    service: str,
    *,
    connect_seconds: float,
    read_seconds: float,
    attempts: int,
    connections: int = 10,
    region: str | None = None,
) -> Any:
    """Return a client of the AWS service; credentials, endpoint and, unless named, region are those AWS's tools find.

    botocore would wait 60 seconds for a connection and 60 for an answer, so every caller names its patience.
    """
    return boto3.client(
        service,
        region_name=region,
        config=Config(
            connect_timeout=connect_seconds,
            read_timeout=read_seconds,
            retries={"mode": "standard", "total_max_attempts": attempts},
            tcp_keepalive=True,
            max_pool_connections=connections,
        ),
    )


def error_code(error: Exception) -> str:
    """Return AWS's code of the error, such as "ResourceNotFoundException", else the exception's name."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "ClientError"))
    return type(error).__name__
