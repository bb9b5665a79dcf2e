"""A poll that failed partly or entirely: what it stores, and the one log line that it writes for each account."""

import logging
from typing import Any

import pytest

from poller.poll import Connect, PollFailed
from poller.report import Failure
from poller.taskrouter.port import StatisticsSource, TaskRouterError
from poller.taskrouter.request_counts import RequestCounts
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative
from tests.fakes.waits import queue_sid
from tests.poller.two_accounts import BILLING, CLAIMS, FLIGHTS, HOTELS, LOANS, SALES, TRAVEL, TwoAccounts
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.settings.config import Account
from waittimes.settings.secret import SecretUnavailable

REFUSED = TaskRouterError("HTTP 503", 503)


def test_an_unexpected_error_costs_only_its_workspace(
    two_accounts: TwoAccounts, caplog: pytest.LogCaptureFixture
) -> None:
    two_accounts.workspaces[FLIGHTS].list_fails = RuntimeError("an unexpected error")

    travel, bank = two_accounts.poll()

    assert travel.failures == [Failure(FLIGHTS, "RuntimeError")]
    assert (travel.refreshed, bank.refreshed) == (3, 3)
    assert [record.exc_info is not None for record in caplog.records if record.message == "poll.workspace_broken"] == [
        True
    ]


def no_token_for(name: str, source: StatisticsSource) -> Connect:
    def connect(each: Account, _deadline: Deadline, _counts: RequestCounts) -> StatisticsSource:
        if each.name == name:
            raise SecretUnavailable("ssm:/travel/token could not be read: AccessDeniedException")
        return source

    return connect


def test_an_account_whose_secret_cannot_be_read_costs_only_itself(two_accounts: TwoAccounts) -> None:
    two_accounts.connect = no_token_for("travel", FakeStatisticsSource(two_accounts.workspaces))

    travel, bank = two_accounts.poll()

    assert travel.failures == [Failure(TRAVEL.sid, "ssm:/travel/token could not be read: AccessDeniedException")]
    assert bank.refreshed == 3


def test_all_accounts_failing_is_an_error_that_names_each_with_its_reason(two_accounts: TwoAccounts) -> None:
    two_accounts.workspaces[LOANS].list_fails = TaskRouterError("HTTP 401", 401)
    two_accounts.workspaces[LOANS].queues.clear()
    two_accounts.connect = no_token_for("travel", FakeStatisticsSource(two_accounts.workspaces))

    with pytest.raises(PollFailed) as failed:
        two_accounts.poll()

    assert str(failed.value) == (
        "travel: ssm:/travel/token could not be read: AccessDeniedException; bank: list of statistics: HTTP 401"
    )


def test_one_account_that_failed_only_in_parts_makes_it_no_error(two_accounts: TwoAccounts) -> None:
    two_accounts.workspaces[FLIGHTS].queues[CLAIMS] = Entry(cumulative=cumulative(None), cumulative_alone=REFUSED)
    two_accounts.workspaces[LOANS].workspace_fails = REFUSED

    travel, bank = two_accounts.poll()

    assert (travel.refreshed, len(travel.failures)) == (5, 1)
    assert (bank.refreshed, bank.failures) == (3, [Failure(LOANS, "workspace: HTTP 503")])


def test_a_poll_that_refreshed_nothing_writes_nothing_over_something(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    known = dict(two_accounts.table.items)
    two_accounts.now += 60
    for workspace in two_accounts.workspaces.values():
        workspace.list_fails = REFUSED

    with pytest.raises(PollFailed):
        two_accounts.poll()

    assert two_accounts.table.items == known
    assert two_accounts.ages_seconds(LOANS) == {SALES: 60, CLAIMS: 60, BILLING: 60}


def test_a_table_that_cannot_be_reached_is_a_poll_that_failed(two_accounts: TwoAccounts) -> None:
    two_accounts.table.fails("ResourceNotFoundException")

    with pytest.raises(PollFailed, match="TableUnavailable: ResourceNotFoundException"):
        two_accounts.poll()


def test_a_page_that_cannot_be_written_costs_only_its_own_queues(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.now += 60
    key = cache.page_key(FLIGHTS, CLAIMS)
    two_accounts.table.fails("ThrottlingException", key=key)

    travel, _ = two_accounts.poll()
    two_accounts.table.recovers()

    assert travel.failures == [Failure(key, "TableUnavailable: ThrottlingException")]
    assert (travel.listed, travel.refreshed, travel.kept) == (6, 5, 1)
    assert two_accounts.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 60, BILLING: 0}


def finished(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the fields of the log lines that report each account's poll."""
    return [vars(record) for record in caplog.records if record.message == "poll.finished"]


def test_one_line_an_account_tells_what_the_poll_came_to(
    two_accounts: TwoAccounts, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "waittimes.poller")
    two_accounts.workspaces[HOTELS].queues[CLAIMS] = Entry(cumulative=cumulative(None), cumulative_alone=REFUSED)
    two_accounts.workspaces[HOTELS].queues[SALES] = Entry(realtime=None, cumulative=None)

    two_accounts.poll()

    told = ("levelname", "account", "listed", "refreshed", "kept", "failed", "first_reasons")
    assert [[fields[name] for name in told] for fields in finished(caplog)] == [
        [
            "WARNING",
            "travel",
            6,
            4,
            2,
            2,
            ["statistics of the queue: HTTP 503", "statistics of the queue: unreadable answer"],
        ],
        ["INFO", "bank", 3, 3, 0, 0, []],
    ]


def test_a_line_names_a_reason_once_and_only_the_first_few(
    two_accounts: TwoAccounts, caplog: pytest.LogCaptureFixture
) -> None:
    refusals = [TaskRouterError(f"HTTP {404 + number % 7}", 404) for number in range(70)]
    two_accounts.workspaces[LOANS] = Workspace(
        {
            queue_sid(0x1000 + i): Entry(cumulative=cumulative(None), cumulative_alone=each)
            for i, each in enumerate(refusals)
        }
    )

    two_accounts.poll()

    (bank,) = (fields for fields in finished(caplog) if fields["account"] == "bank")
    assert bank["failed"] == 70
    assert bank["first_reasons"] == [f"statistics of the queue: HTTP {status}" for status in range(404, 409)]
