"""Configures the deployed function where Zappa has no setting for it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

LOG_DAYS = 30


def finish(client: Callable[[str], Any], function: str, say: Callable[[str], Any]) -> None:
    """Turn off Lambda's retries and limit the age of the log. `client` returns a boto3 client for a service's name.

    A failed poll is not repeated, because the next one, within the minute, reads newer statistics.
    """
    client("lambda").put_function_event_invoke_config(FunctionName=function, MaximumRetryAttempts=0)
    keep_logs(client("logs"), function)
    say(f"A failed poll is not repeated, and logs are kept for {LOG_DAYS} days.")


def log_group(function: str) -> str:
    """Return the name of the group in which Lambda keeps this function's log."""
    return f"/aws/lambda/{function}"


def keep_logs(logs: Any, function: str) -> None:
    """Set how long the function's log is kept. Creates its log group if nothing was logged yet."""
    with suppress(logs.exceptions.ResourceAlreadyExistsException):
        logs.create_log_group(logGroupName=log_group(function))
    logs.put_retention_policy(logGroupName=log_group(function), retentionInDays=LOG_DAYS)
