"""The simulated centre obeys the laws of queueing theory."""

import math
from itertools import pairwise
from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.centre.centre import Centre
from simulator.centre.distributions import NEVER, Constant, Distribution, Exponential, Lognormal, Uniform
from simulator.centre.plan import Demand, Group, Plan, Rate, Shift, steady
from simulator.centre.task_queue import Queue
from tests.simulator.centre.small_centres import OPENED_AT, group, plan

AT_ONCE = Constant(0)


def _erlang_c(servers: int, offered: float) -> float:
    """Compute the probability of waiting in M/M/s, by the recursion of Erlang's loss formula."""
    loss = 1.0
    for busy in range(1, servers + 1):
        loss = offered * loss / (busy + offered * loss)
    return loss / (1 - offered / servers * (1 - loss))


def test_memoryless_calls_to_memoryless_agents_wait_as_erlang_computed() -> None:
    servers, talk_seconds, per_minute = 3, 60.0, 2.0
    demand = Demand(
        rates=steady(per_minute), ring=AT_ONCE, talk=Exponential(talk_seconds), wrap_up=AT_ONCE, patience=NEVER
    )
    centre = Centre(plan((group("a", servers),), {"a": demand}), seed=4, opened_at=OPENED_AT, remember_callers=True)
    centre.advance(OPENED_AT + 60 * 15_000)
    waits = [task.offered_wait_seconds or 0 for task in centre.callers if task.accepted_at is not None]

    offered = per_minute * talk_seconds / 60
    must_wait = _erlang_c(servers, offered)
    mean_wait = must_wait * talk_seconds / (servers - offered)
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(must_wait, rel=0.03)
    assert fmean(waits) == pytest.approx(mean_wait, rel=0.08)


def test_the_mean_line_is_the_rate_of_calls_times_the_mean_wait_in_it() -> None:
    centre = _random_centre(seed=2, agents=4, per_minute=1.5, priorities=3, mean_patience=400)
    queue = next(iter(centre.queues.values()))
    person_seconds, closing = 0.0, OPENED_AT + 6 * 3600
    while (next_at := centre.next_event_at) is not None and next_at <= closing:
        person_seconds += queue.pending * (next_at - centre.now)
        centre.advance(next_at)

    in_line = 0.0
    for task in centre.callers:
        ends = [moment for moment in (task.reserved_at, task.ended_at, centre.now) if moment is not None]
        in_line += min(ends) - task.created_at
    assert person_seconds > 10_000
    assert person_seconds == pytest.approx(in_line, rel=1e-9)


def test_within_a_queue_and_a_priority_the_first_to_come_is_served_first() -> None:
    centre = _random_centre(seed=3, agents=4, per_minute=1.6, priorities=2, mean_patience=600)
    centre.advance(OPENED_AT + 12 * 3600)

    for priority in (0, 1):
        served = [task for task in centre.callers if task.priority == priority and task.reserved_at is not None]
        moments = [task.reserved_at for task in served if task.reserved_at is not None]
        assert len(moments) > 300
        assert moments == sorted(moments)


def test_nobody_is_taken_while_someone_more_important_waits_in_the_same_queue() -> None:
    centre = _random_centre(seed=3, agents=4, per_minute=1.6, priorities=2, mean_patience=600)
    centre.advance(OPENED_AT + 12 * 3600)
    left = [(t, min(m for m in (t.reserved_at, t.ended_at, math.inf) if m is not None)) for t in centre.callers]

    important = [(task.created_at, until) for task, until in left if task.priority == 1]
    others = [task.reserved_at for task, _ in left if task.priority == 0 and task.reserved_at is not None]
    assert not [moment for moment in others for called, until in important if called < moment < until]


def _laws() -> st.SearchStrategy[Distribution]:
    seconds = st.floats(1, 200)
    return st.one_of(
        st.builds(Constant, seconds),
        st.builds(Exponential, seconds),
        st.builds(Lognormal, seconds, st.floats(0.1, 2)),
        st.builds(Uniform, st.just(0.0), seconds),
    )


def _demands() -> st.SearchStrategy[Demand]:
    rates = st.lists(st.floats(0, 6), min_size=1, max_size=3).map(
        lambda levels: tuple(Rate(300 * step, level) for step, level in enumerate(levels))
    )
    priorities = st.sampled_from([((0, 1.0),), ((0, 0.5), (7, 0.5)), ((-1, 0.2), (3, 0.8))])
    return st.builds(
        Demand, rates=rates, priorities=priorities, ring=_laws(), talk=_laws(), wrap_up=_laws(), patience=_laws()
    )


@st.composite
def _groups(draw: st.DrawFn) -> Group:
    count = draw(st.integers(0, 4))
    starts = sorted(draw(st.sets(st.integers(1, 899), max_size=3)))
    shifts = []
    for start in (0, *starts):
        available = draw(st.integers(0, count))
        shifts.append(Shift(start, available, draw(st.integers(0, count - available))))
    return group(draw(st.sampled_from(["a", "b", "ab"])), count, tuple(shifts))


@st.composite
def _plans(draw: st.DrawFn) -> Plan:
    demands = {name: draw(_demands()) for name in "ab"}
    return plan(tuple(draw(st.lists(_groups(), max_size=3))), demands, period_seconds=900)


@settings(max_examples=40, deadline=None)
@given(_plans(), st.integers(0, 2**32), st.booleans())
def test_no_caller_is_ever_lost_doubled_or_kept_from_an_idle_agent(whole: Plan, seed: int, remember: bool) -> None:
    centre = Centre(whole, seed=seed, opened_at=OPENED_AT, remember_callers=remember)
    events = 0
    while centre.next_event_at is not None and centre.next_event_at <= OPENED_AT + 2700 and events < 250:
        centre.advance(centre.next_event_at)
        events += 1
        for queue in centre.queues.values():
            _holds_together(queue)
        for team in centre.teams:
            on_calls = [agent for agent in team.agents if agent.task is not None]
            assert len(team.idle) + len(on_calls) <= len(team.agents)
            assert team.activities["Available"] == len(team.idle) + len(on_calls)
            assert all(agent.task is None and agent.activity == agent.duty == "Available" for agent in team.idle)
            assert team.reserved == sum(
                agent.task is not None and agent.task.status == "reserved" for agent in on_calls
            )


def _holds_together(queue: Queue) -> None:
    tally = queue.tally()
    alive = (tally.pending, tally.reserved, tally.assigned, tally.wrapping)
    assert min(alive) >= 0
    assert len(tally.entered.times) == sum(alive) + len(tally.completed.times) + len(tally.canceled.times)
    assert len(tally.reservations.times) == (
        tally.reserved + len(tally.accepted.times) + len(tally.reservations_canceled.times)
    )
    assert len(tally.accepted.times) == tally.assigned + tally.wrapping + len(tally.completed.times)
    assert sum(tally.live_by_priority.values()) == sum(alive)
    assert len(list(queue.waiting())) == queue.pending == sum(tally.pending_by_priority.values())
    assert min((*tally.accepted.seconds, *tally.canceled.seconds), default=0) >= 0
    assert queue.pending == 0 or not any(team.idle for team in queue.teams)


@pytest.mark.parametrize(
    ("law", "mean", "deviation"),
    [
        (Constant(42), 42, 0),
        (Exponential(300), 300, 300),
        (Uniform(2, 8), 5, 6 / math.sqrt(12)),
        (Lognormal(270, 0.9), 270, 243),
        (Lognormal(30, 0.8), 30, 24),
    ],
)
def test_durations_have_the_mean_and_deviation_their_law_names(
    law: Distribution, mean: float, deviation: float
) -> None:
    draw = law.sampler(Random(8))
    durations = [draw() for _ in range(60_000)]

    assert fmean(durations) == pytest.approx(mean, rel=0.02)
    assert pstdev(durations) == pytest.approx(deviation, rel=0.04)
    assert min(durations) >= 0


def test_calls_come_as_often_as_the_timetable_says_and_independently() -> None:
    demand = Demand(rates=(Rate(0, 6), Rate(600, 1)), ring=AT_ONCE, talk=AT_ONCE, wrap_up=AT_ONCE)
    whole = plan((group("a", 1),), {"a": demand}, period_seconds=1200)
    centre = Centre(whole, seed=6, opened_at=OPENED_AT, remember_callers=True)
    centre.advance(OPENED_AT + 200 * 1200)
    busy = [task.created_at for task in centre.callers if (task.created_at - OPENED_AT) % 1200 < 600]
    gaps = [later - earlier for earlier, later in pairwise(busy) if later - earlier < 300]

    assert len(busy) == pytest.approx(200 * 60, rel=0.02)
    assert len(centre.callers) - len(busy) == pytest.approx(200 * 10, rel=0.05)
    assert pstdev(gaps) == pytest.approx(fmean(gaps), rel=0.03)


def _random_centre(*, seed: int, agents: int, per_minute: float, priorities: int, mean_patience: float) -> Centre:
    demand = Demand(
        rates=steady(per_minute),
        priorities=tuple((priority, 1.0) for priority in range(priorities)),
        talk=Lognormal(120, 0.9),
        patience=Lognormal(mean_patience, 1.2),
    )
    whole = plan((group("a", agents),), {"a": demand})
    return Centre(whole, seed=seed, opened_at=OPENED_AT, remember_callers=True)
