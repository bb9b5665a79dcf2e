"""What TaskRouter shows of a queue, in situations small enough to follow by hand."""

import pytest

from simulator.api.statistics import cumulative, iso8601, realtime
from simulator.centre.centre import Centre
from simulator.centre.history import Window
from simulator.centre.plan import Demand, Workspace, steady
from simulator.centre.task_queue import Queue
from tests.simulator.centre.small_centres import BY_HAND, OPENED_AT, Desk, desk, group, plan


def _three_on_calls() -> Desk:
    """Three agents, of whom one rings and two talk; two callers wait."""
    three = desk(group("a", agents=3))
    three.at(0).calls()
    three.at(20).calls()
    three.at(100).calls()
    three.at(101).calls(priority=3)
    three.at(102).calls()
    return three.at(104)


def test_an_agent_on_a_call_stays_available_in_a_multi_tasking_workspace() -> None:
    three = _three_on_calls().at(110)
    queue = next(iter(three.centre.queues.values()))
    present = realtime(queue, three.centre.plan.workspace, three.centre.now)

    assert present["total_available_workers"] == 3
    assert present["tasks_by_status"] == {"reserved": 0, "pending": 2, "assigned": 2, "wrapping": 1}


def test_an_agent_on_a_call_is_reserved_or_busy_in_a_single_tasking_workspace() -> None:
    three = _three_on_calls()
    queue = next(iter(three.centre.queues.values()))
    present = realtime(queue, Workspace.named("One at a time", multi_task_enabled=False), three.centre.now)

    assert [(each["friendly_name"], each["workers"]) for each in present["activity_statistics"]] == [
        ("Offline", 0),
        ("Available", 0),
        ("Break", 0),
        ("Reserved", 1),
        ("Busy", 2),
    ]
    assert present["total_available_workers"] == 0


def test_a_waiting_line_is_shown_by_status_priority_and_age() -> None:
    three = _three_on_calls()
    queue = next(iter(three.centre.queues.values()))
    present = realtime(queue, three.centre.plan.workspace, three.centre.now)

    assert present["tasks_by_status"] == {"reserved": 1, "pending": 2, "assigned": 2, "wrapping": 0}
    assert (present["total_tasks"], present["tasks_by_priority"]) == (5, {"0": 4, "3": 1})
    assert present["longest_task_waiting_sid"] == three.tasks[3].sid == present["longest_relative_task_sid_in_queue"]
    assert present["longest_task_waiting_age"] == 3 == present["longest_relative_task_age_in_queue"]


def test_a_queue_nobody_called_shows_zeros_and_nulls() -> None:
    empty = desk(group("a", agents=2)).at(3600)
    queue = next(iter(empty.centre.queues.values()))
    present = realtime(queue, empty.centre.plan.workspace, empty.centre.now)
    past = cumulative(queue, Window.last_minutes(15, empty.centre.now))

    assert (present["longest_task_waiting_age"], present["longest_task_waiting_sid"]) == (0, None)
    assert (present["tasks_by_priority"], present["total_tasks"]) == ({}, 0)
    assert past["reservations_accepted"] == 0
    assert past["wait_duration_in_queue_until_accepted"] == {"avg": 0, "min": 0, "max": 0, "total": 0}
    assert past["split_by_wait_time"] is None


def test_a_window_includes_its_end_but_not_its_start() -> None:
    one = desk(group("a", agents=1))
    one.at(60).calls()
    queue = next(iter(one.at(400).centre.queues.values()))

    def entered(start: float, end: float) -> int:
        count: int = cumulative(queue, Window(OPENED_AT + start, OPENED_AT + end))["tasks_entered"]
        return count

    assert [entered(0, 60), entered(60, 120), entered(0, 59)] == [1, 0, 0]


def test_times_are_written_in_whole_seconds_of_gmt() -> None:
    assert iso8601(0) == "1970-01-01T00:00:00Z"
    assert iso8601(1_790_000_000.987) == "2026-09-21T14:13:20Z"


def test_a_threshold_counts_ten_thousand_at_most() -> None:
    queue = Queue(plan((), {"a": BY_HAND}).task_queues[0], "WS", [])
    for second in range(10_001):
        queue.tally().accepted.note(second, 3)
    past = cumulative(queue, Window(-1, 20_000), [2, 30])

    assert past["split_by_wait_time"]["30"]["below"]["reservations_accepted"] == 10_000
    assert past["split_by_wait_time"]["2"]["above"] == {"tasks_canceled": 0, "reservations_accepted": 10_000}
    assert past["reservations_accepted"] == 10_001


@pytest.mark.parametrize("retained_hours", [1, 3])
def test_statistics_are_forgotten_after_the_time_they_are_retained_and_not_before(retained_hours: int) -> None:
    demand = Demand(rates=steady(2))
    kept = {}
    for retained_seconds in (retained_hours * 3600.0, 86_400.0):
        centre = Centre(
            plan((group("a", 12),), {"a": demand}), seed=1, opened_at=OPENED_AT, retained_seconds=retained_seconds
        )
        centre.advance(OPENED_AT + 6 * 3600)
        queue = next(iter(centre.queues.values()))
        recent = cumulative(queue, Window.last_minutes(60 * retained_hours, centre.now))
        kept[retained_seconds] = (recent, len(queue.tally().entered.times))

    (forgetful, few), (mindful, many) = kept.values()
    assert forgetful == mindful
    assert few < many * (retained_hours + 1.5) / 6
