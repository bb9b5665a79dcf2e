"""The state of a call travels in a path, and comes back as it went."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import promise
from ivr.promise import MOST_TURNS, NOTHING_PROMISED, Promise

promises = st.builds(
    Promise,
    told_at=st.integers(0, 0xFFFFFFFFFF),
    estimate_seconds=st.none() | st.integers(0, 0xFFFFFF),
    upper_minutes=st.none() | st.integers(0, 0xFFFF),
    turn=st.integers(0, MOST_TURNS),
)


@given(promises)
def test_what_is_written_is_read_again(told: Promise) -> None:
    assert promise.read(promise.write(told)) == told


@given(promises)
def test_a_promise_fits_into_a_path(told: Promise) -> None:
    assert re.fullmatch(r"[0-9a-z-]{1,64}", promise.write(told))


@given(st.text(max_size=80))
def test_anything_else_means_that_nothing_was_promised(text: str) -> None:
    assert promise.read(text) == NOTHING_PROMISED or promise.PATTERN.fullmatch(text)


@pytest.mark.parametrize("text", ["", "1", "1-", "2-5-5-5-5", "1-5-5-5", "1-5-5-5-5-5", "1-x-5-5-5", "1-5-5-5-٣", "0"])
def test_a_promise_of_another_shape_is_unreadable(text: str) -> None:
    assert promise.read(text) == NOTHING_PROMISED


def test_a_wait_beyond_what_can_be_written_is_written_as_the_longest() -> None:
    told = promise.read(promise.write(Promise(told_at=5, estimate_seconds=0xFFFFFF + 7)))

    assert told.estimate_seconds == 0xFFFFFF


def test_turns_are_counted_and_never_overflow() -> None:
    told = Promise(told_at=9, estimate_seconds=240, upper_minutes=6, turn=3)

    assert told.next_turn() == Promise(told_at=9, estimate_seconds=240, upper_minutes=6, turn=4)
    assert Promise(turn=MOST_TURNS).next_turn().turn == MOST_TURNS
