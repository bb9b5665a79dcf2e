import dataclasses

import pytest

from simulator.centre.centre import Centre
from simulator.centre.distributions import Constant
from simulator.centre.plan import Demand, Route, Shift, Workflow, steady
from simulator.centre.sids import sid
from tests.simulator.centre.small_centres import OPENED_AT, desk, group, plan, since_opening


def test_a_caller_who_finds_an_agent_idle_rings_talks_and_is_wrapped_up() -> None:
    one = desk(group("a", agents=1))
    task = one.at(10).calls()

    assert [one.at(moment).statuses()[0] for moment in (10, 14.9, 15, 114.9, 115, 134.9, 135)] == [
        "reserved",
        "reserved",
        "assigned",
        "assigned",
        "wrapping",
        "wrapping",
        "completed",
    ]
    assert (since_opening(task.accepted_at), since_opening(task.ended_at)) == (15, 135)


def test_callers_wait_for_the_one_agent_and_are_taken_in_the_order_they_came() -> None:
    one = desk(group("a", agents=1))
    for moment in (0, 1, 2):
        one.at(moment).calls()

    assert one.statuses() == ["reserved", "pending", "pending"]
    assert one.at(125).statuses() == ["completed", "reserved", "pending"]
    assert one.at(250).statuses() == ["completed", "completed", "reserved"]


def test_a_higher_priority_is_served_before_an_older_caller() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    one.at(1).calls()
    one.at(2).calls(priority=10)

    assert one.at(125).statuses() == ["completed", "pending", "reserved"]


def test_the_agent_idle_longest_gets_the_call() -> None:
    two = desk(group("a", agents=2))
    first, second = two.at(0).calls(), two.at(1).calls()
    third = two.at(200).calls()

    assert first.worker_sid != second.worker_sid
    assert third.worker_sid == first.worker_sid


def test_the_agent_idle_longest_is_sought_in_every_team_that_has_the_skill() -> None:
    two = desk(group("a", agents=1), group("ab", agents=1), queues="ab")
    specialist, all_rounder = two.at(0).calls("a"), two.at(50).calls("a")
    third = two.at(300).calls("a")
    fourth = two.at(301).calls("a")

    assert specialist.worker_sid != all_rounder.worker_sid
    assert (third.worker_sid, fourth.worker_sid) == (specialist.worker_sid, all_rounder.worker_sid)
    fifth, sixth = two.at(600).calls("b"), two.at(800).calls("a")
    assert fifth.worker_sid == all_rounder.worker_sid
    assert sixth.worker_sid == specialist.worker_sid


def test_an_agent_of_two_queues_takes_the_caller_who_has_waited_longest_in_either() -> None:
    shared = desk(group("ab", agents=1), queues="ab")
    shared.at(0).calls("a")
    shared.at(1).calls("b")
    shared.at(2).calls("a")

    assert shared.at(125).statuses() == ["completed", "reserved", "pending"]


def test_a_caller_is_never_served_by_an_agent_without_the_skill() -> None:
    split = desk(group("a", agents=3), group("b", agents=0), queues="ab")
    split.at(0).calls("b")

    assert split.at(5000).statuses() == ["pending"]


def test_an_agent_who_goes_off_duty_finishes_the_call_first() -> None:
    evening = desk(group("a", agents=1, shifts=(Shift(0, 1), Shift(60, 0))))
    evening.at(0).calls()
    evening.at(1).calls()

    assert evening.at(100).statuses() == ["assigned", "pending"]
    assert evening.at(5000).statuses() == ["completed", "pending"]


def test_an_agent_who_comes_on_duty_takes_a_waiting_caller() -> None:
    morning = desk(group("a", agents=1, shifts=(Shift(0, 0), Shift(300, 1))))
    morning.at(0).calls()

    assert morning.at(299).statuses() == ["pending"]
    assert morning.at(300).statuses() == ["reserved"]


def test_an_agent_on_break_takes_no_call_until_the_break_is_over() -> None:
    lunch = desk(group("a", agents=2, shifts=(Shift(0, 2), Shift(60, 1, on_break=1), Shift(600, 2))))
    lunch.at(100).calls()
    lunch.at(101).calls()

    assert lunch.statuses() == ["reserved", "pending"]
    assert lunch.centre.teams[0].activities == {"Offline": 0, "Available": 1, "Break": 1}
    assert lunch.at(600).centre.teams[0].activities == {"Offline": 0, "Available": 2, "Break": 0}


def test_a_caller_who_hangs_up_while_it_rings_leaves_the_agent_to_the_next() -> None:
    one = desk(group("a", agents=1))
    first = one.at(0).calls()
    second = one.at(1).calls()
    one.at(3).centre.hang_up(first, "hangup")

    assert one.statuses() == ["canceled", "reserved"]
    assert first.reason == "hangup"
    assert one.at(8).statuses() == ["canceled", "assigned"]
    assert since_opening(second.accepted_at) == 8


def test_a_caller_who_hangs_up_while_waiting_is_passed_over() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    second = one.at(1).calls()
    one.at(2).calls()
    one.at(50).centre.hang_up(second)

    assert one.at(125).statuses() == ["completed", "canceled", "reserved"]


def test_a_caller_too_impatient_for_the_ringing_is_canceled_and_the_agent_is_free_again() -> None:
    hasty = Demand(rates=steady(2), ring=Constant(5), talk=Constant(60), wrap_up=Constant(0), patience=Constant(3))
    centre = Centre(plan((group("a", 40),), {"a": hasty}), seed=2, opened_at=OPENED_AT, remember_callers=True)
    centre.advance(OPENED_AT + 3600)
    gone = [task for task in centre.callers if task.ended_at is not None]

    assert len(gone) > 100
    assert all(task.status == "canceled" and not task.had_to_wait for task in gone)
    assert all((task.ended_at or 0) - task.created_at == pytest.approx(3) for task in gone)
    assert len(centre.teams[0].idle) >= 39


def test_hanging_up_in_the_middle_of_the_talk_begins_the_wrap_up() -> None:
    one = desk(group("a", agents=1))
    task = one.at(0).calls()
    one.at(30).centre.hang_up(task)

    assert one.statuses() == ["wrapping"]
    assert one.at(50).statuses() == ["completed"]


def test_hanging_up_twice_changes_nothing() -> None:
    one = desk(group("a", agents=1))
    one.at(0).calls()
    second = one.at(1).calls()
    one.at(2).centre.hang_up(second)
    one.at(3).centre.hang_up(second)

    assert since_opening(second.ended_at) == 2
    assert next(iter(one.centre.queues.values())).pending == 0


def test_a_workflow_finds_the_queue_by_the_attributes_and_may_set_the_priority() -> None:
    flow = Workflow(
        sid=sid("WW", "vip"),
        friendly_name="VIP",
        default_queue_sid="WQdefault",
        routes=(
            Route(attribute="tier", value="gold", task_queue_sid="WQgold", priority=50),
            Route(attribute="language", value="es", task_queue_sid="WQspanish"),
        ),
    )

    assert flow.route({"tier": "gold", "language": "es"}) == ("WQgold", 50)
    assert flow.route({"language": "es"}) == ("WQspanish", None)
    assert flow.route({"tier": "tin"}) == ("WQdefault", None)


def test_the_priority_a_workflow_sets_has_precedence_over_the_callers_own() -> None:
    whole = plan((group("ab", 1),), {"a": Demand(), "b": Demand()})
    routes = (Route(attribute="queue", value="b", task_queue_sid=sid("WQ", "b"), priority=50),)
    flow = dataclasses.replace(whole.workflows[0], routes=routes)
    centre = Centre(dataclasses.replace(whole, workflows=(flow,)), seed=1, opened_at=OPENED_AT)

    routed = [centre.create_task(flow.sid, {"queue": name}, priority=7) for name in "ab"]
    assert [(task.queue_sid, task.priority) for task in routed] == [(sid("WQ", "a"), 7), (sid("WQ", "b"), 50)]


def test_a_workflow_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        desk(group("a", 1)).centre.create_task(sid("WW", "elsewhere"), {})


def test_time_never_goes_back() -> None:
    one = desk(group("a", agents=1))
    one.at(100).calls()
    one.at(40)

    assert one.centre.now == OPENED_AT + 100
    assert one.statuses() == ["reserved"]
