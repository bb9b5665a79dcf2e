"""The clockwork's door: the function that Zappa schedules every minute."""

import functools
import time
from typing import Any

from poller.refresh import Clockwork
from poller.taskrouter import TaskRouter
from waittimes import aws, config, logs
from waittimes.settings import Config
from waittimes.table import DynamoTable


def refresh(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    """Poll every configured account once; return the counts by account.

    Without defaults on purpose: Zappa calls a function again, with fewer arguments, when it raises TypeError.
    Raises ConfigurationError, and PollFailed where no account could be refreshed.
    """
    logs.configure()
    reports = clockwork(config.current()).refresh()
    return {
        each.account: {"listed": each.listed, "refreshed": each.refreshed, "failed": len(each.failures)}
        for each in reports
    }


@functools.lru_cache(maxsize=1)
def clockwork(settings: Config) -> Clockwork:
    """Return the poller wired for these settings; it lives as long as they do, and keeps its connections."""
    client = aws.client("dynamodb", connect_seconds=1.0, read_seconds=3.0, attempts=3)
    return Clockwork(
        accounts=settings.accounts,
        connect=functools.cache(lambda account: TaskRouter(account, settings.taskrouter_url)),
        table=DynamoTable(client, settings.table),
        clock=time.time,
    )
