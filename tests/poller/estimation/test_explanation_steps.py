"""Steps that only some explanations have: shared agents, unusual staffing, and estimates without a model."""

from dataclasses import replace

import pytest

from poller.estimation.statistics import QueueStatistics
from tests.fakes.statistics import (
    BUSY_HOUR,
    NOBODY_CALLS,
    OTHER,
    QUEUE,
)
from tests.fakes.statistics_source import OFFLINE
from tests.poller.estimation.explaining import INPUTS, MODEL, explained, number, says


def test_agents_shared_with_another_queue_are_printed_and_its_callers_too() -> None:
    def of_the_pool(mine: int) -> dict[str, QueueStatistics]:
        shared = replace(BUSY_HOUR, reserved=0, wrapping=0, available_workers=10)
        return {QUEUE: replace(shared, assigned=mine), OTHER: replace(shared, assigned=10 - mine, pending=8)}

    before = [of_the_pool(mine) for mine in [3, 5, 7, 4, 6] * 12]
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
