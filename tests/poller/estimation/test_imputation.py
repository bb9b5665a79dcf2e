"""What a queue's statistics leave out and the rest of them gives away."""

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
UNTOLD = replace(BUSY_HOUR, pending=None)
"""Twenty-three calls in a quarter of an hour; the one at the head of the line has waited for 75 seconds."""
IN_A_LONG_LINE = replace(UNTOLD, longest_waiting_seconds=390)


def imputed(statistics: QueueStatistics, state: QueueState = NOTHING_KNOWN) -> QueueStatistics:
    return imputation.impute(statistics, MULTI_TASKING, state, None)


def without(names: Iterable[str]) -> dict[str, Any]:
    """Return what leaves out these fields."""
    return dict.fromkeys(names)


def test_who_waits_are_the_one_who_waits_longest_and_those_who_came_since() -> None:
    came_since = 23 * 75 / 900

    assert imputed(UNTOLD).pending == round(1 + came_since)


def test_of_those_who_came_since_some_have_hung_up() -> None:
    impatient = QueueState(abandonments=[400.0] * 8, exposure_seconds=[40_000.0] * 8)

    assert (imputed(IN_A_LONG_LINE).pending, imputed(IN_A_LONG_LINE, impatient).pending) == (9, 4)


@pytest.mark.parametrize(
    ("by_priority", "pending"),
    [
        ({0: 11, 5: 6}, 17 - 9),  # with the nine calls that agents have
        ({0: 5, 5: 3}, 8),  # of those who wait alone
        ({0: 70}, 9),  # neither can be
        ({}, 9),
    ],
)
def test_a_count_of_calls_by_priority_is_believed_where_it_can_be_one_of_those_who_wait(
    by_priority: dict[int, int], pending: int
) -> None:
    assert imputed(replace(IN_A_LONG_LINE, by_priority=by_priority)).pending == pending


@pytest.mark.parametrize(("oldest", "pending"), [(0, 0), (None, None)])
def test_where_nobody_has_waited_nobody_waits_and_where_that_is_not_told_nobody_knows(
    oldest: int | None, pending: int | None
) -> None:
    assert imputed(replace(UNTOLD, longest_waiting_seconds=oldest, by_priority={0: 9})).pending == pending


def test_available_are_those_in_available_activities_and_without_activities_nobody_knows() -> None:
    untold = replace(BUSY_HOUR, available_workers=None, workers_by_activity={OFFLINE: 3, AVAILABLE: 7})

    assert imputed(untold).available_workers == 7
    assert imputed(replace(untold, workers_by_activity={})).available_workers is None


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
def test_what_was_inferred_is_named(left_out: list[str], names: list[str]) -> None:
    assert sorted(imputed(replace(BUSY_HOUR, **without(left_out))).imputed) == names


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_nothing_that_was_told_is_ever_changed(statistics: QueueStatistics, catalogue: Workspace) -> None:
    found = imputation.impute(statistics, catalogue, QueueState(), None)

    assert replace(found, **without(found.imputed), imputed=frozenset()) == statistics
    assert all(getattr(found, name) >= 0 for name in found.imputed)


def test_an_agent_is_free_where_nobody_has_waited_though_it_is_not_told_how_many_wait() -> None:
    quiet = replace(UNTOLD, longest_waiting_seconds=0, available_workers=12)

    assert told(quiet).agents_free == 3


def test_nobody_is_called_free_or_gone_where_nobody_knows_who_is_available() -> None:
    quiet = replace(NOBODY_CALLS, available_workers=None)

    assert (told(quiet).agents_free, told(quiet).basis) == (0, Basis.UNKNOWN)
    assert told(replace(quiet, workers_by_activity={OFFLINE: 4})).basis is Basis.UNSTAFFED
    assert told(replace(BUSY_HOUR, available_workers=None, workers_by_activity={})).basis is Basis.LINE


def told(statistics: QueueStatistics) -> Any:
    """Return the wait that one poll makes of these statistics."""
    return polled({queue_sid(7): statistics})[queue_sid(7)]
