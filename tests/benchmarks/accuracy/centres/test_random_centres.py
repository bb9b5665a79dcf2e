"""Contact centres drawn at random are as described, and their table says how accurate the product is in them."""

from dataclasses import replace
from random import Random

import pytest
from click.testing import CliRunner

from benchmarks.accuracy.__main__ import main
from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.random_centres import RANDOM, random_centre
from benchmarks.accuracy.centres.recording import scenario
from benchmarks.accuracy.centres.scenario_parts import DAY_SECONDS, DAYS, OPEN_SECONDS
from benchmarks.accuracy.play import jobs
from benchmarks.accuracy.play.replication import Job, Replication, Setting, play
from benchmarks.accuracy.report.random_centres_table import table
from simulator.centre.distributions import Lognormal
from tests.benchmarks.accuracy.report.test_results import SCORE

MANY = 120


def test_the_same_seed_draws_the_same_contact_centre_and_another_seed_another() -> None:
    assert random_centre(Random(5)).plan == random_centre(Random(5)).plan
    assert len({repr(random_centre(Random(seed)).plan) for seed in range(MANY)}) == MANY


@pytest.mark.slow
def test_every_kind_is_drawn() -> None:
    plans = [random_centre(Random(seed)).plan for seed in range(MANY)]

    assert {len(plan.task_queues) for plan in plans} == {1, 2, 3}
    assert {len(plan.task_queues[0].demand.priorities) for plan in plans} == {1, 2, 3}
    assert {type(plan.task_queues[0].demand.patience).__name__ for plan in plans} == {"Lognormal", "Exponential"}
    assert min(sum(group.count for group in plan.groups) for plan in plans) <= 4
    assert max(sum(group.count for group in plan.groups) for plan in plans) >= 80
    assert {len({shift.available for shift in plan.groups[0].shifts}) > 1 for plan in plans} == {True, False}


@pytest.mark.parametrize("seed", range(40))
def test_a_contact_centre_can_work(seed: int) -> None:
    """Every queue has agents, somebody is always on duty in the hours that are open, and nobody calls at night."""
    plan = random_centre(Random(seed)).plan

    for queue in plan.task_queues:
        assert any(queue.skill in group.skills for group in plan.groups)
        assert sum(share for _, share in queue.demand.priorities) == pytest.approx(1)
        assert isinstance(queue.demand.talk, Lognormal)
        assert 60 <= queue.demand.talk.mean_seconds <= 900
        for rate in queue.demand.rates:
            is_open = rate.from_seconds % DAY_SECONDS < OPEN_SECONDS
            assert (rate.per_minute > 0) == is_open
    assert plan.period_seconds == DAYS * DAY_SECONDS
    assert all(1 <= shift.available <= group.count for group in plan.groups for shift in group.shifts)


def test_as_many_call_as_the_agents_can_bear_or_some_more() -> None:
    for seed in range(40):
        plan = random_centre(Random(seed)).plan
        work = 0.0
        for queue in plan.task_queues:
            talk, wrap_up = queue.demand.talk, queue.demand.wrap_up
            assert isinstance(talk, Lognormal)
            assert isinstance(wrap_up, Lognormal)
            calls = [rate.per_minute / 60 for rate in queue.demand.rates if rate.per_minute]
            work += sum(calls) / len(calls) * (talk.mean_seconds + wrap_up.mean_seconds)

        assert 0.84 <= work / sum(group.count for group in plan.groups) <= 1.31


def test_every_seed_is_another_one_in_the_task_mode_that_is_asked_for() -> None:
    one, other = (scenario(RANDOM, seed, multi_tasking=False).plan for seed in (7, 8))

    assert one.task_queues != other.task_queues
    assert not one.workspace.multi_task_enabled
    assert {job.setting.multi_tasking for job in jobs.random_centres(6000, 4)} == {True, False}
    assert [job.seed for job in jobs.random_centres(6000, 4)] == [6000, 6001, 6002, 6003]


def test_one_of_them_is_played_like_any_other() -> None:
    found = play(Job(Setting(RANDOM, days=1), 15))

    product, average = found.scores[PRODUCT], found.scores[AVERAGE]
    assert product
    assert average
    assert product.callers == average.callers > 0
    assert product.mae != average.mae


def centre(seed: int, error: float, *, callers: int = 900, coverage: float = 0.8, bias: float = 8) -> Replication:
    """Return a contact centre in which AVG15 is off by 100 s and the product by `error`; callers wait for 200 s."""
    product = replace(SCORE, mae=error, callers=callers, coverage=coverage, bias=bias)
    return Replication(Job(Setting(RANDOM, seed % 2 == 0), seed), {AVERAGE: SCORE, PRODUCT: product}, {})


def test_the_table_tells_the_middle_and_the_worst() -> None:
    centres = [
        *(centre(2 * number, 10.0 + 10 * number) for number in range(9)),
        centre(18, 110.0, coverage=0.7, bias=-11),
        centre(20, 500.0, callers=299),
    ]

    multi_tasking, both = table(centres).rows

    assert both == ("both", *multi_tasking[1:])
    assert multi_tasking == (
        *("multi-tasking", "10", "0.457", "0.550", "0.900", "1.100", "9 of 10"),
        *("0.790", "9 of 10", "9 of 10"),
    )


def test_each_task_mode_has_a_row_of_its_own() -> None:
    multi_tasking, single_tasking, both = table([centre(2, 40.0), centre(3, 90.0)]).rows

    assert (multi_tasking[2], single_tasking[2], both[2]) == ("0.400", "0.900", "0.600")
    assert (multi_tasking[0], single_tasking[0], both[1]) == ("multi-tasking", "single-tasking", "2")


@pytest.mark.slow
def test_the_program_plays_them_and_prints_their_table() -> None:
    found = CliRunner().invoke(main, ["--random", "1", "--first-seed", "15", "--processes", "1"])

    title, _, *rows = found.output.splitlines()
    assert (found.exit_code, title) == (0, "Contact centres drawn at random: product/AVG15")
    assert [row.split()[:2] for row in rows[1:]] == [["single-tasking", "1"], ["both", "1"]]
