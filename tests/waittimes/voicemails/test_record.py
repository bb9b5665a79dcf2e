"""The record of a message: what is stored is read again, and nothing else is taken for a message."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.voicemails.messages import NOW, OTHER_RECORDING_SID, RECORDING_SID, message
from waittimes.voicemails.record import State, UnreadableVoicemail, Voicemail, decode, encode

TIMES = st.floats(0, 4e9)
MESSAGES = st.builds(
    Voicemail,
    call_sid=st.text(),
    line=st.text(),
    state=st.sampled_from(State),
    number=st.text(),
    called=st.text(),
    language=st.text(),
    created_at=TIMES,
    expires_at=TIMES,
    recording_sid=st.text(),
    duration_seconds=st.integers(0, 600),
    recording_sids=st.lists(st.text()).map(tuple),
    over_at=TIMES,
    attempt_at=TIMES,
    task_sid=st.text(),
)


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(voicemail: Voicemail) -> None:
    assert decode(encode(voicemail)) == voicemail


@given(
    st.binary()
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda each: json.dumps(each).encode())
)
def test_anything_else_is_refused(rows: bytes) -> None:
    with pytest.raises(UnreadableVoicemail):
        decode(rows)


@pytest.mark.parametrize(
    "wrong",
    [{"state": "lost"}, {"number": None}, {"created_at": "soon"}, {"recording_sids": [1]}, {"duration_seconds": 1.5}],
)
def test_a_field_of_another_kind_is_refused(wrong: dict[str, Any]) -> None:
    rows = json.dumps(json.loads(encode(message())) | wrong).encode()

    with pytest.raises(UnreadableVoicemail):
        decode(rows)


def test_a_recording_is_noted_once() -> None:
    once = message().with_recording(RECORDING_SID)

    assert once.recording_sids == (RECORDING_SID,)
    assert once.with_recording(RECORDING_SID) == once
    assert once.with_recording(OTHER_RECORDING_SID).recording_sids == (RECORDING_SID, OTHER_RECORDING_SID)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.OPEN, State.OPEN),
        (State.NOTHING, State.OPEN),
        (State.PLACED, State.PLACED),
        (State.DELETED, State.DELETED),
    ],
)
def test_a_recording_that_comes_late_opens_a_message_that_was_none(before: State, after: State) -> None:
    assert message(state=before).with_recording(RECORDING_SID).state is after


def test_a_finished_message_holds_no_number() -> None:
    finished = message(over_at=NOW).finished(State.DELETED)

    assert (finished.state, finished.number) == (State.DELETED, "")


@pytest.mark.parametrize("state", State)
def test_a_state_is_pending_kept_or_finished(state: State) -> None:
    assert [state.is_pending, state.is_finished, state is State.HANDLED].count(True) == 1
