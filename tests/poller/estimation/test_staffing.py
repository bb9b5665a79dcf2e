"""A queue's agents: on duty, free, or none at all, in both task modes."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import staffing
from poller.estimation.statistics import QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import (
    ANY_CATALOGUE,
    ANY_STATISTICS,
    BUSY_HOUR,
    MULTI_TASKING,
    NOBODY_CALLS,
    QUIET,
    SINGLE_TASKING,
)
from tests.fakes.statistics_source import AVAILABLE, BREAK, BUSY, OFFLINE, RESERVED
from tests.poller.estimation.queues import NINE, observed, showing
from tests.poller.estimation.queues import QUIET as QUIET_QUEUE

NEW_ACTIVITY = "WA" + "e" * 32
WORKING = replace(BUSY_HOUR, available_workers=4, workers_by_activity={OFFLINE: 3, AVAILABLE: 4, RESERVED: 1, BUSY: 7})


def test_in_a_multi_tasking_workspace_available_workers_are_on_duty() -> None:
    assert staffing.on_duty(WORKING, MULTI_TASKING) == 4


def test_in_a_single_tasking_workspace_reserved_and_busy_workers_are_on_duty_too() -> None:
    assert staffing.on_duty(WORKING, SINGLE_TASKING) == 4 + 1 + 7


def test_without_activities_the_agents_on_this_queues_calls_are_on_duty() -> None:
    without_activities = replace(WORKING, workers_by_activity={})

    assert staffing.on_duty(without_activities, SINGLE_TASKING) == 4 + 9
    assert staffing.on_duty(replace(without_activities, assigned=None), SINGLE_TASKING) == 4


@pytest.mark.parametrize(("elsewhere", "free"), [(0.0, 3), (0.4, 3), (0.6, 2), (2.8, 0), (17.0, 0)])
def test_in_a_multi_tasking_workspace_neither_this_queues_busy_nor_other_queues_are_free(
    elsewhere: float, free: int
) -> None:
    assert staffing.agents_free(QUIET, multi_tasking=True, on_other_queues=elsewhere) == free


def test_in_a_single_tasking_workspace_nobody_available_is_busy_anywhere() -> None:
    assert staffing.agents_free(QUIET, multi_tasking=False, on_other_queues=5.0) == 12


@pytest.mark.parametrize("multi_tasking", [True, False])
@pytest.mark.parametrize("pending", [1, 6, None])
def test_nobody_is_free_while_a_call_waits_or_may_wait(pending: int | None, *, multi_tasking: bool) -> None:
    statistics = replace(QUIET, pending=pending, available_workers=40)

    assert staffing.agents_free(statistics, multi_tasking=multi_tasking) == 0


def test_nobody_is_free_without_a_part_of_the_calls_in_service() -> None:
    statistics = replace(QUIET, wrapping=None)

    assert staffing.agents_free(statistics, multi_tasking=True) == 0
    assert staffing.agents_free(statistics, multi_tasking=False) == 12


@pytest.mark.parametrize(
    ("workers", "unstaffed"),
    [
        ({}, (False, False)),
        ({OFFLINE: 0, AVAILABLE: 0}, (False, False)),
        ({OFFLINE: 5}, (True, True)),
        ({OFFLINE: 5, BREAK: 2, AVAILABLE: 0}, (True, True)),
        ({OFFLINE: 5, AVAILABLE: 1}, (False, False)),
        ({OFFLINE: 5, BUSY: 1}, (True, False)),
        ({OFFLINE: 5, RESERVED: 1}, (True, False)),
        ({NEW_ACTIVITY: 3}, (True, True)),
    ],
)
def test_a_queue_is_unstaffed_if_all_workers_are_in_activities_that_take_no_call(
    workers: dict[str, int], unstaffed: tuple[bool, bool]
) -> None:
    statistics = replace(NOBODY_CALLS, workers_by_activity=workers)

    found = tuple(staffing.is_unstaffed(statistics, each) for each in (MULTI_TASKING, SINGLE_TASKING))
    assert found == unstaffed


@pytest.mark.parametrize("workspace", [MULTI_TASKING, SINGLE_TASKING], ids=["multi-tasking", "single-tasking"])
def test_an_available_worker_is_staff_in_any_activity(workspace: Workspace) -> None:
    there = replace(NOBODY_CALLS, available_workers=1, workers_by_activity={NEW_ACTIVITY: 1, OFFLINE: 5})

    assert not staffing.is_unstaffed(there, workspace)


@pytest.mark.parametrize("busy", [{"assigned": 1}, {"wrapping": 1}, {"assigned": None}], ids=str)
def test_in_a_single_tasking_workspace_a_queue_with_calls_in_service_or_unknown_is_staffed(
    busy: dict[str, Any],
) -> None:
    on_break = replace(NOBODY_CALLS, workers_by_activity={BREAK: 2}, **busy)

    assert not staffing.is_unstaffed(on_break, SINGLE_TASKING)
    assert staffing.is_unstaffed(on_break, MULTI_TASKING)


@given(ANY_STATISTICS, ANY_CATALOGUE, st.floats(0, 1e9))
def test_never_more_agents_are_free_than_available_and_none_of_an_unstaffed_queue(
    statistics: QueueStatistics, workspace: Workspace, elsewhere: float
) -> None:
    multi_tasking = workspace.multi_tasking
    free = staffing.agents_free(statistics, multi_tasking=multi_tasking, on_other_queues=elsewhere)

    assert 0 <= free <= (statistics.available_workers or 0) <= staffing.on_duty(statistics, workspace)
    assert not (free and staffing.is_unstaffed(statistics, workspace))


def test_the_smoothed_number_on_duty_has_a_time_constant_of_six_hours() -> None:
    queue = observed([showing(available_workers=20)])
    assert queue.state.smoothed_staffing == 20

    for minute in range(1, 361):
        queue.poll(showing(available_workers=11), NINE + 60 * minute)

    assert queue.state.smoothed_staffing == pytest.approx(11 + 9 / math.e)


@pytest.mark.parametrize(
    "statistics",
    [replace(QUIET_QUEUE, available_workers=3), showing(available_workers=0), showing(available_workers=None)],
    ids=["nobody calls", "nobody is on duty", "missing"],
)
def test_agents_on_duty_while_nobody_calls_do_not_change_the_smoothed_number(statistics: QueueStatistics) -> None:
    queue = observed([showing(available_workers=17)])

    queue.poll(replace(statistics, workers_by_activity={}), NINE + 60)

    assert queue.state.smoothed_staffing == 17
