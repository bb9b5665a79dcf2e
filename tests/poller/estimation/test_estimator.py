"""The record that follows from a task queue's statistics, in both task modes."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from poller.estimation.workspace import Workspace
from tests.fakes.statistics import (
    BUSY_HOUR,
    MULTI_TASKING,
    NOBODY_CALLS,
    OTHER,
    QUEUE,
    QUIET,
    SINGLE_TASKING,
    polled,
    waiting,
)
from tests.fakes.statistics_source import AVAILABLE, BREAK, BUSY, OFFLINE, RESERVED
from tests.fakes.waits import MEASURED_AT
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait

BOTH = pytest.mark.parametrize("workspace", [MULTI_TASKING, SINGLE_TASKING], ids=["multi-tasking", "single-tasking"])
NOBODY_KNOWS_WHO_WAITS = replace(
    BUSY_HOUR, pending=None, longest_waiting_seconds=None, reserved=None, assigned=None, wrapping=None
)


@BOTH
def test_the_record_holds_the_estimate_and_its_evidence(workspace: Workspace) -> None:
    wait = waiting(BUSY_HOUR, workspace)

    assert wait == Wait(
        queue_sid=QUEUE,
        queue_name="Claims",
        measured_at=MEASURED_AT,
        basis=Basis.LINE,
        estimate=wait.estimate,
        evidence=wait.evidence,
        answered=17,
        window_seconds=900,
        pending=4,
        agents_free=0,
        agents_busy=9,
        longest_waiting_seconds=75,
    )
    assert wait.evidence.keys() == {"ahead", "per_minute", "hangs_up", "agents", "history", "abandoned"}
    assert wait.evidence["abandoned"] == 3


def test_the_estimate_follows_from_the_callers_ahead_and_the_rate_at_which_they_are_answered() -> None:
    """Nine agents who answer 17 calls in 15 minutes answer four in about three minutes."""
    wait = waiting(BUSY_HOUR)

    assert (wait.evidence["agents"], wait.evidence["per_minute"], wait.evidence["history"]) == (9.0, 1.3, 210)
    assert 3 <= wait.evidence["ahead"] <= 5
    assert 0 < wait.evidence["hangs_up"] < 0.2
    turn = 60 / wait.evidence["per_minute"]
    assert 3 * turn <= (wait.estimate.seconds or 0) <= 6 * turn


def test_more_callers_waiting_make_a_longer_wait() -> None:
    waits = [waiting(replace(BUSY_HOUR, pending=pending)).estimate.seconds or 0 for pending in (1, 4, 11, 29)]

    assert waits == sorted(set(waits))


def test_more_agents_make_a_shorter_wait() -> None:
    waits = [waiting(replace(BUSY_HOUR, assigned=agents)).estimate.seconds or 0 for agents in (41, 17, 6, 2)]

    assert waits == sorted(set(waits))


def test_a_queue_whose_name_is_unknown_is_named_by_its_sid() -> None:
    assert waiting(BUSY_HOUR, replace(MULTI_TASKING, queue_names={})).queue_name == QUEUE


@BOTH
def test_without_the_calls_waiting_the_estimate_is_the_mean_wait_of_the_calls_answered(workspace: Workspace) -> None:
    wait = waiting(NOBODY_KNOWS_WHO_WAITS, workspace)

    assert (wait.basis, wait.estimate) == (Basis.HISTORY, Estimate(seconds=210))
    assert (wait.evidence, wait.pending, wait.agents_free) == ({"history": 210, "abandoned": 3}, 0, 0)


def test_hang_ups_that_taskrouter_left_out_are_unknown_and_not_zero() -> None:
    assert "abandoned" not in waiting(replace(BUSY_HOUR, canceled=None)).evidence


@BOTH
def test_a_mean_wait_over_no_call_is_unknown_and_not_zero(workspace: Workspace) -> None:
    wait = waiting(replace(NOBODY_KNOWS_WHO_WAITS, accepted=0, mean_wait_seconds=0), workspace)

    assert (wait.basis, wait.estimate, wait.evidence) == (Basis.UNKNOWN, NO_ESTIMATE, {"abandoned": 3})


@BOTH
def test_a_mean_wait_of_zero_over_answered_calls_is_zero(workspace: Workspace) -> None:
    wait = waiting(replace(NOBODY_KNOWS_WHO_WAITS, mean_wait_seconds=0), workspace)

    assert (wait.basis, wait.estimate) == (Basis.HISTORY, Estimate(seconds=0))


@pytest.mark.parametrize("lacking", [{"accepted": None}, {"mean_wait_seconds": None}], ids=["count", "mean"])
def test_without_calls_waiting_and_without_a_count_or_a_mean_the_wait_is_unknown(lacking: dict[str, Any]) -> None:
    assert waiting(replace(NOBODY_KNOWS_WHO_WAITS, **lacking)).basis is Basis.UNKNOWN


@BOTH
def test_with_a_free_agent_the_estimate_is_for_a_caller_who_finds_the_agent_taken(workspace: Workspace) -> None:
    wait = waiting(QUIET, workspace)

    assert wait.basis is Basis.AGENT_FREE
    assert wait.evidence["ahead"] == 0
    assert 0 < (wait.estimate.seconds or 0) < (waiting(BUSY_HOUR, workspace).estimate.seconds or 0)


def test_in_a_multi_tasking_workspace_an_available_worker_may_be_busy() -> None:
    assert (waiting(QUIET).agents_free, waiting(QUIET).basis) == (3, Basis.AGENT_FREE)


def test_in_a_single_tasking_workspace_every_available_worker_is_free() -> None:
    assert (waiting(QUIET, SINGLE_TASKING).agents_free, waiting(QUIET, SINGLE_TASKING).basis) == (12, Basis.AGENT_FREE)


def test_more_tasks_than_available_workers_leave_no_agent_free() -> None:
    """Agents finish their last call in a non-available Activity, or handle several calls at once."""
    wait = waiting(replace(QUIET, available_workers=5))

    assert (wait.agents_free, wait.basis) == (0, Basis.LINE)


@pytest.mark.parametrize("lacking", [{"reserved": None}, {"assigned": None}, {"wrapping": None}], ids=str)
def test_without_a_part_of_the_calls_in_service_no_agent_is_free(lacking: dict[str, Any]) -> None:
    quiet = replace(QUIET, available_workers=40, **lacking)

    assert (waiting(quiet).agents_free, waiting(quiet).basis) == (0, Basis.LINE)
    assert waiting(quiet, SINGLE_TASKING).agents_free == 40


def test_without_the_calls_in_service_the_agents_are_those_that_the_calls_answered_took() -> None:
    """Seventeen calls of four minutes in a quarter of an hour."""
    wait = waiting(replace(BUSY_HOUR, assigned=None))

    assert (wait.basis, wait.evidence["agents"]) == (Basis.LINE, 4.5)


def test_between_calls_the_agents_are_those_that_the_calls_answered_took() -> None:
    between_calls = replace(BUSY_HOUR, reserved=0, assigned=0, wrapping=0)

    assert (waiting(between_calls).basis, waiting(between_calls).evidence["agents"]) == (Basis.LINE, 4.5)


@BOTH
def test_while_a_call_is_pending_no_agent_is_free(workspace: Workspace) -> None:
    wait = waiting(replace(BUSY_HOUR, pending=1, available_workers=40), workspace)

    assert (wait.agents_free, wait.basis) == (0, Basis.LINE)


@BOTH
def test_without_any_sign_of_agents_the_wait_is_unknown(workspace: Workspace) -> None:
    wait = waiting(replace(NOBODY_CALLS, pending=3, available_workers=5), workspace)

    assert (wait.basis, wait.estimate, wait.pending) == (Basis.UNKNOWN, NO_ESTIMATE, 3)


@BOTH
def test_a_queue_is_unstaffed_when_every_eligible_worker_is_in_a_non_available_activity(workspace: Workspace) -> None:
    wait = waiting(replace(NOBODY_CALLS, workers_by_activity={OFFLINE: 5, BREAK: 2, AVAILABLE: 0}), workspace)

    assert (wait.basis, wait.estimate) == (Basis.UNSTAFFED, NO_ESTIMATE)


@BOTH
def test_an_unstaffed_queue_is_unstaffed_whatever_the_window_holds(workspace: Workspace) -> None:
    after_hours = replace(NOBODY_CALLS, accepted=8, mean_wait_seconds=44, pending=3, workers_by_activity={OFFLINE: 5})
    wait = waiting(after_hours, workspace)

    assert (wait.basis, wait.estimate, wait.evidence) == (Basis.UNSTAFFED, NO_ESTIMATE, {"history": 44, "abandoned": 0})


@BOTH
@pytest.mark.parametrize("workers", [{}, {OFFLINE: 0, AVAILABLE: 0, BREAK: 0}], ids=["left out", "zeros"])
def test_activities_without_any_worker_do_not_make_a_queue_unstaffed(
    workspace: Workspace, workers: Mapping[str, int]
) -> None:
    wait = waiting(replace(NOBODY_CALLS, workers_by_activity=workers), workspace)

    assert wait.basis is Basis.UNKNOWN


@BOTH
def test_one_worker_in_an_available_activity_is_staff_though_on_another_queues_call(workspace: Workspace) -> None:
    elsewhere = replace(NOBODY_CALLS, workers_by_activity={OFFLINE: 5, AVAILABLE: 1})

    assert waiting(elsewhere, workspace).basis is Basis.UNKNOWN


@BOTH
def test_an_activity_newer_than_the_list_of_activities_may_be_an_available_one(workspace: Workspace) -> None:
    new_activity = "WA" + "e" * 32
    there = replace(NOBODY_CALLS, available_workers=2, workers_by_activity={OFFLINE: 5, new_activity: 2})

    assert (waiting(there, workspace).basis, waiting(there, workspace).agents_free) == (Basis.AGENT_FREE, 2)


@pytest.mark.parametrize("activity", [RESERVED, BUSY])
def test_in_a_single_tasking_workspace_reserved_and_busy_workers_are_staff(activity: str) -> None:
    elsewhere = replace(NOBODY_CALLS, workers_by_activity={OFFLINE: 5, activity: 3})

    assert waiting(elsewhere, SINGLE_TASKING).basis is Basis.UNKNOWN
    assert waiting(elsewhere, MULTI_TASKING).basis is Basis.UNSTAFFED


def test_in_a_single_tasking_workspace_an_agent_on_a_call_is_staff_in_any_activity() -> None:
    """An agent on a call may have been put on break by hand."""
    talking = replace(NOBODY_CALLS, assigned=1, workers_by_activity={OFFLINE: 5, BREAK: 1})

    assert waiting(talking, SINGLE_TASKING).basis is Basis.LINE
    assert waiting(talking, MULTI_TASKING).basis is Basis.UNSTAFFED


@pytest.mark.parametrize("nonsense", [math.nan, math.inf])
def test_a_queue_whose_statistics_cannot_be_used_is_left_out_and_the_others_stay(nonsense: float) -> None:
    waits = polled({QUEUE: replace(BUSY_HOUR, mean_wait_seconds=nonsense), OTHER: QUIET})

    assert waits.keys() == {OTHER}
    assert waits[OTHER].estimate == waiting(QUIET).estimate


def test_no_queue_makes_no_wait() -> None:
    assert polled({}) == {}
