"""The oracle is exact where nothing is random, and its range is right where something is."""

from dataclasses import replace
from random import Random
from statistics import fmean

import pytest

from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.ground_truth import CentreState, Durations, Rota, state_of
from benchmarks.accuracy.announcers.oracle import ORACLE, SCENARIOS, Oracle
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.recording import OPENED_AT, Recording, scenario
from benchmarks.accuracy.play.beside_oracle import beside_the_oracle
from benchmarks.accuracy.play.replication import Job, Setting, play
from poller.estimation import estimate
from simulator.centre.distributions import NEVER, Constant, Exponential
from simulator.centre.plan import Demand, Group, Plan, Shift, TaskQueue, Workspace, always, steady
from simulator.centre.task import ASSIGNED, RESERVED, WRAPPING

AT = OPENED_AT + 3600.0
SURE = Demand(ring=Constant(4), talk=Constant(100), wrap_up=Constant(20), patience=NEVER)


def oracle(demand: Demand = SURE, agents: int = 2, shifts: tuple[Shift, ...] = ()) -> Oracle:
    queue = TaskQueue(sid="WQ1", friendly_name="A", skill="a", demand=replace(demand, rates=steady(0.0001)))
    group = Group(name="A", skills=frozenset({"a"}), count=agents, shifts=shifts or always(agents))
    plan = Plan(workspace=Workspace.named("oracle"), task_queues=(queue,), groups=(group,))
    return Oracle(plan, OPENED_AT, 1, Random(5))


def seconds(known: CentreState, *, after: float = 0.0, told_by: Oracle | None = None, priority: int = 0) -> float:
    return (told_by or oracle()).wait(known, known.at + after, priority).seconds or 0.0


def at_work(*busy: tuple[int, str, float], waiting: tuple[tuple[int, float], ...] = ()) -> CentreState:
    """Return a state in which these agents have calls: agent, status, and the seconds in that status."""
    return CentreState(AT, waiting, tuple((agent, status, AT - since) for agent, status, since in busy), ())


def test_a_caller_waits_until_the_first_agent_has_wrapped_up_and_the_phone_has_rung() -> None:
    known = at_work((0, ASSIGNED, 70.0), (1, ASSIGNED, 10.0))

    assert seconds(known) == pytest.approx(30 + 20 + 4)
    assert seconds(known, after=15) == pytest.approx(30 + 20 + 4 - 15)


def test_an_agent_who_wraps_up_is_free_sooner_and_one_who_rings_later() -> None:
    assert seconds(at_work((0, WRAPPING, 5.0), (1, ASSIGNED, 0.0))) == pytest.approx(15 + 4)
    assert seconds(at_work((0, RESERVED, 1.0), (1, RESERVED, 3.0))) == pytest.approx(1 + 100 + 20 + 4)


def test_callers_who_came_before_are_served_before() -> None:
    known = at_work((0, WRAPPING, 5.0), (1, WRAPPING, 2.0), waiting=((0, AT - 30), (0, AT - 20), (0, AT - 10)))

    assert seconds(known) == pytest.approx(18 + 4 + 120 + 4)


def test_callers_of_a_higher_priority_are_served_before_those_who_came_first() -> None:
    demand = replace(SURE, priorities=((0, 0.7), (10, 0.3)))
    known = at_work((0, WRAPPING, 5.0), (1, ASSIGNED, 0.0), waiting=((0, AT - 30), (10, AT - 20)))

    assert seconds(known, told_by=oracle(demand), priority=10) == pytest.approx(120 + 4)
    assert seconds(known, told_by=oracle(demand), priority=0) == pytest.approx(15 + 4 + 120 + 4)


def test_a_caller_who_has_hung_up_by_their_turn_costs_no_time() -> None:
    leaving = replace(SURE, patience=Constant(35))
    known = at_work((0, WRAPPING, 5.0), (1, WRAPPING, 2.0), waiting=((0, AT - 30), (0, AT - 5), (0, AT - 1)))

    assert seconds(known, told_by=oracle(leaving)) == pytest.approx(15 + 4 + 120 + 4)


def test_the_rota_takes_agents_away_after_their_call_and_brings_them_back() -> None:
    lunch = (Shift(0, 2), Shift(3660, 1, on_break=1), Shift(4500, 2))
    known = at_work((0, ASSIGNED, 0.0), (1, ASSIGNED, 50.0), waiting=((0, AT - 3),))

    assert seconds(known) == pytest.approx(120 + 4)
    assert seconds(known, told_by=oracle(shifts=lunch)) == pytest.approx(120 + 4 + 120 + 4)


def test_an_agent_is_back_at_the_next_step_that_wants_them_and_never_without_one() -> None:
    group = Group(name="A", skills=frozenset({"a"}), count=3, shifts=(Shift(0, 2), Shift(600, 1), Shift(900, 3)))
    rota = Rota(group, 86_400.0, OPENED_AT, 1)

    assert [rota.on_duty_from(agent, OPENED_AT + 650) - OPENED_AT for agent in (0, 1, 2)] == [650, 900, 900]
    assert Rota(replace(group, shifts=always(2)), 86_400.0, OPENED_AT, 1).on_duty_from(2, OPENED_AT) == float("inf")


def test_what_has_lasted_goes_on_by_the_law_it_began_with() -> None:
    memoryless = Durations(Exponential(100), Random(3))

    for elapsed in (0.0, 50.0, 200.0):
        assert fmean(memoryless.left(elapsed) for _ in range(4000)) == pytest.approx(100, rel=0.08)
    assert Durations(Constant(30), Random(3)).left(31) == 0


def test_the_state_of_a_centre_is_who_waits_and_what_every_agent_does() -> None:
    recording = Recording(scenario("small", 3, multi_tasking=True), 3, 60, days=1)
    (queue,) = recording.centre.queues.values()
    for _ in recording.polls():
        known = state_of(recording.centre)
        assert len(known.waiting) == queue.pending
        tally = queue.tally()
        statuses = [status for _, status, _ in known.busy]
        counted = [statuses.count(status) for status in (RESERVED, ASSIGNED, WRAPPING)]
        assert counted == [tally.reserved, tally.assigned, tally.wrapping]
        assert len(known.busy) + len(known.idle) <= 3


@pytest.mark.slow
def test_its_range_holds_four_waits_in_five_and_its_error_is_the_least() -> None:
    recording = Recording(scenario("moderate", 3, multi_tasking=True), 3, 60, days=1)

    found = beside_the_oracle(recording, estimate)

    told, product, average = found[ORACLE], found[PRODUCT], found[AVERAGE]
    assert told is not None
    assert product is not None
    assert average is not None
    assert 0.72 < (told.coverage or 0) < 0.88
    assert told.mae < 1.1 * product.mae < average.mae


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_scenarios_beside_it_have_one_queue_and_one_team(name: str) -> None:
    plan = scenario(name, 3, multi_tasking=True).plan

    assert (len(plan.task_queues), len(plan.groups)) == (1, 1)


def test_a_job_beside_the_oracle_scores_both_over_the_same_callers() -> None:
    scores = play(Job(Setting("small", days=1, beside_oracle=True), 3)).scores

    assert scores.keys() == {ORACLE, PRODUCT, AVERAGE}
    assert len({each.mean_wait for each in scores.values() if each}) == 1
