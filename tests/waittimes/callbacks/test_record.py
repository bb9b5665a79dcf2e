"""The record of a callback: what is stored is what is read, and what a finished one no longer holds."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.callbacks.promised import CALLED, NOW, NUMBER, promised
from waittimes.callbacks.record import FINISHED, Callback, State, UnreadableCallback, decode, encode, id_of

KINDS: dict[Any, st.SearchStrategy[Any]] = {
    State: st.sampled_from(State),
    float: st.floats(0, 4e9),
    str: st.text(),
    int: st.integers(),
    bool: st.booleans(),
}
CALLBACKS = st.builds(Callback, **{each.name: KINDS[each.type] for each in fields(Callback)})


@given(CALLBACKS)
def test_what_is_written_is_read(callback: Callback) -> None:
    assert decode(encode(callback)) == callback


@given(
    st.binary() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda it: json.dumps(it).encode())
)
def test_anything_else_is_refused(rows: bytes) -> None:
    with pytest.raises(UnreadableCallback):
        decode(rows)


@pytest.mark.parametrize("name", [each.name for each in fields(Callback)])
def test_a_field_that_is_missing_or_of_another_type_is_refused(name: str) -> None:
    stored = json.loads(encode(promised()))

    for broken in ({key: value for key, value in stored.items() if key != name}, {**stored, name: [7]}):
        with pytest.raises(UnreadableCallback):
            decode(json.dumps(broken).encode())


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_finished_callback_holds_no_number(state: State) -> None:
    stored = encode(promised().finished(state)).decode()

    assert not {NUMBER, CALLED, NUMBER[3:], CALLED[3:]} & {each for each in (NUMBER, CALLED) if each in stored}
    assert not decode(stored.encode()).state.is_pending


def test_an_id_shows_neither_line_nor_number_and_differs_by_both() -> None:
    ids = {id_of("support", NUMBER), id_of("sales", NUMBER), id_of("support", CALLED)}

    assert len(ids) == 3
    assert all(len(each) == 24 and NUMBER[1:] not in each for each in ids)


def test_a_call_that_left_the_queue_begins_the_wait() -> None:
    assert promised().after_leaving(was_connected=False, now=NOW + 7) == replace(
        promised(), state=State.WAITING, left_at=NOW + 7
    )


def test_a_call_that_an_agent_answered_ends_the_callback() -> None:
    assert promised().after_leaving(was_connected=True, now=NOW + 7) == promised().finished(State.CONNECTED)


@pytest.mark.parametrize("state", sorted(set(State) - {State.CONFIRMED}))
@pytest.mark.parametrize("was_connected", [True, False])
def test_leaving_the_queue_changes_nothing_later(state: State, was_connected: bool) -> None:
    later = promised(state=state)

    assert later.after_leaving(was_connected=was_connected, now=NOW) == later
