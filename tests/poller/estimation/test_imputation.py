"""Imputation of the calls waiting and the workers available."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from poller.estimation import imputation
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import ANY_CATALOGUE, ANY_STATISTICS, BUSY_HOUR, MULTI_TASKING, NOBODY_CALLS, polled
from tests.fakes.statistics_source import AVAILABLE, OFFLINE
from tests.fakes.waits import queue_sid
from waittimes.wait import Basis

NOTHING_KNOWN = QueueState()
WITHOUT_PENDING = replace(BUSY_HOUR, pending=None)
"""Twenty-three calls arrived in 15 minutes; the oldest has waited for 75 seconds."""
IN_A_LONG_LINE = replace(WITHOUT_PENDING, longest_waiting_seconds=390)


def imputed(statistics: QueueStatistics, state: QueueState = NOTHING_KNOWN) -> QueueStatistics:
    return imputation.impute(statistics, MULTI_TASKING, state, None)


def without(names: Iterable[str]) -> dict[str, Any]:
    """Return statistics that lack these fields."""
    return dict.fromkeys(names)


def test_the_calls_waiting_are_the_oldest_and_those_that_arrived_since() -> None:
    came_since = 23 * 75 / 900

    assert imputed(WITHOUT_PENDING).pending == round(1 + came_since)


def test_some_of_those_that_arrived_since_have_been_abandoned() -> None:
    impatient = QueueState(abandonments=[400.0] * 8, exposure_seconds=[40_000.0] * 8)

    assert (imputed(IN_A_LONG_LINE).pending, imputed(IN_A_LONG_LINE, impatient).pending) == (9, 4)


@pytest.mark.parametrize(
    ("by_priority", "pending"),
    [
        ({0: 11, 5: 6}, 17 - 9),  # with the nine calls in service
        ({0: 5, 5: 3}, 8),  # of the calls waiting alone
        ({0: 28}, 28 - 9),  # three standard deviations and one more than expected
        ({0: 29}, 9),  # too many to be true
        ({}, 9),
    ],
)
def test_a_plausible_count_of_calls_by_priority_is_preferred(by_priority: dict[int, int], pending: int) -> None:
    assert imputed(replace(IN_A_LONG_LINE, by_priority=by_priority)).pending == pending


@pytest.mark.parametrize(("oldest", "pending"), [(0, 0), (None, None)])
def test_without_a_longest_wait_nobody_waits_and_if_it_is_missing_too_it_is_unknown(
    oldest: int | None, pending: int | None
) -> None:
    assert imputed(replace(WITHOUT_PENDING, longest_waiting_seconds=oldest, by_priority={0: 9})).pending == pending


def test_available_workers_are_those_in_available_activities() -> None:
    without_available = replace(BUSY_HOUR, available_workers=None, workers_by_activity={OFFLINE: 3, AVAILABLE: 7})

    assert imputed(without_available).available_workers == 7
    assert imputed(replace(without_available, workers_by_activity={})).available_workers is None


@pytest.mark.parametrize(
    ("left_out", "names"),
    [
        ([], []),
        (["pending"], ["pending"]),
        (["available_workers"], ["available_workers"]),
        (["pending", "longest_waiting_seconds"], []),
        (["pending", "available_workers"], ["available_workers", "pending"]),
    ],
    ids=str,
)
def test_imputed_fields_are_named(left_out: list[str], names: list[str]) -> None:
    assert sorted(imputed(replace(BUSY_HOUR, **without(left_out))).imputed) == names


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_no_field_that_was_given_is_ever_changed(statistics: QueueStatistics, workspace: Workspace) -> None:
    found = imputation.impute(statistics, workspace, QueueState(), None)

    assert replace(found, **without(found.imputed), imputed=frozenset()) == statistics
    assert all(getattr(found, name) >= 0 for name in found.imputed)


def test_an_agent_is_free_if_nobody_has_waited_though_the_count_is_missing() -> None:
    quiet = replace(WITHOUT_PENDING, longest_waiting_seconds=0, available_workers=12)

    assert wait_of(quiet).agents_free == 3


def test_without_the_available_workers_nobody_is_free_and_nobody_is_gone() -> None:
    quiet = replace(NOBODY_CALLS, available_workers=None)

    assert (wait_of(quiet).agents_free, wait_of(quiet).basis) == (0, Basis.UNKNOWN)
    assert wait_of(replace(quiet, workers_by_activity={OFFLINE: 4})).basis is Basis.UNSTAFFED
    assert wait_of(replace(BUSY_HOUR, available_workers=None, workers_by_activity={})).basis is Basis.LINE


def wait_of(statistics: QueueStatistics) -> Any:
    """Return the wait after one poll with these statistics."""
    return polled({queue_sid(7): statistics})[queue_sid(7)]
