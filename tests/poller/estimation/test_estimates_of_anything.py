"""Any statistics, with any field missing, give a sound number or none."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from poller.estimation import estimate
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.state_format import pack, unpack
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import (
    ANY_CATALOGUE,
    ANY_STATISTICS,
    BUSY_HOUR,
    LEFT_OUT,
    MULTI_TASKING,
    OTHER,
    QUEUE,
    SINGLE_TASKING,
    waiting,
)
from tests.fakes.statistics_source import AVAILABLE
from tests.fakes.waits import MEASURED_AT, queue_sid
from waittimes.page import Page
from waittimes.page import pack as packed_page
from waittimes.wait import Basis, Estimate, Wait

DAYS = 86_400.0
FULL = replace(
    BUSY_HOUR,
    by_priority={0: 3, 5: 1},
    accepted_by_age=(0, 1, 2, 3, 5, 4, 2, 0),
    canceled_by_age=(1, 0, 1, 0, 1, 0, 0, 0),
)
SIDS = (QUEUE, OTHER, queue_sid(9))
POLL = st.tuples(
    st.sampled_from([0.0, 15.0, 60.0, 61.25, -300.0, 3 * DAYS]),
    st.dictionaries(st.sampled_from(SIDS), ANY_STATISTICS, max_size=3),
)


def numbers(wait: Wait) -> Iterator[float]:
    """Yield every number of a wait that is known."""
    yield from (wait.agents_free, wait.agents_busy, wait.answered, wait.pending, wait.longest_waiting_seconds)
    yield from wait.evidence.values()
    for each in (wait.estimate, *wait.by_priority.values()):
        yield from (number for number in (each.seconds, each.low_seconds, each.high_seconds) if number is not None)


def are_sound(wait: Wait) -> bool:
    return all(math.isfinite(number) and number >= 0 for number in numbers(wait))


def is_in_its_range(found: Estimate) -> bool:
    if found.seconds is None or found.low_seconds is None or found.high_seconds is None:
        return found.low_seconds is found.high_seconds is None
    return found.low_seconds <= found.seconds <= found.high_seconds


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_no_number_is_ever_negative_or_infinite(statistics: QueueStatistics, workspace: Workspace) -> None:
    assert are_sound(waiting(statistics, workspace))


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_an_agent_is_free_only_when_nobody_waits(statistics: QueueStatistics, workspace: Workspace) -> None:
    wait = waiting(statistics, workspace)

    waiting_none = statistics.pending == 0 or (statistics.pending is None and statistics.longest_waiting_seconds == 0)
    assert not wait.agents_free or waiting_none
    assert wait.basis is not Basis.AGENT_FREE or wait.agents_free > 0


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_an_estimate_is_always_within_its_range(statistics: QueueStatistics, workspace: Workspace) -> None:
    wait = waiting(statistics, workspace)

    assert is_in_its_range(wait.estimate)
    assert (wait.estimate.low_seconds is None) == (wait.basis not in {Basis.LINE, Basis.AGENT_FREE})


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_there_is_a_number_exactly_where_the_basis_allows_one(
    statistics: QueueStatistics, workspace: Workspace
) -> None:
    wait = waiting(statistics, workspace)

    assert (wait.estimate.seconds is not None) == (wait.basis not in {Basis.UNKNOWN, Basis.UNSTAFFED})
    assert wait.basis is not Basis.HISTORY or wait.answered > 0
    assert wait.basis is not Basis.LINE or "ahead" in wait.evidence
    seen = statistics.pending is not None or statistics.longest_waiting_seconds is not None
    assert seen or wait.basis is not Basis.LINE
    assert ("agents" in wait.evidence) == (wait.basis in {Basis.LINE, Basis.AGENT_FREE})


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_a_queue_is_never_unstaffed_while_a_worker_is_available(
    statistics: QueueStatistics, workspace: Workspace
) -> None:
    if waiting(statistics, workspace).basis is Basis.UNSTAFFED:
        assert not statistics.available_workers
        assert not statistics.workers_by_activity.get(AVAILABLE)
        assert any(statistics.workers_by_activity.values())


@given(ANY_STATISTICS, ANY_CATALOGUE)
def test_any_wait_can_be_stored_and_read_again(statistics: QueueStatistics, workspace: Workspace) -> None:
    wait = waiting(statistics, workspace)

    assert Page(version=1, measured_at=MEASURED_AT, rows=packed_page([wait])).wait(QUEUE) == wait


@given(st.sampled_from([FULL]) | ANY_STATISTICS, st.sets(st.sampled_from(sorted(LEFT_OUT))), ANY_CATALOGUE)
def test_any_missing_fields_leave_a_sound_wait(
    statistics: QueueStatistics, left_out: set[str], workspace: Workspace
) -> None:
    lacking = replace(statistics, **{name: LEFT_OUT[name] for name in left_out})
    known = WorkspaceState()

    for number, each in enumerate((statistics, lacking, lacking, statistics)):
        at = MEASURED_AT + 60 * number
        wait = estimate({QUEUE: Measured(each, at)}, workspace, known)[QUEUE]

        assert are_sound(wait)
        assert is_in_its_range(wait.estimate)


def test_every_field_that_taskrouter_gives_may_be_missing() -> None:
    assert LEFT_OUT.keys() | {"imputed"} == set(QueueStatistics.__slots__)


def test_with_any_one_field_missing_there_is_still_an_estimate() -> None:
    for name, nothing in LEFT_OUT.items():
        for workspace in (MULTI_TASKING, SINGLE_TASKING):
            assert waiting(replace(FULL, **{name: nothing}), workspace).basis is Basis.LINE, name


@settings(max_examples=40)
@given(st.lists(POLL, max_size=8), ANY_CATALOGUE)
def test_any_polls_at_any_times_leave_sound_waits_and_states_that_can_be_stored(
    polls: list[tuple[float, Mapping[str, QueueStatistics]]], workspace: Workspace
) -> None:
    known = WorkspaceState()
    at = MEASURED_AT
    for later, statistics in polls:
        at += later
        waits = estimate({sid: Measured(each, at) for sid, each in statistics.items()}, workspace, known)

        assert waits.keys() == statistics.keys()
        assert all(are_sound(wait) for wait in waits.values())
        assert all(
            is_in_its_range(each) for wait in waits.values() for each in (wait.estimate, *wait.by_priority.values())
        )
    kept = unpack(pack(known.queues))
    assert kept.keys() == known.queues.keys()
    assert pack(kept) == pack(known.queues)


@example(oldest=10**9, abandonments=50.0)
@given(st.integers(0, 10**9), st.floats(0, 1e6))
def test_a_call_left_waiting_for_weeks_fails_no_poll(oldest: int, abandonments: float) -> None:
    """A task that no worker accepts may stay pending for two weeks."""
    known = WorkspaceState({QUEUE: QueueState(abandonments=[abandonments] * 8, exposure_seconds=[1000.0] * 8)})
    stuck = replace(BUSY_HOUR, longest_waiting_seconds=oldest)

    wait = estimate({QUEUE: Measured(stuck, MEASURED_AT)}, MULTI_TASKING, known)[QUEUE]

    assert wait.basis is Basis.LINE
    assert are_sound(wait)
