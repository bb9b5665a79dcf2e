"""What a poll that failed in parts, or altogether, leaves behind and tells in one line an account."""

import logging
from typing import Any

import pytest

from poller.poll import Connect, PollFailed
from poller.report import Failure
from poller.taskrouter.port import StatisticsSource, TaskRouterError
from poller.taskrouter.request_counts import RequestCounts
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative
from tests.fakes.waits import queue_sid
from tests.poller.minute import BILLING, CLAIMS, FLIGHTS, HOTELS, LOANS, SALES, TRAVEL, Minute
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.settings.config import Account
from waittimes.settings.secret import SecretUnavailable

REFUSED = TaskRouterError("HTTP 503", 503)


def test_an_error_nobody_foresaw_costs_only_its_workspace(minute: Minute, caplog: pytest.LogCaptureFixture) -> None:
    minute.workspaces[FLIGHTS].list_fails = RuntimeError("nobody foresaw this")

    travel, bank = minute.poll()

    assert travel.failures == [Failure(FLIGHTS, "RuntimeError")]
    assert (travel.refreshed, bank.refreshed) == (3, 3)
    assert [record.exc_info is not None for record in caplog.records if record.message == "poll.workspace_broken"] == [
        True
    ]


def no_token_for(name: str, source: StatisticsSource) -> Connect:
    def connect(each: Account, _deadline: Deadline, _tally: RequestCounts) -> StatisticsSource:
        if each.name == name:
            raise SecretUnavailable("ssm:/travel/token could not be read: AccessDeniedException")
        return source

    return connect


def test_an_account_whose_secret_cannot_be_read_costs_only_itself(minute: Minute) -> None:
    minute.connect = no_token_for("travel", FakeStatisticsSource(minute.workspaces))

    travel, bank = minute.poll()

    assert travel.failures == [Failure(TRAVEL.sid, "ssm:/travel/token could not be read: AccessDeniedException")]
    assert bank.refreshed == 3


def test_all_accounts_failing_is_an_error_that_names_each_with_its_reason(minute: Minute) -> None:
    minute.workspaces[LOANS].list_fails = TaskRouterError("HTTP 401", 401)
    minute.workspaces[LOANS].queues.clear()
    minute.connect = no_token_for("travel", FakeStatisticsSource(minute.workspaces))

    with pytest.raises(PollFailed) as failed:
        minute.poll()

    assert str(failed.value) == (
        "travel: ssm:/travel/token could not be read: AccessDeniedException; bank: list of statistics: HTTP 401"
    )


def test_one_account_that_failed_only_in_parts_makes_it_no_error(minute: Minute) -> None:
    minute.workspaces[FLIGHTS].queues[CLAIMS] = Entry(cumulative=cumulative(None), single=REFUSED)
    minute.workspaces[LOANS].workspace_fails = REFUSED

    travel, bank = minute.poll()

    assert (travel.refreshed, len(travel.failures)) == (5, 1)
    assert (bank.refreshed, bank.failures) == (3, [Failure(LOANS, "workspace: HTTP 503")])


def test_a_poll_that_refreshed_nothing_writes_nothing_over_something(minute: Minute) -> None:
    minute.poll()
    known = dict(minute.table.items)
    minute.now += 60
    for workspace in minute.workspaces.values():
        workspace.list_fails = REFUSED

    with pytest.raises(PollFailed):
        minute.poll()

    assert minute.table.items == known
    assert minute.ages_seconds(LOANS) == {SALES: 60, CLAIMS: 60, BILLING: 60}


def test_a_table_that_cannot_be_reached_is_a_poll_that_failed(minute: Minute) -> None:
    minute.table.fails("ResourceNotFoundException")

    with pytest.raises(PollFailed, match="TableUnavailable: ResourceNotFoundException"):
        minute.poll()


def test_a_page_that_cannot_be_written_costs_only_its_own_queues(minute: Minute) -> None:
    minute.poll()
    minute.now += 60
    key = cache.page_key(FLIGHTS, CLAIMS)
    minute.table.fails("ThrottlingException", key=key)

    travel, _ = minute.poll()
    minute.table.recovers()

    assert travel.failures == [Failure(key, "TableUnavailable: ThrottlingException")]
    assert (travel.listed, travel.refreshed, travel.kept) == (6, 5, 1)
    assert minute.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 60, BILLING: 0}


def finished(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the fields of the lines that tell what each account's poll came to."""
    return [vars(record) for record in caplog.records if record.message == "poll.finished"]


def test_one_line_an_account_tells_what_the_poll_came_to(minute: Minute, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "waittimes.poller")
    minute.workspaces[HOTELS].queues[CLAIMS] = Entry(cumulative=cumulative(None), single=REFUSED)
    minute.workspaces[HOTELS].queues[SALES] = Entry(realtime=None, cumulative=None)

    minute.poll()

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


def test_a_line_names_a_reason_once_and_only_the_first_few(minute: Minute, caplog: pytest.LogCaptureFixture) -> None:
    refusals = [TaskRouterError(f"HTTP {404 + number % 7}", 404) for number in range(70)]
    minute.workspaces[LOANS] = Workspace(
        {queue_sid(0x1000 + i): Entry(cumulative=cumulative(None), single=each) for i, each in enumerate(refusals)}
    )

    minute.poll()

    (bank,) = (fields for fields in finished(caplog) if fields["account"] == "bank")
    assert bank["failed"] == 70
    assert bank["first_reasons"] == [f"statistics of the queue: HTTP {status}" for status in range(404, 409)]
