"""The observation of a poll: what it shows, and how much of its window is new."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics
from tests.fakes.statistics import any_statistics
from tests.poller.estimation.queues import NINE, QUIET, ObservedQueue, observed, showing


def test_a_quiet_night_forgets_nothing() -> None:
    evening = observed([showing()] * 200)
    busy_seconds, exposure = evening.state.busy_seconds, list(evening.state.exposure_seconds)

    for poll in range(600):
        evening.poll(QUIET, NINE + 60.0 * (200 + poll))

    assert (evening.state.busy_seconds, evening.state.exposure_seconds) == (busy_seconds, exposure)


def test_a_first_poll_without_callers_waiting_teaches_nothing_but_what_the_queue_looks_like() -> None:
    queue = observed([showing(entered=45, pending=0)])

    assert (queue.snapshot.at, queue.snapshot.in_service, queue.snapshot.pending) == (NINE, 12, 0)
    assert queue.snapshot.arrival_rate == 0.05
    assert queue.snapshot.interval_seconds == 60
    assert (queue.state.busy_seconds, queue.state.calls, sum(queue.state.exposure_seconds)) == (0, 0, 0)


@pytest.mark.parametrize("later", [0.0, -30.0], ids=["the same", "an earlier"])
def test_the_same_poll_again_or_one_from_before_teaches_nothing(later: float) -> None:
    queue = observed([showing()] * 3)
    before = queue.state.busy_seconds

    queue.poll(showing(), NINE + 120 + later)

    assert queue.state.busy_seconds == before


def test_a_poll_after_a_pause_teaches_for_ten_minutes_at_most_and_sets_no_long_interval() -> None:
    queue = observed([showing()], since=NINE)

    queue.poll(showing(), NINE + 7200)

    assert sum(queue.state.exposure_seconds) == pytest.approx(
        sum(queue.snapshot.exposure_seconds) * 600 / WINDOW_SECONDS
    )
    assert queue.snapshot.interval_seconds == 120


def test_polls_every_fifteen_seconds_teach_what_polls_every_minute_do() -> None:
    often, seldom = observed([showing()] * 960, every=15), observed([showing()] * 240)

    assert often.state.handle_seconds == pytest.approx(seldom.state.handle_seconds, 0.01)
    assert often.state.exposure_seconds == pytest.approx(seldom.state.exposure_seconds, 0.01)
    assert often.snapshot.interval_seconds == 15


@pytest.mark.parametrize("field", ["assigned", "accepted"])
def test_without_the_calls_in_service_or_answered_the_handle_time_is_left_alone(field: str) -> None:
    state = observed([showing(**{field: None})] * 30).state

    assert (state.busy_seconds, state.calls) == (0, 0)
    assert state.exposure_seconds[0] > 0


def test_a_queue_that_has_shown_a_field_once_is_known_to_show_it() -> None:
    shows, lacks = showing(by_priority={0: 3}), showing(longest_waiting_seconds=None)

    never, once = observed([lacks, lacks]).snapshot, observed([shows, lacks]).snapshot

    assert (never.has_shown_priorities, never.has_shown_longest_wait) == (False, False)
    assert (once.has_shown_priorities, once.has_shown_longest_wait) == (True, True)


@given(st.lists(any_statistics(), max_size=4), st.lists(st.floats(-1e5, 1e5), min_size=4, max_size=4))
def test_whatever_polls_show_what_is_learned_is_finite_and_never_negative(
    polls: list[QueueStatistics], pauses: list[float]
) -> None:
    queue, now = ObservedQueue(), NINE
    queue.poll(QUIET, now)
    for statistics, pause in zip(polls, pauses, strict=False):
        now += pause
        queue.poll(statistics, now)
    state, hazards = queue.state, queue.patience.hazards
    numbers = [
        *(state.busy_seconds, state.calls, state.wrapping_seconds),
        *(state.smoothed_arrival_rate or 0.0, state.smoothed_staffing or 0.0),
        *state.abandonments,
        *state.exposure_seconds,
        *hazards,
    ]

    assert all(math.isfinite(each) and each >= 0 for each in numbers)
    assert state.handle_seconds > 0
    assert 0 < state.wrapping_share <= 1
    assert all(hazard > 0 for hazard in hazards)
