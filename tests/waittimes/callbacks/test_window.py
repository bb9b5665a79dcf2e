"""The promised window: what remains of the wait, with ringing and dialling, rounded outwards to five minutes."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.waittimes.callbacks.promised import NOW
from waittimes.callbacks.window import DIAL_SECONDS, POLL_SECONDS, Window, remaining, window
from waittimes.wait import NO_ESTIMATE, Estimate

TWO_O_CLOCK = NOW - NOW % 3600
RANGE = Estimate(900.0, 600.0, 1300.0)


def test_on_the_clock_a_window_begins_and_ends_at_multiples_of_five_minutes() -> None:
    assert window(RANGE, now=TWO_O_CLOCK + 130, ring_seconds=25, by_clock=True) == Window(
        TWO_O_CLOCK + 600, TWO_O_CLOCK + 1800
    )


def test_without_a_clock_it_is_counted_from_now() -> None:
    now = TWO_O_CLOCK + 130

    assert window(RANGE, now=now, ring_seconds=25, by_clock=False) == Window(now + 600, now + 1500)


def test_ringing_and_dialling_move_the_end() -> None:
    until_next = 1500 - POLL_SECONDS - DIAL_SECONDS

    def end(high: float, ring_seconds: float) -> float:
        found = window(Estimate(900, 600, high), now=NOW, ring_seconds=ring_seconds, by_clock=False)
        assert found
        return found.high_at - NOW

    assert [end(until_next - 25, 25), end(until_next - 24, 25), end(until_next - 25, 26)] == [1500, 1800, 1800]


@pytest.mark.parametrize("estimate", [NO_ESTIMATE, Estimate(900.0), Estimate(900.0, 100.0, None)])
def test_without_a_range_nothing_is_promised(estimate: Estimate) -> None:
    assert window(estimate, now=NOW, ring_seconds=25, by_clock=True) is None
    assert remaining(estimate, estimate, 0) == NO_ESTIMATE


def test_a_wait_too_long_to_be_spoken_is_not_promised() -> None:
    assert window(Estimate(9000, 8000, 13000), now=NOW, ring_seconds=25, by_clock=False)
    assert window(Estimate(9000, 8000, 14400), now=NOW, ring_seconds=25, by_clock=False) is None


def test_who_has_just_joined_waits_as_long_as_a_newcomer() -> None:
    assert remaining(RANGE, RANGE, 0) == RANGE
    assert remaining(RANGE, NO_ESTIMATE, 0) == RANGE


def test_what_was_waited_is_taken_off_ones_own_estimate() -> None:
    assert remaining(RANGE, RANGE, 240) == Estimate(660.0, 360.0, 1060.0)


def test_a_newcomer_who_would_be_answered_sooner_bounds_the_wait() -> None:
    assert remaining(Estimate(300.0, 200.0, 500.0), RANGE, 240) == Estimate(300.0, 200.0, 500.0)


def test_who_waits_longer_than_estimated_is_answered_before_a_newcomer_and_no_more_is_known() -> None:
    assert remaining(Estimate(800.0, 500.0, 1000.0), RANGE, 1300) == Estimate(500.0, 0.0, 1000.0)
    assert remaining(Estimate(800.0, 500.0, 1000.0), NO_ESTIMATE, 100) == Estimate(700.0, 400.0, 1000.0)


seconds = st.floats(0, 9000)
estimates = st.tuples(seconds, seconds, seconds).map(sorted).map(lambda it: Estimate(it[1], it[0], it[2]))


@given(estimates, estimates, seconds)
def test_nobody_who_waits_is_told_more_than_a_newcomer(newcomers: Estimate, own: Estimate, waited: float) -> None:
    found = remaining(newcomers, own, waited)

    assert found.seconds is not None
    assert found.low_seconds is not None
    assert found.high_seconds is not None
    assert newcomers.high_seconds is not None
    assert 0 <= found.low_seconds <= found.high_seconds <= newcomers.high_seconds
    assert 0 <= found.seconds <= found.high_seconds


@given(estimates, st.floats(0, 4e9), st.floats(10, 60), st.booleans())
def test_a_window_contains_every_moment_at_which_the_phone_may_ring(
    estimate: Estimate, now: float, ring: float, by_clock: bool
) -> None:
    found = window(estimate, now=now, ring_seconds=ring, by_clock=by_clock)
    assume(found is not None)

    assert found is not None
    assert estimate.low_seconds is not None
    assert estimate.high_seconds is not None
    assert found.low_at <= now + estimate.low_seconds
    assert found.high_at >= now + estimate.high_seconds + ring
    assert round((found.high_at - found.low_at) % 300, 3) in (0, 300)
