"""An explanation prints how a wait was estimated, from the statistics to the number."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given

from poller.estimation import estimate, explain
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import (
    ANY_CATALOGUE,
    ANY_STATISTICS,
    BUSY_HOUR,
    MULTI_TASKING,
    NOBODY_CALLS,
    OTHER,
    QUEUE,
    QUIET,
    SINGLE_TASKING,
    polled,
)
from tests.fakes.statistics_source import OFFLINE
from tests.fakes.waits import MEASURED_AT
from waittimes.wait import Estimate, Wait

INPUTS = [
    *("waiting", "longest waiting", "in service", "available"),
    *("arrived", "answered", "abandoned", "mean wait", "basis", "agents free"),
]
MODEL = [
    *("handle time", "agents", "service rate", "wrap-up", "drift", "ahead", "abandoning"),
    *("queue clears", "bias correction", "deviation", "estimate"),
]
VIPS = replace(BUSY_HOUR, by_priority={0: 9, 5: 4}, pending=6, longest_waiting_seconds=140)


def learned(*polls: Mapping[str, QueueStatistics], catalogue: Workspace = MULTI_TASKING) -> WorkspaceState:
    known = WorkspaceState()
    polled(*polls, catalogue=catalogue, known=known)
    return known


def explained(
    statistics: QueueStatistics,
    *before: Mapping[str, QueueStatistics],
    others: Mapping[str, QueueStatistics] | None = None,
    catalogue: Workspace = MULTI_TASKING,
    priority: int | None = None,
) -> tuple[dict[str, str], Wait]:
    """Return the steps by name, and the wait they explain, after these polls a minute apart."""
    known = learned(*before, catalogue=catalogue)
    now = {QUEUE: statistics} | dict(others or {})
    measured = {sid: Measured(each, MEASURED_AT + 60) for sid, each in now.items()}
    wait = estimate(measured, catalogue, deepcopy(known))[QUEUE]
    explanation = explain(QUEUE, measured, catalogue, known)
    assert explanation.wait == wait
    steps = explanation.steps(priority)
    found = {step.name: step.value for step in steps}
    assert len(found) == len(steps)
    return found, wait


def reasons(statistics: QueueStatistics, catalogue: Workspace = MULTI_TASKING) -> dict[str, str]:
    measured = {QUEUE: Measured(statistics, MEASURED_AT)}
    return {step.name: step.reason for step in explain(QUEUE, measured, catalogue, WorkspaceState()).steps()}


def number(text: str) -> float:
    found = re.search(r"-?[\d.]+", text)
    assert found, text
    return float(found[0])


def says(steps: Mapping[str, str], wait: Wait, estimate: Estimate) -> None:
    """Assert that every number of the wait is printed."""
    assert steps["basis"] == wait.basis.value
    assert steps["agents free"] == str(wait.agents_free)
    assert steps["estimate"] == f"{estimate.seconds:.0f} s"
    assert number(steps["ahead"]) == pytest.approx(wait.evidence["ahead"], abs=0.51)
    assert number(steps["service rate"]) == wait.evidence["per_minute"]
    assert number(steps["abandoning"]) == pytest.approx(100 * wait.evidence["hangs_up"], abs=0.01)
    assert number(steps["agents"]) == wait.evidence["agents"]


def test_the_inputs_come_first_and_the_estimate_last() -> None:
    steps, _ = explained(BUSY_HOUR)

    assert list(steps) == INPUTS + MODEL


def test_the_inputs_are_those_that_taskrouter_gave() -> None:
    steps, _ = explained(BUSY_HOUR)

    assert [steps[name] for name in INPUTS] == [
        *("4", "75 s", "1 + 6 + 2", "9", "23", "17", "3", "210 s", "line", "0"),
    ]


def test_a_missing_field_is_printed_as_missing() -> None:
    lacking = replace(
        BUSY_HOUR, entered=None, canceled=None, mean_wait_seconds=None, reserved=None, longest_waiting_seconds=None
    )
    steps, _ = explained(lacking)

    names = ("longest waiting", "in service", "arrived", "abandoned", "mean wait")
    assert [steps[name] for name in names] == [
        *("missing", "missing + 6 + 2", "missing", "missing", "missing"),
    ]


@pytest.mark.parametrize("polls", [0, 1, 30])
@pytest.mark.parametrize("statistics", [BUSY_HOUR, QUIET], ids=["line", "agent free"])
@pytest.mark.parametrize("catalogue", [MULTI_TASKING, SINGLE_TASKING], ids=["multi-tasking", "single-tasking"])
def test_every_number_printed_is_that_of_the_wait(
    statistics: QueueStatistics, polls: int, catalogue: Workspace
) -> None:
    steps, wait = explained(statistics, *[{QUEUE: statistics}] * polls, catalogue=catalogue)

    says(steps, wait, wait.estimate)


def test_every_step_printed_is_that_of_the_wait_model() -> None:
    known = learned(*[{QUEUE: BUSY_HOUR}] * 30)
    known.queues[QUEUE].calibrations[0].actual_seconds += 2500

    explanation = explain(QUEUE, {QUEUE: Measured(BUSY_HOUR, MEASURED_AT)}, MULTI_TASKING, known)

    steps, main = {each.name: each.value for each in explanation.steps()}, explanation.outlook.main
    assert main
    assert steps["handle time"] == f"{known.queues[QUEUE].handle_seconds:.0f} s"
    assert steps["wrap-up"] == f"{main.ahead.wrap_up_surplus:+.1f}"
    assert steps["drift"] == f"{main.ahead.drift:+.1f}"
    assert steps["queue clears"] == f"{main.raw_seconds:.0f} s"
    assert steps["bias correction"] == f"x {main.bias_correction:.2f}" != "x 1.00"
    assert steps["deviation"] == f"{main.deviation_seconds:.0f} s"


def test_the_range_is_printed_with_the_estimate() -> None:
    measured = {QUEUE: Measured(BUSY_HOUR, MEASURED_AT)}
    wait = estimate(measured, MULTI_TASKING, WorkspaceState())[QUEUE].estimate

    assert reasons(BUSY_HOUR)["estimate"] == (
        f"{wait.low_seconds:.0f} s to {wait.high_seconds:.0f} s for four callers in five"
    )


@pytest.mark.parametrize(
    ("catalogue", "mode"),
    [(MULTI_TASKING, "multi-tasking"), (SINGLE_TASKING, "single-tasking")],
    ids=["multi", "single"],
)
def test_it_says_what_an_available_worker_is_in_this_workspace(catalogue: Workspace, mode: str) -> None:
    assert mode in reasons(BUSY_HOUR, catalogue)["available"]


@pytest.mark.parametrize(("priority", "explained_priority"), [(5, 5), (0, 0), (None, 0), (77, 0)])
def test_of_several_priorities_the_one_asked_for_is_explained_or_the_last_to_be_served(
    priority: int | None, explained_priority: int
) -> None:
    steps, wait = explained(VIPS, *[{QUEUE: VIPS}] * 20, priority=priority)

    assert list(steps) == [*INPUTS, "priority", "waiting before", *MODEL]
    assert steps["priority"] == str(explained_priority)
    assert steps["estimate"] == f"{wait.by_priority[explained_priority].seconds:.0f} s"
    if explained_priority == 0:
        says(steps, wait, wait.estimate)
        assert steps["waiting before"] == "6.0"


def test_counts_by_priority_of_waiting_calls_alone_are_taken_as_they_are() -> None:
    waiting = replace(VIPS, by_priority={0: 4, 5: 2}, pending=6)

    assert explained(waiting, *[{QUEUE: waiting}] * 5, priority=5)[0]["waiting before"] == "2.0"


def test_an_imputed_field_says_from_what() -> None:
    lacking = replace(BUSY_HOUR, pending=None, available_workers=None)
    steps, wait = explained(lacking)

    assert (steps["waiting"], steps["available"]) == (str(wait.pending), "9")
    assert reasons(lacking)["waiting"].startswith("imputed")
    assert reasons(lacking)["available"] == "imputed from the workers in available Activities; multi-tasking workspace"
    assert reasons(replace(lacking, workers_by_activity={}))["available"].startswith("total_available_workers")


def test_a_queue_with_one_priority_prints_none() -> None:
    steps, _ = explained(replace(VIPS, by_priority={0: 13}), {QUEUE: VIPS})

    assert "priority" in steps
    assert "priority" not in explained(BUSY_HOUR, priority=5)[0]


def test_agents_shared_with_another_queue_are_printed_and_its_callers_too() -> None:
    def of_the_pool(mine: int) -> dict[str, QueueStatistics]:
        shared = replace(BUSY_HOUR, reserved=0, wrapping=0, available_workers=10)
        return {QUEUE: replace(shared, assigned=mine), OTHER: replace(shared, assigned=10 - mine, pending=8)}

    before: Sequence[dict[str, QueueStatistics]] = [of_the_pool(mine) for mine in [3, 5, 7, 4, 6] * 12]
    now = of_the_pool(4)
    steps, wait = explained(now[QUEUE], *before, others={OTHER: now[OTHER]})

    assert list(steps) == [*INPUTS, "on other queues", "other queues", *MODEL]
    assert number(steps["on other queues"]) == pytest.approx(6, abs=0.3)
    assert number(steps["other queues"]) == pytest.approx(8, abs=0.8)
    says(steps, wait, wait.estimate)


def test_unusual_staffing_is_printed_before_the_time_that_it_shortens() -> None:
    at_lunch = replace(BUSY_HOUR, reserved=0, assigned=6, wrapping=0, available_workers=6)

    steps, _ = explained(at_lunch, *[{QUEUE: replace(BUSY_HOUR, available_workers=9)}] * 60)

    assert list(steps) == [*INPUTS, *MODEL[:7], "staffing", *MODEL[7:]]
    assert steps["staffing"] == "x 1.50"


def test_without_the_calls_waiting_the_mean_wait_is_the_explanation() -> None:
    unseen = replace(BUSY_HOUR, pending=None, longest_waiting_seconds=None, reserved=None, assigned=None, wrapping=None)
    steps, wait = explained(unseen)

    assert list(steps) == [*INPUTS, "estimate"]
    assert (steps["waiting"], steps["in service"]) == ("missing", "missing + missing + missing")
    assert (steps["basis"], steps["estimate"]) == ("history", f"{wait.estimate.seconds:.0f} s")


@pytest.mark.parametrize(
    ("statistics", "basis"),
    [(NOBODY_CALLS, "unknown"), (replace(NOBODY_CALLS, workers_by_activity={OFFLINE: 3}), "unstaffed")],
    ids=["unknown", "unstaffed"],
)
def test_without_an_estimate_it_says_that_there_is_none(statistics: QueueStatistics, basis: str) -> None:
    steps, _ = explained(statistics)

    assert list(steps) == [*INPUTS, "estimate"]
    assert (steps["basis"], steps["estimate"]) == (basis, "none")


def test_a_queue_that_was_not_measured_cannot_be_explained() -> None:
    with pytest.raises(KeyError, match=OTHER):
        explain(OTHER, {QUEUE: Measured(BUSY_HOUR, MEASURED_AT)}, MULTI_TASKING, WorkspaceState())


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_every_explanation_ends_with_the_estimate_of_the_wait(
    statistics: QueueStatistics, catalogue: Workspace
) -> None:
    steps, wait = explained(statistics, {QUEUE: VIPS}, catalogue=catalogue)

    assert list(steps)[: len(INPUTS)] == INPUTS
    assert list(steps)[-1] == "estimate"
    seconds = wait.estimate.seconds
    assert steps["estimate"] == ("none" if seconds is None else f"{seconds:.0f} s")
