"""The jobs of each part; several processes come to the same results as one."""

from collections import Counter

import pytest

from benchmarks.accuracy.centres.recording import Recording, scenario
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play.five_thousand import ACTIVE, QUEUES, Crowd
from benchmarks.accuracy.play.jobs import FIRST_SEED, PARTS, everything, jobs_of, play_all, quick
from benchmarks.accuracy.play.replication import Job, Setting, play
from benchmarks.accuracy.report.results import Results
from benchmarks.accuracy.scores.targets import TEN


def test_everything_is_every_scenario_in_both_task_modes_and_the_ten_at_fifteen_seconds_and_damaged() -> None:
    counts = Counter(job.setting for job in everything())

    for mode in (True, False):
        assert {name: counts[Setting(name, mode)] for name in SCENARIOS} == {**dict.fromkeys(SCENARIOS, 20), "large": 8}
        assert {counts[Setting(name, mode, 15)] for name in TEN} == {8}
    assert {counts[Setting(name, damaged=True)] for name in TEN} == {4}


def test_a_part_of_everything_can_be_played_alone() -> None:
    assert Counter(job for part in PARTS for job in jobs_of(part)) == Counter(everything())
    assert {job.setting.jam_minutes for job in jobs_of("jam", 100, 1)} == {5, 10, 20, 40}
    assert {job.setting.scenario for job in jobs_of("jam", 100, 1)} == set(SCENARIOS)


def test_every_replication_has_a_seed_of_its_own() -> None:
    assert len(set(everything())) == len(everything())
    assert {job.seed for job in everything(100, 2)} == {100, 101}


def test_the_quick_look_is_part_of_everything() -> None:
    assert set(quick()) < set(everything())
    assert {job.setting for job in quick()} == {Setting(name) for name in SCENARIOS}


@pytest.mark.slow
def test_several_processes_come_to_the_same_as_one() -> None:
    jobs = [Job(Setting("small", days=1), seed) for seed in (FIRST_SEED, FIRST_SEED + 1)]

    apart, together = (Results.of(play_all(jobs, processes)) for processes in (2, 1))

    assert apart == together == Results.of(map(play, jobs))


def test_a_fifth_of_the_queues_is_active_and_changes_from_poll_to_poll() -> None:
    crowd = Crowd.of(Recording(scenario("day", FIRST_SEED, multi_tasking=True), FIRST_SEED, 60))

    one, next_one = crowd.poll(0), crowd.poll(1)

    assert len(one) == QUEUES
    assert sum(each.statistics.may_be_active for each in one.values()) == ACTIVE == QUEUES / 5
    moved = [sid for sid, each in one.items() if next_one[sid].statistics != each.statistics]
    assert len(moved) > 0.9 * ACTIVE
    assert all(next_one[sid].at == each.at + 60 for sid, each in one.items())
