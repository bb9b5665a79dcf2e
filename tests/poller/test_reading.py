"""Reading a workspace costs as few calls as possible, and what fails costs only itself."""

from typing import Any

import pytest

from poller.taskrouter.port import TaskRouterError
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative, realtime
from tests.fakes.waits import WORKSPACE, queue_sid
from tests.poller.workspace_reading import Reading, means
from tests.poller.workspace_reading import reading as read

SALES, CLAIMS, BILLING, RETURNS = (queue_sid(number) for number in (0xA1, 0xB2, 0xC3, 0xD4))
REFUSED = TaskRouterError("HTTP 500", 500)
NOBODY_WAITS = realtime(
    tasks_by_status={"pending": 0, "reserved": 0, "assigned": 3, "wrapping": 0}, total_available_workers=3
)


def reading(workspace: Workspace) -> Reading:
    return read(FakeStatisticsSource({WORKSPACE: workspace}))


def lacking(**fields: Any) -> Entry:
    """Return a queue whose list entry lacks the wait in the queue, and which tells it when asked alone."""
    return Entry(cumulative=cumulative(None, **fields), single=cumulative(330))


def test_a_list_that_has_every_wait_costs_no_further_call() -> None:
    workspace = Workspace({SALES: Entry(), CLAIMS: Entry(cumulative=cumulative(95))})

    found = reading(workspace)

    assert means(found) == {SALES: 210, CLAIMS: 95}
    assert found.failures == {}
    assert workspace.asked_singly == []


def test_only_active_queues_that_lack_their_wait_cost_a_call_of_their_own() -> None:
    quiet = Entry(realtime=NOBODY_WAITS, cumulative=cumulative(None, tasks_entered=0, reservations_accepted=0))
    workspace = Workspace({SALES: lacking(), CLAIMS: quiet, BILLING: Entry(), RETURNS: lacking(tasks_entered=0)})

    found = reading(workspace)

    assert sorted(workspace.asked_singly) == [SALES, RETURNS]
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
    assert workspace.asked_singly == [SALES]


def test_what_the_list_said_of_the_present_is_kept_when_the_window_is_asked_alone() -> None:
    found = reading(Workspace({SALES: lacking()}))

    assert found.waits[SALES].pending == 4
    assert found.waits[SALES].answered == 17


def test_a_queue_that_knows_no_wait_even_alone_is_not_asked_twice() -> None:
    workspace = Workspace({SALES: Entry(cumulative=cumulative(None), single=cumulative(None))})

    assert means(reading(workspace)) == {SALES: None}
    assert workspace.asked_singly == [SALES]


def test_a_queue_that_fails_alone_costs_only_itself() -> None:
    broken = Entry(cumulative=cumulative(None), single=REFUSED)
    workspace = Workspace({SALES: lacking(), CLAIMS: broken, BILLING: lacking()})

    found = reading(workspace)

    assert means(found) == {SALES: 330, BILLING: 330}
    assert found.failures == {CLAIMS: "statistics of the queue: HTTP 500"}


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry(realtime=None), "realtime"),
        (Entry(realtime=realtime(tasks_by_status={"pending": "a few"})), "pending"),
        (Entry(cumulative="none"), "cumulative"),
        (Entry(cumulative=cumulative(-5)), "wait_duration_in_queue_until_accepted"),
        (Entry(cumulative=cumulative(None), single=cumulative("soon")), "wait_duration_in_queue_until_accepted"),
        (Entry(cumulative=cumulative(None), single={"tasks_entered": []}), "tasks_entered"),
    ],
)
def test_a_queue_of_which_nonsense_is_told_costs_only_itself(entry: Entry, field: str) -> None:
    found = reading(Workspace({SALES: Entry(), CLAIMS: entry, BILLING: Entry()}))

    assert list(found.waits) == [SALES, BILLING]
    assert found.failures == {CLAIMS: f"nonsense in {field}"}


@pytest.mark.parametrize("sid", ["", "None", "WQ7", "WQ" + "z" * 32, "WK" + "7" * 32])
def test_an_entry_that_belongs_to_no_queue_is_counted_against_the_list(sid: str) -> None:
    found = reading(Workspace({SALES: Entry(), sid: Entry(), BILLING: Entry()}))

    assert list(found.waits) == [SALES, BILLING]
    assert found.failures == {WORKSPACE: "list of statistics: nonsense in task_queue_sid"}


def test_what_was_listed_before_the_list_broke_off_is_kept_and_the_rest_asked_singly() -> None:
    workspace = Workspace(
        {SALES: Entry(), CLAIMS: lacking(), BILLING: Entry(single=cumulative(150))},
        list_fails=REFUSED,
        listed_before_failing=2,
    )

    found = reading(workspace)

    assert means(found) == {SALES: 210, CLAIMS: 330, BILLING: 150}
    assert found.failures == {WORKSPACE: "list of statistics: HTTP 500"}


def test_many_queues_asked_alone_do_not_get_each_others_answers() -> None:
    sids = [queue_sid(0x100 + number) for number in range(40)]
    workspace = Workspace(
        {sid: Entry(cumulative=cumulative(None), single=cumulative(60 + i)) for i, sid in enumerate(sids)}
    )

    assert means(reading(workspace)) == {sid: 60 + i for i, sid in enumerate(sids)}
