"""A first poll in the middle of a jam: the window and the ages of the waiting calls are evidence."""

import math
from dataclasses import replace

import pytest

from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.statistics import QueueStatistics
from tests.fakes.statistics import NOBODY_CALLS, QUEUE, polled
from tests.poller.estimation.queues import observed, showing

JAM = replace(
    NOBODY_CALLS,
    entered=3,
    accepted=2,
    canceled=1,
    pending=10,
    assigned=5,
    available_workers=5,
    mean_wait_seconds=3600,
    longest_waiting_seconds=3000,
)
"""Five agents with calls of 40 minutes: two were answered in the window."""


def first_estimate(statistics: QueueStatistics = JAM) -> tuple[float, float, float]:
    """Return the estimate of the first poll, and its range, in minutes."""
    found = polled({QUEUE: statistics})[QUEUE].estimate
    assert found.seconds is not None
    assert found.low_seconds is not None
    assert found.high_seconds is not None
    return found.seconds / 60, found.low_seconds / 60, found.high_seconds / 60


def test_the_first_poll_in_a_jam_promises_no_short_wait() -> None:
    """The oldest call has waited for 50 minutes, the last to be answered for an hour."""
    minutes, low, high = first_estimate()

    assert 35 < minutes < 70
    assert low > 15
    assert high > 60


def test_the_handle_time_is_learned_at_once_from_a_window_in_which_all_agents_were_busy() -> None:
    """2 calls in 5 x 900 s; with one assumed call of 240 s, 1,580 s a call, which takes the place of the assumption."""
    state = observed([JAM]).state

    assert state.calls == 2
    assert state.handle_seconds == pytest.approx((4500 + 4 * (4500 + 240) / 3) / 6)


def test_only_as_much_of_the_window_counts_as_a_call_has_waited() -> None:
    state = observed([replace(JAM, longest_waiting_seconds=300)]).state

    assert state.calls == pytest.approx(2 * 300 / 900)
    assert state.busy_seconds == pytest.approx(1500 + 4 * ((1500 + 240) / (2 / 3 + 1) - 240))


def test_a_window_with_short_calls_leaves_the_assumption_as_it_is() -> None:
    state = observed([replace(JAM, accepted=90)]).state

    assert (state.busy_seconds, state.calls) == (4500, 90)


@pytest.mark.parametrize(
    "statistics",
    [replace(JAM, pending=0), replace(JAM, assigned=0), replace(JAM, accepted=None), replace(JAM, assigned=None)],
    ids=["nobody waits", "nobody serves", "the calls answered are missing", "the calls in service are missing"],
)
def test_without_a_jam_the_first_poll_teaches_nothing(statistics: QueueStatistics) -> None:
    assert observed([statistics]).state.calls == 0


def test_what_another_process_has_learned_is_not_learned_again() -> None:
    known = WorkspaceState({QUEUE: QueueState(busy_seconds=90_000.0, calls=40.0)})

    polled({QUEUE: JAM}, known=known)

    assert (known.queues[QUEUE].busy_seconds, known.queues[QUEUE].calls) == (90_000.0, 40.0)


def test_the_oldest_call_and_the_mean_wait_are_evidence_as_long_as_few_calls_are_known() -> None:
    few, many = QueueState(busy_seconds=6000.0, calls=20.0), QueueState(busy_seconds=600_000.0, calls=2000.0)
    older = replace(JAM, mean_wait_seconds=7200)

    def estimate(statistics: QueueStatistics, state: QueueState) -> float:
        known = WorkspaceState({QUEUE: replace(state, sharing={}, calibrations={})})
        return polled({QUEUE: statistics}, known=known)[QUEUE].estimate.seconds or 0.0

    assert estimate(older, few) / estimate(JAM, few) == pytest.approx(2 ** (0.25 / math.e), abs=0.01)
    assert estimate(older, many) / estimate(JAM, many) == pytest.approx(1, abs=0.01)


def test_a_short_history_is_no_reason_to_promise_less_than_the_callers_ahead_take() -> None:
    """A crowd has just arrived: the oldest call is ten seconds old, but twenty are ahead of a new caller."""
    crowd = showing(pending=20, longest_waiting_seconds=10, accepted=2, mean_wait_seconds=4.0)

    minutes, _, high = first_estimate(crowd)

    assert minutes > 1
    assert high > 4
