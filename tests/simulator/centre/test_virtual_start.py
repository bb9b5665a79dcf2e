"""Tasks with a virtual start: they stand where a caller of that moment would stand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.centre.task import Task
from tests.simulator.centre.small_centres import BY_HAND, OPENED_AT, Desk, desk, group, plan

WORKFLOW = sid("WW", "letters")


def _keeps(one: Desk, at_seconds: float, priority: int = 0) -> Task:
    """Create a task that keeps the place of somebody who joined at this second."""
    return one.centre.create_task(WORKFLOW, {}, priority, virtual_start_at=OPENED_AT + at_seconds)


def _served(*tasks: Task) -> list[Task]:
    return sorted(tasks, key=lambda task: task.reserved_at or 0)


def test_a_task_with_an_earlier_virtual_start_is_served_before_those_who_came_between() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    before, after = one.at(10).calls(), one.at(30).calls()
    kept = _keeps(one.at(60), 20)
    one.at(1000)

    assert _served(kept, after, before) == [before, kept, after]
    assert kept.created_at == OPENED_AT + 60


def test_priority_counts_before_the_virtual_start() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    urgent = one.at(50).calls(priority=1)
    kept = _keeps(one.at(60), 20)
    one.at(1000)

    assert _served(kept, urgent) == [urgent, kept]


def test_a_new_virtual_start_or_priority_changes_the_place_at_once() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    first, second, third = one.at(10).calls(), one.at(11).calls(), one.at(12).calls()
    one.centre.update_task(third, virtual_start_at=OPENED_AT + 5)
    one.centre.update_task(second, priority=3)
    one.at(1000)

    assert _served(first, second, third) == [second, third, first]


@pytest.mark.parametrize(("set_priority", "ends_as"), [(None, 7), (0, 0), (5, 5)])
def test_a_priority_that_the_workflow_sets_cannot_be_changed(set_priority: int | None, ends_as: int) -> None:
    whole = plan((group("a", 1),), {"a": BY_HAND})
    [workflow] = whole.workflows
    ranked = replace(workflow, routes=tuple(replace(route, priority=set_priority) for route in workflow.routes))
    centre = Centre(replace(whole, workflows=(ranked,)), seed=7, opened_at=OPENED_AT)
    task = centre.create_task(WORKFLOW, {"queue": "a"}, 4)
    centre.update_task(task, priority=7)

    assert task.priority == ends_as
    assert centre.queues[task.queue_sid].tally().live_by_priority[ends_as] == 1


def test_a_kept_place_counts_among_the_oldest_only_by_its_creation() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    waiting = one.at(30).calls()
    _keeps(one.at(60), 20)

    assert one.centre.queues[waiting.queue_sid].longest_waiting() is waiting


def test_a_task_that_nobody_takes_in_time_is_canceled_and_says_so() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    task = one.at(10).centre.create_task(WORKFLOW, {}, timeout_seconds=60)

    assert one.at(69).centre.task(task.sid) is task
    assert task.status == "pending"
    one.at(71)
    assert (task.status, task.reason) == ("canceled", "Task TTL Exceeded")


def test_a_task_that_is_served_does_not_time_out() -> None:
    one = desk(group("a", agents=1))
    task = one.centre.create_task(WORKFLOW, {}, timeout_seconds=60)

    assert one.at(80).centre.task(task.sid) is task
    assert task.status == "assigned"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 500)), min_size=1, max_size=12), st.data())
def test_whatever_joins_and_changes_tasks_are_served_by_priority_and_virtual_start(
    joins: list[tuple[int, int]], data: st.DataObject
) -> None:
    centre = Centre(plan((group("a", 1),), {"a": BY_HAND}), seed=7, opened_at=OPENED_AT)
    centre.advance(OPENED_AT + 500)
    centre.create_task(WORKFLOW, {}, 9)
    tasks = [
        centre.create_task(WORKFLOW, {}, priority, virtual_start_at=OPENED_AT + start) for priority, start in joins
    ]
    for task in data.draw(st.lists(st.sampled_from(tasks), max_size=5)):
        start = OPENED_AT + data.draw(st.integers(0, 500))
        centre.update_task(task, priority=data.draw(st.integers(0, 3)), virtual_start_at=start)
    for task in data.draw(st.lists(st.sampled_from(tasks), max_size=3)):
        centre.hang_up(task)
    centre.advance(OPENED_AT + 500 + 130 * len(tasks) + 200)

    served = [task for task in tasks if task.reserved_at is not None]
    expected = sorted(served, key=lambda task: (-task.priority, task.virtual_start_at, task.number))
    assert _served(*served) == expected
    assert all(task.status in ("canceled", "completed") for task in tasks)


def test_a_task_that_is_already_served_keeps_its_agent_when_it_is_changed() -> None:
    one = desk(group("a", agents=1))
    served, waiting = one.at(0).calls(), one.at(1).calls()
    one.centre.update_task(served, priority=3, virtual_start_at=OPENED_AT - 3)

    assert one.at(50).statuses() == ["assigned", "pending"]
    assert one.centre.queues[waiting.queue_sid].pending == 1
