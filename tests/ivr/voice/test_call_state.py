"""The state of a call travels in a path, and comes back as it went."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.voice import call_state
from ivr.voice.call_state import NOTHING_PROMISED, CallState

numbers = st.none() | st.integers(0, 0xFFFFF)
promises = st.builds(
    CallState,
    st.integers(0, 0xFFFFFFFFFF),
    *[numbers] * 8,
    is_overdue=st.booleans(),
    is_retry=st.booleans(),
)


@given(promises)
def test_what_is_written_is_read_again(told: CallState) -> None:
    assert call_state.read(call_state.write(told)) == told


@given(promises)
def test_a_promise_fits_into_a_path(told: CallState) -> None:
    assert re.fullmatch(r"[0-9a-z-]{1,64}", call_state.write(told))


def test_the_longest_promise_fits_too() -> None:
    most = 0xFFFFF
    longest = CallState(0xFFFFFFFFFF, most, most, most, most, most, most, most, most, is_overdue=True, is_retry=True)

    assert len(call_state.write(longest)) == 62


@given(st.text(max_size=80))
def test_anything_else_means_that_nothing_was_promised(text: str) -> None:
    assert call_state.read(text) == NOTHING_PROMISED or call_state.PATTERN.fullmatch(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "3-",
        "1-5-5-5-5",
        "2-5-fa-x-x-5-5-x-x-0",
        "3-5-x-x-x-x-x-x-x-x",
        "3-5-x-x-x-x-x-x-x-x-4",
        "3-x-5-x-x-x-x-x-x-x-0",
        "3-5-٣-x-x-x-x-x-x-x-0",
        "3-5-100000-x-x-x-x-x-x-x-0",
    ],
)
def test_a_promise_of_another_shape_is_unreadable(text: str) -> None:
    assert call_state.read(text) == NOTHING_PROMISED


def test_a_wait_beyond_what_can_be_written_is_written_as_the_longest() -> None:
    told = call_state.read(call_state.write(CallState(announced_at=5, estimate_seconds=0xFFFFF + 7)))

    assert told.estimate_seconds == 0xFFFFF
