"""The state of a call travels in a path, and is read back as it was written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.voice import call_state
from ivr.voice.call_state import NOTHING_PROMISED, NUMBERS, CallState
from tests.ivr.voice.states import states

IN_FORMAT_3 = list(NUMBERS)[:8]
MOST = CallState(
    announced_at=0xFFFFFFFFFF,
    is_overdue=True,
    is_retry=True,
    is_shortly=True,
    **{name: 16**most - 1 for name, most in NUMBERS.items()},
)


@given(states)
def test_what_is_written_is_read_again(state: CallState) -> None:
    assert call_state.read(call_state.write(state)) == state


@given(states)
def test_a_state_fits_into_a_path(state: CallState) -> None:
    assert re.fullmatch(r"[0-9a-z-]{1,64}", call_state.write(state))


def test_the_longest_state_fits_too() -> None:
    assert len(call_state.write(MOST)) == 60


@given(st.text(max_size=80))
def test_any_other_text_means_that_nothing_was_promised(text: str) -> None:
    assert call_state.read(text) == NOTHING_PROMISED or call_state.PATTERN.fullmatch(text)


@given(
    st.integers(0, 0xFFFFFFFFFF),
    st.lists(st.none() | st.integers(0, 0xFFFFF), min_size=8, max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_a_state_in_format_3_is_read_as_before(
    announced_at: int, numbers: list[int | None], is_overdue: bool, is_retry: bool
) -> None:
    parts = ["x" if number is None else f"{number:x}" for number in numbers]
    segment = "-".join(["3", f"{announced_at:x}", *parts, str(is_overdue + 2 * is_retry)])

    state = call_state.read(segment)

    assert [getattr(state, name) for name in IN_FORMAT_3] == numbers
    assert (state.announced_at, state.is_overdue, state.is_retry) == (announced_at, is_overdue, is_retry)
    assert (state.revised_minutes, state.revised_seconds, state.is_shortly) == (None, None, False)


def test_both_formats_are_pinned_by_an_example() -> None:
    announced = CallState(
        announced_at=1_795_000_000,
        estimate_seconds=250,
        low_seconds=200,
        high_seconds=299,
        history_seconds=210,
        upper_minutes=5,
        last_minutes=5,
    )

    assert call_state.read("3-6afd86c0-fa-c8-12b-d2-5-5-x-x-0") == announced
    assert call_state.write(announced) == "4-6afd86c0-fa-c8-12b-d2-5-5-x-x-x-x-x-0"


def test_an_offer_of_a_callback_takes_no_more_room_than_there_is() -> None:
    offered = CallState(is_callback_offered=True, is_shortly=True, words_until_offer=2)

    assert call_state.write(offered) == "4-0-x-x-x-x-x-x-x-x-x-x-x-2c"
    assert call_state.read("4-0-x-x-x-x-x-x-x-x-x-x-x-2c") == offered


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "4-",
        "1-5-5-5-5",
        "2-5-fa-x-x-5-5-x-x-0",
        "3-5-x-x-x-x-x-x-x-x",
        "3-5-x-x-x-x-x-x-x-x-4",
        "3-x-5-x-x-x-x-x-x-x-0",
        "3-5-٣-x-x-x-x-x-x-x-0",
        "3-5-100000-x-x-x-x-x-x-x-0",
        "4-5-x-x-x-x-x-x-x-x-0",
        "4-5-x-x-x-x-x-x-x-x-x-x-x-40",
        "4-5-x-x-x-x-100-x-x-x-x-x-x-0",
        "5-5-x-x-x-x-x-x-x-x-x-x-0",
    ],
)
def test_a_segment_of_another_shape_means_that_nothing_was_promised(text: str) -> None:
    assert call_state.read(text) == NOTHING_PROMISED


@pytest.mark.parametrize(("name", "most"), NUMBERS.items())
def test_a_number_that_is_too_large_is_written_as_the_largest(name: str, most: int) -> None:
    state = CallState(announced_at=5, **{name: 16**most + 7})

    assert getattr(call_state.read(call_state.write(state)), name) == 16**most - 1


@pytest.mark.parametrize(
    ("state", "minutes", "due_seconds"),
    [
        (NOTHING_PROMISED, None, None),
        (CallState(upper_minutes=10), 10, 600),
        (CallState(upper_minutes=10, revised_minutes=2, revised_seconds=125), 2, 245),
    ],
)
def test_a_shorter_promise_takes_the_place_of_the_announcement(
    state: CallState, minutes: int | None, due_seconds: int | None
) -> None:
    assert (state.promised_minutes, state.due_seconds) == (minutes, due_seconds)
