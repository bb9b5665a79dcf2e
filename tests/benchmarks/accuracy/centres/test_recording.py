"""A recorded contact centre: deterministic by its seed, with the same callers in both task modes."""

from itertools import islice, pairwise
from random import Random

import pytest

from benchmarks.accuracy.centres.recording import OPENED_AT, Recording, Watched, scenario, workspace_of
from benchmarks.accuracy.centres.scenario_parts import Scenario
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.scores.targets import ROUTED, SHARED, TEN
from poller.taskrouter.parsing import parse


def recording(name: str = "small", seed: int = 5, *, multi_tasking: bool = True, poll_seconds: int = 60) -> Recording:
    return Recording(scenario(name, seed, multi_tasking=multi_tasking), seed, poll_seconds, days=1)


def hour(found: Recording) -> list[Watched]:
    return list(islice(found.polls(), 3600 // found.poll_seconds))


def test_the_same_seed_is_the_same_recording() -> None:
    assert hour(recording()) == hour(recording())
    assert hour(recording()) != hour(recording(seed=6))


def test_the_callers_are_the_same_in_both_task_modes_and_at_any_interval() -> None:
    found = [recording(), recording(multi_tasking=False), recording(poll_seconds=15)]

    for each in found:
        assert len(list(each.polls())) == (36_000 + 2_700) / each.poll_seconds
    first, *others = [[(task.created_at, task.offered_at) for task in each.waited()] for each in found]
    assert len(first) > 100
    assert others == [first, first]


def test_callers_who_wait_and_callers_answered_at_once_are_all_that_count() -> None:
    found = recording()
    for _ in found.polls():
        pass

    assert len(found.waited()) + len(found.answered_at_once()) == len(found.centre.callers)
    assert 0 < len(found.waited_within(5400)) < len(found.waited())
    assert all(task.offered_wait_seconds is not None for task in found.centre.callers)


def test_a_poll_between_the_minutes_reads_only_the_present_anew() -> None:
    polls = hour(recording(poll_seconds=15))

    assert [each.is_full for each in polls[:9]] == [True, False, False, False, True, False, False, False, True]
    (sid,) = polls[0].statistics
    windows = [each.statistics[sid][1] for each in polls]
    assert all(
        later is earlier
        for (_, earlier), (each, later) in pairwise(zip(polls, windows, strict=True))
        if not each.is_full
    )
    assert len({each.statistics[sid][0]["longest_task_waiting_age"] for each in polls}) > 40


def test_agents_on_a_call_are_available_in_a_multi_tasking_workspace_only() -> None:
    modes = (True, False)
    one, other = (hour(recording("moderate", multi_tasking=mode))[-1] for mode in modes)
    (sid,) = one.statistics
    multi, single = (parse(*each.statistics[sid]) for each in (one, other))

    assert multi.available_workers == 20
    assert single.available_workers == 20 - (single.in_service_strict or 0)
    assert [workspace_of(scenario("moderate", 5, multi_tasking=mode).plan).multi_tasking for mode in modes] == list(
        modes
    )
    assert (
        single.workers_by_activity.keys()
        >= workspace_of(scenario("moderate", 5, multi_tasking=False).plan).working_activities
    )


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_can_be_played_and_parsed(name: str) -> None:
    found = recording(name)

    polls = list(islice(found.polls(), 5))

    assert polls[0].at >= OPENED_AT
    assert all(parse(*halves).workers_by_activity for each in polls for halves in each.statistics.values())
    assert found.scenario.measured_seconds[1] <= 36_000


@pytest.mark.parametrize("name", ["spike", "lunch", "day"])
def test_a_scenario_depends_on_its_seed_alone(name: str) -> None:
    def drawn(seed: int) -> Scenario:
        return SCENARIOS[name](Random(seed))

    assert drawn(1) == drawn(1)
    if name != "spike":
        assert drawn(1) != drawn(2)


def test_the_scenarios_are_those_that_have_targets() -> None:
    assert set(SCENARIOS) == TEN.keys() | SHARED.keys() | ROUTED.keys()
