"""The poller's entry point: the function that Zappa schedules every minute."""

import functools
import time
from typing import Any

from poller import deadline
from poller.poll import Poller, PollFailed
from poller.setup import PollSetup
from poller.taskrouter.actions import Actions
from poller.taskrouter.client import Refusals, TaskRouter, actions
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from waittimes import aws, logs
from waittimes.deadline import Deadline
from waittimes.settings import loading
from waittimes.settings.config import Account, Config
from waittimes.table import DynamoTable, Table


def refresh(event: Any, context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    """Poll every configured account, several times if `refresh_seconds` says so; return the counts by account.

    Has no defaults on purpose: if a function raises TypeError, Zappa calls it again with fewer arguments.
    Raises ConfigurationError, and PollFailed if no account could be refreshed.
    """
    logs.configure()
    settings = loading.current()
    limits = settings.polling
    try:
        reports = kept_poller(settings).refresh(
            deadline.of_a_poll(limits.deadline_seconds, context), every_seconds=limits.refresh_seconds
        )
    except PollFailed as error:
        for report in error.reports:
            report.emit()
        raise
    for report in reports:
        report.emit()
    return {
        each.account: {"listed": each.listed, "refreshed": each.refreshed, "failed": each.failed} for each in reports
    }


@functools.lru_cache(maxsize=1)
def kept_poller(settings: Config) -> Poller:
    """Return the process's poller for these settings; the same one while the settings stay the same."""
    return build_poller(settings, dynamo_table(settings))


def dynamo_table(settings: Config) -> DynamoTable:
    """Return the DynamoDB table of these settings, with timeouts that suit a poll."""
    # All sixteen pages are requested at once, so that a hanging table takes no longer than poller.deadline reserves.
    client = aws.client("dynamodb", connect_seconds=1.0, read_seconds=1.5, attempts=3, connections=32)
    return DynamoTable(client, settings.table)


def build_poller(settings: Config, table: Table) -> Poller:
    """Return a poller for these settings that stores the waits in `table`. It keeps its connections to Twilio."""
    connections = {
        account: Connection(account, settings.taskrouter_url, settings.polling, api_url=settings.api_url)
        for account in settings.accounts
    }
    refusals = {account: Refusals() for account in settings.accounts}

    def connect(account: Account, by: Deadline, counts: RequestCounts) -> TaskRouter:
        return TaskRouter(account.sid, connections[account].until(by, counts), refusals[account])

    def connect_actions(account: Account, by: Deadline, counts: RequestCounts) -> Actions:
        return actions(account.sid, connections[account].until(by, counts))

    setup = PollSetup(
        table=table,
        clock=time.time,
        limits=settings.polling,
        lines=settings.lines,
        public_url=settings.public_url,
        stores_state=True,
    )
    return Poller(settings.accounts, connect, setup, connect_actions=connect_actions)
