"""Waiting callers who are moved on: to another queue, or to a higher priority, with their age."""

from collections.abc import Iterable
from dataclasses import replace

from simulator.centre.centre import Centre
from simulator.centre.distributions import NEVER, Constant, Distribution
from simulator.centre.plan import Demand, Escalation, Group, Plan, Rate, TaskQueue, Workspace, always
from simulator.centre.sids import sid
from simulator.centre.task import CANCELED, Task

A, B = sid("WQ", "a"), sid("WQ", "b")


def centre(
    *escalations: Escalation,
    agents: dict[str, int],
    calls: float = 6.0,
    calls_of_b: float = 0.0,
    patience: Distribution = NEVER,
    priorities: tuple[tuple[int, float], ...] = ((0, 1.0),),
) -> Centre:
    """Return a centre whose queue a gets this many calls a minute for ten minutes, each of 100 seconds."""
    demand = Demand(
        rates=_ten_minutes(calls),
        ring=Constant(0),
        talk=Constant(100),
        wrap_up=Constant(0),
        patience=patience,
        priorities=priorities,
        escalations=escalations,
    )
    plan = Plan(
        workspace=Workspace.named("escalating"),
        task_queues=(
            TaskQueue(sid=A, friendly_name="A", skill="a", demand=demand),
            TaskQueue(
                sid=B,
                friendly_name="B",
                skill="b",
                demand=replace(demand, rates=_ten_minutes(calls_of_b), escalations=()),
            ),
        ),
        groups=tuple(
            Group(name=skill, skills=frozenset({skill}), count=count, shifts=always(count))
            for skill, count in agents.items()
        ),
        period_seconds=7200,
    )
    opened = Centre(plan, seed=7, opened_at=0.0, remember_callers=True)
    opened.advance(7000)
    return opened


def _ten_minutes(calls: float) -> tuple[Rate, ...]:
    return Rate(0, calls), Rate(600, 0)


def waits(callers: Iterable[Task]) -> list[float]:
    return [round(caller.offered_wait_seconds or 0.0, 3) for caller in callers]


def test_who_waits_moves_on_at_the_timeout_and_a_free_agent_there_answers_at_once() -> None:
    after = Escalation(after_seconds=45, task_queue_sid=B)

    played = centre(after, agents={"a": 1, "b": 50})

    assert {caller.queue_sid for caller in played.callers} == {A, B}
    assert max(waits(played.callers)) == 45
    assert {caller.first_queue_sid for caller in played.callers} == {A}


def test_nobody_is_lost_or_counted_twice() -> None:
    played = centre(Escalation(after_seconds=30, task_queue_sid=B), agents={"a": 2, "b": 2})

    assert all(caller.status == "completed" for caller in played.callers)
    assert [queue.pending for queue in played.queues.values()] == [0, 0]
    assert all(not any(queue.tally().live_by_priority.values()) for queue in played.queues.values())


def test_who_comes_from_elsewhere_goes_before_those_who_called_later() -> None:
    moving = Escalation(after_seconds=30, task_queue_sid=B)

    played = centre(moving, agents={"a": 1, "b": 2}, calls=3.0, calls_of_b=2.0)

    moved = [caller for caller in played.callers if caller.first_queue_sid == A and caller.queue_sid == B]
    overtaken = [
        (older.number, younger.number)
        for older in moved
        for younger in played.callers
        if younger.first_queue_sid == B
        and younger.number > older.number
        and younger.created_at < older.entered_at < (younger.reserved_at or 0.0) < (older.reserved_at or 0.0)
    ]
    assert len(moved) > 10
    assert overtaken == []


def test_a_raised_priority_goes_before_those_who_came_later_with_it() -> None:
    raised = Escalation(after_seconds=60, task_queue_sid=A, priority=10)

    with_raise = centre(raised, agents={"a": 4}, priorities=((0, 0.5), (10, 0.5)))
    without = centre(agents={"a": 4}, priorities=((0, 0.5), (10, 0.5)))

    def longest(played: Centre) -> float:
        return max(waits(caller for caller in played.callers if caller.first_priority == 0))

    assert longest(with_raise) < longest(without)
    assert {caller.priority for caller in with_raise.callers if (caller.offered_wait_seconds or 0) > 61} == {10}


def test_who_has_hung_up_is_offered_the_wait_of_who_stayed() -> None:
    impatient = centre(Escalation(after_seconds=45, task_queue_sid=B), agents={"a": 1, "b": 50}, patience=Constant(20))

    gone = [caller for caller in impatient.callers if caller.status == CANCELED]
    assert gone
    assert max(waits(gone)) <= 45
    assert all(caller.offered_at is not None for caller in gone)
