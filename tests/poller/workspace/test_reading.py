"""Reading a workspace costs as few calls as possible, and a failure does not affect the rest."""

from typing import Any

import pytest

from poller.report import Failure
from poller.taskrouter.port import TaskRouterError
from tests.fakes.statistics_source import AVAILABLE, Entry, FakeStatisticsSource, Workspace, cumulative, realtime
from tests.fakes.waits import WORKSPACE, queue_sid
from tests.poller.workspace.workspace_reading import Reading, means
from tests.poller.workspace.workspace_reading import reading as read
from waittimes.wait import Basis

SALES, CLAIMS, BILLING, RETURNS = (queue_sid(number) for number in (0xA1, 0xB2, 0xC3, 0xD4))
REFUSED = TaskRouterError("HTTP 500", 500)
NO_TASKS = {"pending": 0, "reserved": 0, "assigned": 0, "wrapping": 0}
NOBODY_WAITS = realtime(
    tasks_by_status={"pending": 0, "reserved": 0, "assigned": 3, "wrapping": 0}, total_available_workers=3
)


def reading(workspace: Workspace) -> Reading:
    return read(FakeStatisticsSource({WORKSPACE: workspace}))


def lacking(**fields: Any) -> Entry:
    """Return a queue whose list entry lacks the wait in the queue, though its own statistics have it."""
    return Entry(cumulative=cumulative(None, **fields), cumulative_alone=cumulative(330))


def test_a_list_that_has_every_wait_costs_no_further_call() -> None:
    workspace = Workspace({SALES: Entry(), CLAIMS: Entry(cumulative=cumulative(95))})

    found = reading(workspace)

    assert means(found) == {SALES: 210, CLAIMS: 95}
    assert found.failures == []
    assert workspace.asked_alone == []


def test_only_active_queues_that_lack_their_wait_cost_a_call_of_their_own() -> None:
    quiet = Entry(realtime=NOBODY_WAITS, cumulative=cumulative(None, tasks_entered=0, reservations_accepted=0))
    workspace = Workspace({SALES: lacking(), CLAIMS: quiet, BILLING: Entry(), RETURNS: lacking(tasks_entered=0)})

    found = reading(workspace)

    assert sorted(workspace.asked_alone) == [SALES, RETURNS]
    assert means(found) == {SALES: 330, CLAIMS: None, BILLING: 210, RETURNS: 330}


@pytest.mark.parametrize(
    "entry",
    [
        Entry(NOBODY_WAITS, cumulative(None, tasks_entered=1, reservations_accepted=0), cumulative(330)),
        Entry(NOBODY_WAITS, cumulative(None, tasks_entered=0, reservations_accepted=2), cumulative(330)),
        Entry(realtime(), cumulative(None, tasks_entered=0, reservations_accepted=0), cumulative(330)),
        Entry(NOBODY_WAITS, cumulative(None, tasks_entered=None, reservations_accepted=0), cumulative(330)),
        Entry(NOBODY_WAITS, None, cumulative(330)),
    ],
    ids=["entered", "accepted", "pending", "nobody knows", "no window at all"],
)
def test_a_queue_is_asked_alone_when_it_may_be_active(entry: Entry) -> None:
    workspace = Workspace({SALES: entry})

    assert means(reading(workspace)) == {SALES: 330}
    assert workspace.asked_alone == [SALES]


def test_what_the_list_said_of_the_present_is_kept_when_the_window_is_asked_alone() -> None:
    found = reading(Workspace({SALES: lacking()}))

    assert found.waits[SALES].pending == 4
    assert found.waits[SALES].answered == 17


def test_a_queue_that_knows_no_wait_even_alone_is_not_asked_twice() -> None:
    workspace = Workspace({SALES: Entry(cumulative=cumulative(None), cumulative_alone=cumulative(None))})

    assert means(reading(workspace)) == {SALES: None}
    assert workspace.asked_alone == [SALES]


def test_a_queue_that_fails_alone_costs_only_itself() -> None:
    broken = Entry(cumulative=cumulative(None), cumulative_alone=REFUSED)
    workspace = Workspace({SALES: lacking(), CLAIMS: broken, BILLING: lacking()})

    found = reading(workspace)

    assert means(found) == {SALES: 330, BILLING: 330}
    assert found.failures == [Failure(CLAIMS, "statistics of the queue: HTTP 500")]


@pytest.mark.parametrize(
    "entry",
    [
        Entry(realtime=realtime(activity_statistics=[{"sid": AVAILABLE}])),
        Entry(realtime=realtime(tasks_by_priority={"0": None})),
        Entry(realtime=realtime(tasks_by_status={"pending": 4, "reserved": 1, "assigned": 6, "wrapping": -2})),
        Entry(cumulative=cumulative(split_by_wait_time=[])),
        Entry(cumulative=cumulative(tasks_canceled="some")),
    ],
    ids=["activities", "priorities", "status", "split", "canceled"],
)
def test_a_field_that_is_nonsense_costs_no_queue(entry: Entry, caplog: pytest.LogCaptureFixture) -> None:
    found = reading(Workspace({SALES: Entry(), CLAIMS: entry, BILLING: Entry()}))

    assert means(found) == {SALES: 210, CLAIMS: 210, BILLING: 210}
    assert {wait.basis for wait in found.waits.values()} == {Basis.LINE}
    assert found.failures == []
    (line,) = [vars(each) for each in caplog.records]
    assert (line["message"], line["workspace"], [*line["fields"].values()]) == ("poll.fields_ignored", WORKSPACE, [1])


@pytest.mark.parametrize("status", [[], {}, {"pending": "a few"}, {"pending": -4}], ids=str)
def test_where_who_waits_is_nonsense_the_wait_rests_on_the_window(status: Any) -> None:
    entry = Entry(realtime=realtime(tasks_by_status=status, tasks_by_priority={}, longest_task_waiting_age=None))

    (wait,) = reading(Workspace({SALES: entry})).waits.values()

    assert (wait.basis, wait.estimate.seconds) == (Basis.HISTORY, 210)


@pytest.mark.parametrize("nothing", [None, [], "soon", 7])
def test_real_time_statistics_that_the_list_lacks_are_read_in_bulk_and_alone(nothing: Any) -> None:
    idle = realtime(total_tasks=0, tasks_by_status=NO_TASKS, tasks_by_priority={}, longest_task_waiting_age=0)
    workspace = Workspace(
        {
            SALES: Entry(nothing, cumulative(95), in_bulk=realtime(total_tasks=13), realtime_alone=realtime()),
            CLAIMS: Entry(nothing, cumulative(None), cumulative(330), in_bulk=idle),
            BILLING: Entry(),
        }
    )

    found = reading(workspace)

    assert means(found) == {SALES: 95, CLAIMS: 330, BILLING: 210}
    assert {sid: wait.pending for sid, wait in found.waits.items()} == {SALES: 4, CLAIMS: 0, BILLING: 4}
    assert found.failures == []
    assert (workspace.bulks, workspace.realtime_asked_alone) == ([(SALES, CLAIMS)], [SALES])
    assert workspace.asked_alone == [CLAIMS]


def test_where_no_real_time_statistics_are_to_be_had_the_wait_rests_on_the_window_and_the_failure_is_told() -> None:
    workspace = Workspace({SALES: Entry(None, cumulative(95)), CLAIMS: Entry(None, cumulative(270))})
    workspace.bulk_fails = workspace.realtime_fails = REFUSED

    found = reading(workspace)

    assert {sid: (wait.basis, wait.estimate.seconds) for sid, wait in found.waits.items()} == {
        SALES: (Basis.HISTORY, 95),
        CLAIMS: (Basis.HISTORY, 270),
    }
    assert found.failures == [Failure(sid, "statistics of the queue: HTTP 500") for sid in (SALES, CLAIMS)]


def test_a_queue_of_which_nothing_is_to_be_had_keeps_its_value() -> None:
    workspace = Workspace({SALES: Entry(None, None), CLAIMS: Entry()}, bulk_fails=REFUSED, realtime_fails=REFUSED)

    found = reading(workspace)

    assert list(found.waits) == [CLAIMS]
    assert found.failures == [Failure(SALES, "statistics of the queue: HTTP 500")]


@pytest.mark.parametrize("sid", ["", "None", "WQ7", "WQ" + "z" * 32, "WK" + "7" * 32])
def test_an_entry_that_belongs_to_no_queue_is_counted_against_the_list(sid: str) -> None:
    found = reading(Workspace({SALES: Entry(), sid: Entry(), BILLING: Entry()}))

    assert list(found.waits) == [SALES, BILLING]
    assert found.failures == [Failure(WORKSPACE, "list of statistics: an entry names no task queue")]


def test_what_was_listed_before_the_list_broke_off_is_kept_and_the_rest_asked_singly() -> None:
    workspace = Workspace(
        {SALES: Entry(), CLAIMS: lacking(), BILLING: Entry(cumulative_alone=cumulative(150))},
        list_fails=REFUSED,
        listed_before_failing=2,
    )

    found = reading(workspace)

    assert means(found) == {SALES: 210, CLAIMS: 330, BILLING: 150}
    assert found.failures == [Failure(WORKSPACE, "list of statistics: HTTP 500")]


def test_many_queues_asked_alone_do_not_get_each_others_answers() -> None:
    sids = [queue_sid(0x100 + number) for number in range(40)]
    workspace = Workspace(
        {sid: Entry(cumulative=cumulative(None), cumulative_alone=cumulative(60 + i)) for i, sid in enumerate(sids)}
    )

    assert means(reading(workspace)) == {sid: 60 + i for i, sid in enumerate(sids)}
