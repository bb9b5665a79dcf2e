"""TaskRouter's statistics of a queue agree with a recount from every caller's own times."""

import functools
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.api.statistics import cumulative, realtime
from simulator.centre.centre import Centre
from simulator.centre.distributions import Lognormal
from simulator.centre.history import Window
from simulator.centre.plan import Demand, Shift, Workspace, steady
from simulator.centre.task import Task
from simulator.centre.task_queue import Queue
from tests.simulator.centre.small_centres import OPENED_AT, group, plan

HOURS = 4
THRESHOLDS = [5, 30, 60, 120, 240, 480, 960]


def _lived(seed: int, until_seconds: float) -> Centre:
    """Two queues with shared agents, impatient callers of two priorities and a lunch break."""
    demand = Demand(
        rates=steady(1.4), priorities=((0, 0.6), (10, 0.4)), talk=Lognormal(200, 0.9), patience=Lognormal(120, 1.3)
    )
    lunch = (Shift(0, 4), Shift(3600, 1, on_break=2), Shift(5400, 3))
    whole = plan((group("a", 3), group("ab", 4, lunch), group("c", 2)), {"a": demand, "b": demand})
    centre = Centre(whole, seed=seed, opened_at=OPENED_AT, remember_callers=True)
    centre.advance(OPENED_AT + until_seconds)
    return centre


def _callers(centre: Centre, queue: Queue) -> list[Task]:
    return [task for task in centre.callers if task.queue_sid == queue.plan.sid]


def _recount(callers: list[Task], window: Window) -> dict[str, Any]:
    def happened(moment: float | None) -> bool:
        return moment is not None and window.start < moment <= window.end

    accepted = [
        task.accepted_at - task.created_at for task in callers if task.accepted_at and happened(task.accepted_at)
    ]
    canceled_tasks = [task for task in callers if task.status == "canceled" and happened(task.ended_at)]
    canceled = [(task.ended_at or 0) - task.created_at for task in canceled_tasks]
    return {
        "reservations_created": sum(happened(task.reserved_at) for task in callers),
        "reservations_accepted": len(accepted),
        "reservations_canceled": sum(task.reserved_at is not None for task in canceled_tasks),
        "tasks_entered": sum(happened(task.created_at) for task in callers),
        "tasks_canceled": len(canceled),
        "tasks_completed": sum(task.status == "completed" and happened(task.ended_at) for task in callers),
        "wait_duration_until_accepted": _durations(accepted),
        "wait_duration_in_queue_until_accepted": _durations(accepted),
        "wait_duration_until_canceled": _durations(canceled),
        "split_by_wait_time": {
            str(threshold): {
                "above": _lost_and_won(
                    [wait for wait in canceled if wait > threshold], [wait for wait in accepted if wait > threshold]
                ),
                "below": _lost_and_won(
                    [wait for wait in canceled if wait <= threshold], [wait for wait in accepted if wait <= threshold]
                ),
            }
            for threshold in THRESHOLDS
        },
    }


def _lost_and_won(canceled: list[float], accepted: list[float]) -> dict[str, int]:
    return {"tasks_canceled": len(canceled), "reservations_accepted": len(accepted)}


def _durations(waits: list[float]) -> dict[str, int]:
    if not waits:
        return {"avg": 0, "min": 0, "max": 0, "total": 0}
    exact = {"avg": sum(waits) / len(waits), "min": min(waits), "max": max(waits), "total": sum(waits)}
    return {name: round(value) for name, value in exact.items()}


@functools.cache
def _afternoon() -> Centre:
    return _lived(seed=9, until_seconds=HOURS * 3600)


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.floats(-600, HOURS * 3600), st.floats(-600, HOURS * 3600)).map(sorted))
def test_what_happened_in_any_window_agrees_with_a_recount(bounds: list[float]) -> None:
    window = Window(OPENED_AT + bounds[0], OPENED_AT + bounds[1])
    for queue in _afternoon().queues.values():
        expected = _recount(_callers(_afternoon(), queue), window)
        counted = cumulative(queue, window, THRESHOLDS)
        assert {name: counted[name] for name in expected} == expected
        assert counted["avg_task_acceptance_time"] == expected["wait_duration_until_accepted"]["avg"]


def test_the_recount_saw_waits_hang_ups_and_calls_lost_while_ringing() -> None:
    whole = Window(OPENED_AT - 1, _afternoon().now)
    for queue in _afternoon().queues.values():
        counted = cumulative(queue, whole)
        names = ("reservations_accepted", "tasks_canceled", "reservations_canceled", "tasks_completed")
        assert all(counted[name] > 1 for name in names)


def _state(task: Task) -> str:
    """Where the caller stands, from the times alone."""
    if task.ended_at is not None:
        return "gone"
    if task.wrapping_at is not None:
        return "wrapping"
    if task.accepted_at is not None:
        return "assigned"
    return "pending" if task.reserved_at is None else "reserved"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.floats(0, 7200))
def test_what_is_the_case_at_any_moment_agrees_with_a_recount(seed: int, moment: float) -> None:
    centre = _lived(seed, moment)
    for queue in centre.queues.values():
        present = realtime(queue, centre.plan.workspace, centre.now)
        alive = [task for task in _callers(centre, queue) if _state(task) != "gone"]
        states = Counter(map(_state, alive))
        waiting = [task for task in alive if _state(task) == "pending"]
        oldest = min(waiting, key=lambda task: task.created_at, default=None)

        assert present["tasks_by_status"] == {
            status: states[status] for status in ("pending", "reserved", "assigned", "wrapping")
        }
        assert present["total_tasks"] == len(alive)
        assert present["tasks_by_priority"] == _priorities(alive)
        pending_only = realtime(queue, centre.plan.workspace, centre.now, priorities_of_pending=True)
        assert pending_only["tasks_by_priority"] == _priorities(waiting)
        assert present["longest_task_waiting_sid"] == (oldest and oldest.sid)
        assert present["longest_task_waiting_age"] == (int(centre.now - oldest.created_at) if oldest else 0)


def _priorities(tasks: list[Task]) -> dict[str, int]:
    return dict(Counter(str(task.priority) for task in tasks))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.floats(0, 7200))
def test_workers_by_activity_agree_with_what_each_agent_does(seed: int, moment: float) -> None:
    centre = _lived(seed, moment)
    for queue in centre.queues.values():
        eligible = [agent for team in centre.teams if queue.plan.skill in team.group.skills for agent in team.agents]
        multi = Counter(agent.activity for agent in eligible)
        single: Counter[str] = Counter()
        for agent in eligible:
            calls = {"reserved": "Reserved", "assigned": "Busy", "wrapping": "Busy"}
            single[calls[agent.task.status] if agent.task else agent.activity] += 1

        for expected, mode in ((multi, True), (single, False)):
            present = realtime(queue, Workspace.named("Mode", multi_task_enabled=mode), centre.now)
            shown = {each["friendly_name"]: each["workers"] for each in present["activity_statistics"]}
            assert +Counter(shown) == expected
            assert present["total_available_workers"] == expected["Available"]
            assert present["total_eligible_workers"] == len(eligible)
