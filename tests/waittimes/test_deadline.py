"""A deadline on a clock of the test's own: what is left, and whether a sleep still fits."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.poller.simulated_time import SimulatedTime
from waittimes.deadline import Deadline, OutOfTime

seconds = st.integers(0, 10_000).map(lambda each: each / 8)


@given(seconds, seconds)
def test_what_is_left_counts_down_to_nothing_and_stays_there(length: float, passed: float) -> None:
    clock = SimulatedTime(100)
    deadline = clock.deadline(length)

    clock.pause(passed)

    assert deadline.remaining_seconds() == max(0, length - passed)


@given(seconds, seconds)
def test_a_sleep_that_does_not_fit_is_refused_at_once_and_one_that_fits_is_slept(length: float, asked: float) -> None:
    clock = SimulatedTime(100)
    deadline = clock.deadline(length)

    if asked > length:
        with pytest.raises(OutOfTime):
            deadline.sleep(asked)
    else:
        deadline.sleep(asked)

    assert clock.now == 100 + (asked if asked <= length else 0)


def test_a_sleep_until_a_moment_that_is_past_is_none() -> None:
    clock = SimulatedTime(100)

    clock.deadline(1).sleep(-3)

    assert clock.now == 100


def test_without_a_clock_of_its_own_a_deadline_is_on_the_machine_s() -> None:
    assert Deadline.in_seconds(30).ends_at - time.monotonic() == pytest.approx(30, abs=1)
