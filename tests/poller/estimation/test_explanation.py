"""An explanation prints how a wait was estimated, from the statistics to the number."""

from dataclasses import replace

import pytest
from hypothesis import given

from poller.estimation import estimate, explain
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import (
    ANY_CATALOGUE,
    ANY_STATISTICS,
    BUSY_HOUR,
    MULTI_TASKING,
    OTHER,
    QUEUE,
    QUIET,
    SINGLE_TASKING,
)
from tests.fakes.waits import MEASURED_AT
from tests.poller.estimation.explaining import INPUTS, MODEL, VIPS, explained, learned, reasons, says


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
@pytest.mark.parametrize("workspace", [MULTI_TASKING, SINGLE_TASKING], ids=["multi-tasking", "single-tasking"])
def test_every_number_printed_is_that_of_the_wait(
    statistics: QueueStatistics, polls: int, workspace: Workspace
) -> None:
    steps, wait = explained(statistics, *[{QUEUE: statistics}] * polls, workspace=workspace)

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
    ("workspace", "mode"),
    [(MULTI_TASKING, "multi-tasking"), (SINGLE_TASKING, "single-tasking")],
    ids=["multi", "single"],
)
def test_it_says_what_an_available_worker_is_in_this_workspace(workspace: Workspace, mode: str) -> None:
    assert mode in reasons(BUSY_HOUR, workspace)["available"]


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


def test_a_queue_that_was_not_measured_cannot_be_explained() -> None:
    with pytest.raises(KeyError, match=OTHER):
        explain(OTHER, {QUEUE: Measured(BUSY_HOUR, MEASURED_AT)}, MULTI_TASKING, WorkspaceState())


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_every_explanation_ends_with_the_estimate_of_the_wait(
    statistics: QueueStatistics, workspace: Workspace
) -> None:
    steps, wait = explained(statistics, {QUEUE: VIPS}, workspace=workspace)

    assert list(steps)[: len(INPUTS)] == INPUTS
    assert list(steps)[-1] == "estimate"
    seconds = wait.estimate.seconds
    assert steps["estimate"] == ("none" if seconds is None else f"{seconds:.0f} s")


def test_an_estimate_from_few_calls_says_that_the_waits_of_the_window_count_too() -> None:
    many = learned()
    many.queues[QUEUE] = QueueState(busy_seconds=30_000.0, calls=60.0)

    (told,) = (
        step.reason
        for step in explain(QUEUE, {QUEUE: Measured(BUSY_HOUR, MEASURED_AT)}, MULTI_TASKING, many).steps()
        if step.name == "queue clears"
    )

    assert "few calls are known" in reasons(BUSY_HOUR)["queue clears"]
    assert told == "callers who stay x service interval, plus ringing"
