"""One poll of every account: a failure does not affect the others."""

import pytest

from poller.poll import Poller
from poller.report import Failure
from poller.setup import PollSetup
from poller.taskrouter.port import TaskRouterError
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative, realtime
from tests.fakes.waits import queue_sid
from tests.poller.two_accounts import BANK, BILLING, CLAIMS, FIRST_POLL_AT, FLIGHTS, HOTELS, LOANS, SALES, TwoAccounts

REFUSED = TaskRouterError("HTTP 503", 503)


def test_every_queue_of_every_workspace_of_every_account_is_refreshed(two_accounts: TwoAccounts) -> None:
    reports = two_accounts.poll()

    assert [(each.account, each.listed, each.refreshed, each.kept) for each in reports] == [
        ("travel", 6, 6, 0),
        ("bank", 3, 3, 0),
    ]
    for workspace_sid in (FLIGHTS, HOTELS, LOANS):
        assert {sid: wait.evidence["history"] for sid, wait in two_accounts.waits(workspace_sid).items()} == {
            SALES: 210,
            CLAIMS: 95,
            BILLING: 210,
        }


def test_the_next_poll_puts_the_newer_numbers_in_the_place_of_the_old(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.now += 60
    two_accounts.workspaces[FLIGHTS].queues[SALES].cumulative = cumulative(480)

    two_accounts.poll()

    assert two_accounts.waits(FLIGHTS)[SALES].evidence["history"] == 480
    assert two_accounts.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 0, BILLING: 0}


def test_a_queue_that_fails_keeps_its_value_and_its_own_age(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.now += 60
    two_accounts.workspaces[FLIGHTS].queues[CLAIMS] = Entry(cumulative=cumulative(None), cumulative_alone=REFUSED)

    travel, bank = two_accounts.poll()

    assert (travel.listed, travel.refreshed, travel.kept) == (6, 5, 1)
    assert travel.failures == [Failure(CLAIMS, "statistics of the queue: HTTP 503")]
    assert bank.failures == []
    assert two_accounts.waits(FLIGHTS)[CLAIMS].evidence["history"] == 95
    assert two_accounts.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 60, BILLING: 0}


def test_a_queue_deleted_in_twilio_disappears(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.now += 60
    del two_accounts.workspaces[FLIGHTS].queues[CLAIMS]

    two_accounts.poll()

    assert set(two_accounts.waits(FLIGHTS)) == {SALES, BILLING}
    assert set(two_accounts.waits(HOTELS)) == {SALES, CLAIMS, BILLING}


def test_a_queue_made_in_twilio_appears(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.now += 60
    new_queue = queue_sid(0xE5)
    two_accounts.workspaces[FLIGHTS].queues[new_queue] = Entry()

    two_accounts.poll()

    assert set(two_accounts.waits(FLIGHTS)) == {SALES, CLAIMS, BILLING, new_queue}


@pytest.mark.parametrize(
    "broken",
    [
        Workspace(workspace_fails=REFUSED, list_fails=REFUSED, bulk_fails=REFUSED),
        Workspace(list_fails=REFUSED, bulk_fails=REFUSED),
    ],
    ids=["workspace and list", "list"],
)
def test_a_workspace_that_fails_costs_neither_its_neighbour_nor_what_it_had(
    two_accounts: TwoAccounts, broken: Workspace
) -> None:
    two_accounts.poll()
    two_accounts.now += 60
    two_accounts.memories.clear()
    broken.queues = two_accounts.workspaces[FLIGHTS].queues
    broken.realtime_fails = REFUSED
    two_accounts.workspaces[FLIGHTS] = broken

    travel, bank = two_accounts.poll()

    assert travel.refreshed == 3
    assert FLIGHTS in {each.subject for each in travel.failures}
    assert bank.refreshed == 3
    assert two_accounts.ages_seconds(FLIGHTS) == {SALES: 60, CLAIMS: 60, BILLING: 60}
    assert two_accounts.ages_seconds(HOTELS) == {SALES: 0, CLAIMS: 0, BILLING: 0}


def test_the_queues_listed_before_the_list_broke_off_are_refreshed(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.now += 60
    two_accounts.workspaces[FLIGHTS].list_fails = REFUSED
    two_accounts.workspaces[FLIGHTS].listed_before_failing = 2

    two_accounts.poll()

    assert two_accounts.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 0, BILLING: 60}


def test_a_workspace_without_queues_is_no_failure(two_accounts: TwoAccounts) -> None:
    two_accounts.workspaces = {sid: Workspace() for sid in two_accounts.workspaces}

    reports = two_accounts.poll()

    assert [(each.listed, each.failures) for each in reports] == [(0, []), (0, [])]
    assert two_accounts.table.units.writes == 0


def test_each_workspace_is_judged_by_its_own_task_mode(two_accounts: TwoAccounts) -> None:
    quiet = realtime(
        tasks_by_status={"pending": 0, "reserved": 0, "assigned": 7, "wrapping": 0}, total_available_workers=9
    )
    two_accounts.workspaces[FLIGHTS] = Workspace({SALES: Entry(realtime=quiet)}, multi_tasking=True)
    two_accounts.workspaces[HOTELS] = Workspace({SALES: Entry(realtime=quiet)}, multi_tasking=False)

    two_accounts.poll()

    assert two_accounts.waits(FLIGHTS)[SALES].agents_free == 2
    assert two_accounts.waits(HOTELS)[SALES].agents_free == 9


def test_a_wait_is_measured_when_taskrouter_was_asked_and_not_when_it_was_written(two_accounts: TwoAccounts) -> None:
    ticks = iter(FIRST_POLL_AT + second for second in range(100))
    source = FakeStatisticsSource(two_accounts.workspaces)
    poller = Poller((BANK,), lambda *_: source, PollSetup(two_accounts.table, lambda: next(ticks)))

    poller.refresh()

    _began_the_poll, _asked_for_the_workspace, _began_the_list, asked_for_the_page, *_ = range(100)
    assert {wait.measured_at for wait in two_accounts.waits(LOANS).values()} == {FIRST_POLL_AT + asked_for_the_page}
    assert FIRST_POLL_AT + asked_for_the_page < next(ticks) - 1
