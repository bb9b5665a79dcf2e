"""The only importer of botocore. It is imported when it is needed, because it takes a third of a cold start."""

from typing import Any

SERVER_ERRORS = 500
THROTTLED = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})


def __getattr__(name: str) -> Any:
    """Return `AWS_ERRORS`, what botocore raises."""
    if name != "AWS_ERRORS":
        raise AttributeError(name)
    from botocore.exceptions import BotoCoreError, ClientError

    return BotoCoreError, ClientError


def client(  # noqa: PLR0913 - every timeout is explicit at the call
    service: str,
    *,
    connect_seconds: float,
    read_seconds: float,
    attempts: int,
    connections: int = 10,
    region: str | None = None,
) -> Any:
    """Return a client of the service. botocore finds the credentials, the endpoint and, unless given, the region.

    Its default timeouts are 60 seconds for a connection and 60 for an answer, so the caller must choose its own.
    """
    import botocore.session
    from botocore.config import Config

    return botocore.session.get_session().create_client(
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


def is_passing(error: Exception) -> bool:
    """Tell whether the error may pass: whether it comes from the network, the server or its limits."""
    from botocore.exceptions import ClientError, NoCredentialsError, NoRegionError

    if not isinstance(error, ClientError):
        return not isinstance(error, NoCredentialsError | NoRegionError)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    return status >= SERVER_ERRORS or error_code(error) in THROTTLED


def error_code(error: Exception) -> str:
    """Return AWS's code of the error, such as "ResourceNotFoundException", else the exception's name."""
    from botocore.exceptions import ClientError

    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "ClientError"))
    return type(error).__name__
