"""What a task queue's statistics say about its wait, in both kinds of workspace."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller import estimate
from poller.catalogue import Catalogue
from poller.statistics import QueueStatistics
from tests.fakes.statistics_source import AVAILABLE, BREAK, BUSY, OFFLINE, RESERVED
from tests.fakes.waits import MEASURED_AT, queue_sid
from waittimes.page import Page, pack
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait

QUEUE = queue_sid(7)
MULTI_TASKING = Catalogue(
    read_at=MEASURED_AT - 5,
    multi_tasking=True,
    queue_names={QUEUE: "Claims"},
    available_activities=frozenset({AVAILABLE}),
    working_activities=frozenset(),
)
SINGLE_TASKING = replace(MULTI_TASKING, multi_tasking=False, working_activities=frozenset({RESERVED, BUSY}))
BOTH = pytest.mark.parametrize("catalogue", [MULTI_TASKING, SINGLE_TASKING], ids=["multi-tasking", "single-tasking"])

NOBODY_CALLS = QueueStatistics(
    entered=0, accepted=0, mean_wait_seconds=0, pending=0, reserved=0, assigned=0, wrapping=0, available_workers=0
)
BUSY_HOUR = QueueStatistics(
    entered=23,
    accepted=17,
    mean_wait_seconds=209.6,
    pending=4,
    reserved=1,
    assigned=6,
    wrapping=2,
    available_workers=9,
    workers_by_activity={OFFLINE: 3, AVAILABLE: 9, BREAK: 1},
    longest_waiting_seconds=75,
)


def waiting(statistics: QueueStatistics, catalogue: Catalogue = MULTI_TASKING) -> Wait:
    return estimate.wait(QUEUE, statistics, catalogue, measured_at=MEASURED_AT)


@BOTH
def test_the_record_holds_the_mean_wait_and_what_it_rests_on(catalogue: Catalogue) -> None:
    assert waiting(BUSY_HOUR, catalogue) == Wait(
        queue_sid=QUEUE,
        queue_name="Claims",
        measured_at=MEASURED_AT,
        basis=Basis.HISTORY,
        estimate=Estimate(seconds=210),
        answered=17,
        window_seconds=900,
        pending=4,
        agents_free=0,
        agents_busy=9,
        longest_waiting_seconds=75,
    )


def test_a_queue_the_catalogue_does_not_know_yet_goes_by_its_sid() -> None:
    assert waiting(BUSY_HOUR, replace(MULTI_TASKING, queue_names={})).queue_name == QUEUE


@BOTH
def test_a_mean_of_zero_over_no_call_is_unknown_and_not_zero(catalogue: Catalogue) -> None:
    wait = waiting(replace(BUSY_HOUR, accepted=0, mean_wait_seconds=0), catalogue)

    assert (wait.basis, wait.estimate) == (Basis.UNKNOWN, NO_ESTIMATE)


@BOTH
def test_a_mean_of_zero_over_calls_that_were_accepted_is_zero(catalogue: Catalogue) -> None:
    wait = waiting(replace(BUSY_HOUR, mean_wait_seconds=0), catalogue)

    assert (wait.basis, wait.estimate) == (Basis.HISTORY, Estimate(seconds=0))


@pytest.mark.parametrize("lacking", ["accepted", "mean_wait_seconds"])
def test_without_a_count_or_a_mean_the_wait_is_unknown(lacking: str) -> None:
    fields: dict[str, Any] = {lacking: None}

    assert waiting(replace(BUSY_HOUR, **fields)).basis is Basis.UNKNOWN


def test_in_a_multi_tasking_workspace_an_available_worker_may_be_busy() -> None:
    quiet = replace(BUSY_HOUR, pending=0, available_workers=12)

    assert waiting(quiet).agents_free == 3
    assert (waiting(quiet).basis, waiting(quiet).estimate) == (Basis.AGENT_FREE, Estimate(seconds=0))


def test_in_a_single_tasking_workspace_every_available_worker_is_free() -> None:
    quiet = replace(BUSY_HOUR, pending=0, available_workers=12)

    assert waiting(quiet, SINGLE_TASKING).agents_free == 12
    assert waiting(quiet, SINGLE_TASKING).basis is Basis.AGENT_FREE


def test_more_tasks_than_available_workers_leave_nobody_free_and_nobody_in_debt() -> None:
    """Agents take a last call to the end in a non-available Activity, or handle several at once."""
    wait = waiting(replace(BUSY_HOUR, pending=0, available_workers=5))

    assert (wait.agents_free, wait.basis) == (0, Basis.HISTORY)


def test_where_nobody_knows_who_is_busy_nobody_is_called_free() -> None:
    quiet = replace(BUSY_HOUR, pending=0, assigned=None, available_workers=40)

    assert waiting(quiet).agents_free == 0
    assert waiting(quiet, SINGLE_TASKING).agents_free == 40


@BOTH
def test_as_long_as_a_call_is_pending_nobody_is_free(catalogue: Catalogue) -> None:
    wait = waiting(replace(BUSY_HOUR, pending=1, available_workers=40), catalogue)

    assert (wait.agents_free, wait.basis) == (0, Basis.HISTORY)


@BOTH
def test_a_queue_is_unstaffed_when_every_eligible_worker_is_in_a_non_available_activity(catalogue: Catalogue) -> None:
    wait = waiting(replace(NOBODY_CALLS, workers_by_activity={OFFLINE: 5, BREAK: 2, AVAILABLE: 0}), catalogue)

    assert (wait.basis, wait.estimate) == (Basis.UNSTAFFED, NO_ESTIMATE)


@BOTH
def test_an_unstaffed_queue_stays_so_whatever_the_last_minutes_say(catalogue: Catalogue) -> None:
    after_hours = replace(NOBODY_CALLS, accepted=8, mean_wait_seconds=44, pending=3, workers_by_activity={OFFLINE: 5})

    assert waiting(after_hours, catalogue).basis is Basis.UNSTAFFED


@BOTH
@pytest.mark.parametrize("workers", [{}, {OFFLINE: 0, AVAILABLE: 0, BREAK: 0}], ids=["left out", "zeros"])
def test_zeros_alone_say_nothing_about_who_is_there(catalogue: Catalogue, workers: Mapping[str, int]) -> None:
    wait = waiting(replace(NOBODY_CALLS, workers_by_activity=workers), catalogue)

    assert wait.basis is Basis.UNKNOWN


@BOTH
def test_one_worker_in_an_available_activity_is_staff_though_busy_for_another_queue(catalogue: Catalogue) -> None:
    elsewhere = replace(NOBODY_CALLS, workers_by_activity={OFFLINE: 5, AVAILABLE: 1})

    assert waiting(elsewhere, catalogue).basis is not Basis.UNSTAFFED


@BOTH
def test_an_activity_made_since_the_catalogue_was_read_may_be_an_available_one(catalogue: Catalogue) -> None:
    new_activity = "WA" + "e" * 32
    there = replace(NOBODY_CALLS, available_workers=2, workers_by_activity={OFFLINE: 5, new_activity: 2})

    assert (waiting(there, catalogue).basis, waiting(there, catalogue).agents_free) == (Basis.AGENT_FREE, 2)


@pytest.mark.parametrize("activity", [RESERVED, BUSY])
def test_in_a_single_tasking_workspace_reserved_and_busy_workers_are_staff(activity: str) -> None:
    elsewhere = replace(NOBODY_CALLS, workers_by_activity={OFFLINE: 5, activity: 3})

    assert waiting(elsewhere, SINGLE_TASKING).basis is Basis.UNKNOWN


def test_in_a_single_tasking_workspace_somebody_talking_is_staff_in_whatever_activity() -> None:
    """An agent on a call may have been put on break by hand."""
    talking = replace(NOBODY_CALLS, assigned=1, workers_by_activity={OFFLINE: 5, BREAK: 1})

    assert waiting(talking, SINGLE_TASKING).basis is not Basis.UNSTAFFED
    assert waiting(talking, MULTI_TASKING).basis is Basis.UNSTAFFED


COUNTS = st.integers(0, 10**9)
MAYBE = st.none() | COUNTS
ANY_STATISTICS = st.builds(
    QueueStatistics,
    entered=MAYBE,
    accepted=MAYBE,
    mean_wait_seconds=st.none() | st.floats(0, 1e9),
    pending=st.just(0) | COUNTS,
    reserved=MAYBE,
    assigned=MAYBE,
    wrapping=MAYBE,
    available_workers=COUNTS,
    workers_by_activity=st.dictionaries(st.sampled_from([OFFLINE, AVAILABLE, BREAK, RESERVED, BUSY]), COUNTS),
    longest_waiting_seconds=COUNTS,
)
ANY_CATALOGUE = st.sampled_from([MULTI_TASKING, SINGLE_TASKING])


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_no_number_is_ever_negative(statistics: QueueStatistics, catalogue: Catalogue) -> None:
    wait = waiting(statistics, catalogue)

    assert min(wait.agents_free, wait.agents_busy, wait.answered, wait.pending) >= 0
    assert wait.estimate.seconds is None or wait.estimate.seconds >= 0


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_an_agent_is_only_ever_free_when_nobody_waits(statistics: QueueStatistics, catalogue: Catalogue) -> None:
    wait = waiting(statistics, catalogue)

    assert not (wait.agents_free and wait.pending)
    assert wait.basis is not Basis.AGENT_FREE or (wait.agents_free > 0 and wait.pending == 0)


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_a_number_is_given_exactly_where_there_is_something_it_rests_on(
    statistics: QueueStatistics, catalogue: Catalogue
) -> None:
    wait = waiting(statistics, catalogue)

    assert (wait.estimate.seconds is not None) == (wait.basis in {Basis.AGENT_FREE, Basis.HISTORY})
    assert wait.basis is not Basis.HISTORY or wait.answered > 0


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_a_queue_is_never_unstaffed_while_somebody_is_available(
    statistics: QueueStatistics, catalogue: Catalogue
) -> None:
    if waiting(statistics, catalogue).basis is Basis.UNSTAFFED:
        assert statistics.available_workers == 0
        assert not statistics.workers_by_activity.get(AVAILABLE)
        assert any(statistics.workers_by_activity.values())


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_whatever_is_measured_can_be_stored_and_read_again(statistics: QueueStatistics, catalogue: Catalogue) -> None:
    wait = waiting(statistics, catalogue)

    assert Page(version=1, measured_at=MEASURED_AT, rows=pack([wait])).wait(QUEUE) == wait
