"""One poll of every account: what fails costs only itself."""

import pytest

from poller.poll import Poller
from poller.report import Failure
from poller.setup import PollSetup
from poller.taskrouter.port import TaskRouterError
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative, realtime
from tests.fakes.waits import queue_sid
from tests.poller.minute import BANK, BILLING, CLAIMS, FIRST_POLL_AT, FLIGHTS, HOTELS, LOANS, SALES, Minute

REFUSED = TaskRouterError("HTTP 503", 503)


def test_every_queue_of_every_workspace_of_every_account_is_refreshed(minute: Minute) -> None:
    reports = minute.poll()

    assert [(each.account, each.listed, each.refreshed, each.kept) for each in reports] == [
        ("travel", 6, 6, 0),
        ("bank", 3, 3, 0),
    ]
    for workspace_sid in (FLIGHTS, HOTELS, LOANS):
        assert {sid: wait.evidence["history"] for sid, wait in minute.waits(workspace_sid).items()} == {
            SALES: 210,
            CLAIMS: 95,
            BILLING: 210,
        }


def test_the_next_poll_puts_the_newer_numbers_in_the_place_of_the_old(minute: Minute) -> None:
    minute.poll()
    minute.now += 60
    minute.workspaces[FLIGHTS].queues[SALES].cumulative = cumulative(480)

    minute.poll()

    assert minute.waits(FLIGHTS)[SALES].evidence["history"] == 480
    assert minute.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 0, BILLING: 0}


def test_a_queue_that_fails_keeps_its_value_and_its_own_age(minute: Minute) -> None:
    minute.poll()
    minute.now += 60
    minute.workspaces[FLIGHTS].queues[CLAIMS] = Entry(cumulative=cumulative(None), single=REFUSED)

    travel, bank = minute.poll()

    assert (travel.listed, travel.refreshed, travel.kept) == (6, 5, 1)
    assert travel.failures == [Failure(CLAIMS, "statistics of the queue: HTTP 503")]
    assert bank.failures == []
    assert minute.waits(FLIGHTS)[CLAIMS].evidence["history"] == 95
    assert minute.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 60, BILLING: 0}


def test_a_queue_deleted_in_twilio_disappears(minute: Minute) -> None:
    minute.poll()
    minute.now += 60
    del minute.workspaces[FLIGHTS].queues[CLAIMS]

    minute.poll()

    assert set(minute.waits(FLIGHTS)) == {SALES, BILLING}
    assert set(minute.waits(HOTELS)) == {SALES, CLAIMS, BILLING}


def test_a_queue_made_in_twilio_appears(minute: Minute) -> None:
    minute.poll()
    minute.now += 60
    new_queue = queue_sid(0xE5)
    minute.workspaces[FLIGHTS].queues[new_queue] = Entry()

    minute.poll()

    assert set(minute.waits(FLIGHTS)) == {SALES, CLAIMS, BILLING, new_queue}


@pytest.mark.parametrize(
    "broken",
    [
        Workspace(workspace_fails=REFUSED, list_fails=REFUSED, bulk_fails=REFUSED),
        Workspace(list_fails=REFUSED, bulk_fails=REFUSED),
    ],
    ids=["workspace and list", "list"],
)
def test_a_workspace_that_fails_costs_neither_its_neighbour_nor_what_it_had(minute: Minute, broken: Workspace) -> None:
    minute.poll()
    minute.now += 60
    minute.memories.clear()
    broken.queues = minute.workspaces[FLIGHTS].queues
    broken.present_fails = REFUSED
    minute.workspaces[FLIGHTS] = broken

    travel, bank = minute.poll()

    assert travel.refreshed == 3
    assert FLIGHTS in {each.subject for each in travel.failures}
    assert bank.refreshed == 3
    assert minute.ages_seconds(FLIGHTS) == {SALES: 60, CLAIMS: 60, BILLING: 60}
    assert minute.ages_seconds(HOTELS) == {SALES: 0, CLAIMS: 0, BILLING: 0}


def test_the_queues_listed_before_the_list_broke_off_are_refreshed(minute: Minute) -> None:
    minute.poll()
    minute.now += 60
    minute.workspaces[FLIGHTS].list_fails = REFUSED
    minute.workspaces[FLIGHTS].listed_before_failing = 2

    minute.poll()

    assert minute.ages_seconds(FLIGHTS) == {SALES: 0, CLAIMS: 0, BILLING: 60}


def test_a_workspace_without_queues_is_no_failure(minute: Minute) -> None:
    minute.workspaces = {sid: Workspace() for sid in minute.workspaces}

    reports = minute.poll()

    assert [(each.listed, each.failures) for each in reports] == [(0, []), (0, [])]
    assert minute.table.units.writes == 0


def test_each_workspace_is_judged_by_its_own_task_mode(minute: Minute) -> None:
    quiet = realtime(
        tasks_by_status={"pending": 0, "reserved": 0, "assigned": 7, "wrapping": 0}, total_available_workers=9
    )
    minute.workspaces[FLIGHTS] = Workspace({SALES: Entry(realtime=quiet)}, multi_tasking=True)
    minute.workspaces[HOTELS] = Workspace({SALES: Entry(realtime=quiet)}, multi_tasking=False)

    minute.poll()

    assert minute.waits(FLIGHTS)[SALES].agents_free == 2
    assert minute.waits(HOTELS)[SALES].agents_free == 9


def test_a_wait_is_measured_when_taskrouter_was_asked_and_not_when_it_was_written(minute: Minute) -> None:
    ticks = iter(FIRST_POLL_AT + second for second in range(100))
    source = FakeStatisticsSource(minute.workspaces)
    poller = Poller((BANK,), lambda *_: source, PollSetup(minute.table, lambda: next(ticks)))

    poller.refresh()

    _began_the_poll, _asked_for_the_workspace, _began_the_list, asked_for_the_page, *_ = range(100)
    assert {wait.measured_at for wait in minute.waits(LOANS).values()} == {FIRST_POLL_AT + asked_for_the_page}
    assert FIRST_POLL_AT + asked_for_the_page < next(ticks) - 1
