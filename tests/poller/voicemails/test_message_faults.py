"""Faults at every step: no message is lost, and none gets two tasks."""

import contextlib
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.taskrouter.port import TaskRouterError
from tests.poller.voicemails.polled_line import PolledLine
from tests.poller.voicemails.twilio_account import recording
from tests.waittimes.voicemails.messages import (
    CALL_SID,
    LINE,
    OTHER_CALL_SID,
    OTHER_RECORDING_SID,
    RECORDING_SID,
    message,
)
from waittimes.deadline import OutOfTime
from waittimes.table import TableUnavailable
from waittimes.voicemails.record import State
from waittimes.voicemails.register import register_key
from waittimes.voicemails.store import item_key

ITEM, REGISTER = item_key(LINE, CALL_SID), register_key(LINE)
REQUESTS = ["fetch_call", "recordings_of", "create_task", "find_tasks", "fetch_task", "delete_recording"]


@pytest.fixture
def spoken(line: PolledLine) -> PolledLine:
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID), recording(OTHER_RECORDING_SID, 1)]
    return line


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_fails_is_made_again_by_the_next_poll(spoken: PolledLine, name: str) -> None:
    spoken.twilio.fails_before = [name]

    spoken.polls(3)

    assert spoken.message().state is State.PLACED
    assert len(spoken.twilio.tasks) == 1
    assert spoken.twilio.deleted == [OTHER_RECORDING_SID]


def test_a_task_whose_answer_was_lost_is_found_again(spoken: PolledLine) -> None:
    spoken.twilio.fails_after = ["create_task"]

    spoken.polls(2)

    assert spoken.message().state is State.PLACED
    assert list(spoken.twilio.tasks) == [spoken.message().task_sid]
    assert spoken.twilio.asked.count("create_task") == 1


def test_a_task_that_twilio_refuses_is_tried_again_later_without_a_search(spoken: PolledLine) -> None:
    spoken.twilio.fails_before = ["create_task"]
    spoken.twilio.error = TaskRouterError("HTTP 400", HTTPStatus.BAD_REQUEST, 20001)

    spoken.polls(4)
    assert (spoken.message().state, spoken.twilio.asked.count("create_task")) == (State.LEFT, 1)

    spoken.polls(2)
    assert spoken.message().state is State.PLACED
    assert "find_tasks" not in spoken.twilio.asked


def test_a_message_that_fails_stops_no_other(spoken: PolledLine) -> None:
    spoken.opens(message(OTHER_CALL_SID))
    spoken.twilio.calls[OTHER_CALL_SID] = "completed"
    spoken.twilio.recordings[OTHER_CALL_SID] = [recording("RE" + "9" * 32)]
    spoken.twilio.fails_before = ["fetch_call"]
    spoken.twilio.error = TaskRouterError("HTTP 429", HTTPStatus.TOO_MANY_REQUESTS)

    spoken.polls()

    assert spoken.message(OTHER_CALL_SID).state is State.PLACED
    assert spoken.message().state is State.OPEN


def test_while_twilio_is_down_one_request_a_poll_finds_that_out(spoken: PolledLine) -> None:
    spoken.opens(message(OTHER_CALL_SID))
    spoken.twilio.fails_before = ["fetch_call"] * 3

    spoken.polls(3)

    assert spoken.twilio.asked == ["fetch_call"] * 3


@pytest.mark.parametrize("key", [ITEM, REGISTER])
def test_a_table_that_is_down_delays_the_message(spoken: PolledLine, key: str) -> None:
    spoken.table.fails(key=key)
    with contextlib.suppress(TableUnavailable):
        spoken.polls(3)
    assert len(spoken.twilio.tasks) == 0
    spoken.table.recovers()

    spoken.polls(2)

    assert spoken.message().state is State.PLACED


def test_a_defect_is_logged_and_stops_no_other(spoken: PolledLine, caplog: pytest.LogCaptureFixture) -> None:
    spoken.opens(message(OTHER_CALL_SID))
    spoken.twilio.calls = {CALL_SID: "completed", OTHER_CALL_SID: "completed"}
    spoken.twilio.recordings[OTHER_CALL_SID] = [recording("RE" + "9" * 32)]
    spoken.twilio.recordings[CALL_SID] = [None]  # type: ignore[list-item]

    spoken.polls()

    assert spoken.message(OTHER_CALL_SID).state is State.PLACED
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == ["voicemail.broken"]


def test_a_poll_without_time_leaves_the_message_to_the_next(spoken: PolledLine) -> None:
    def nothing(_: Any) -> Any:
        raise OutOfTime

    spoken.polls(connect=nothing)
    assert spoken.message().state is State.OPEN

    spoken.polls()
    assert spoken.message().state is State.PLACED


FAULTS = st.lists(st.sampled_from([*(f"before {each}" for each in REQUESTS), "after create_task", ITEM, REGISTER]))


@given(st.lists(FAULTS, max_size=6), st.booleans())
def test_whatever_fails_and_whenever_a_message_gets_one_task_and_keeps_its_recording(
    polls: list[list[str]], twice: bool
) -> None:
    line = PolledLine()
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID), recording(OTHER_RECORDING_SID, 1)]
    for faults in polls:
        line.twilio.fails_before = [each.removeprefix("before ") for each in faults if each.startswith("before ")]
        line.twilio.fails_after = ["create_task"] if "after create_task" in faults else []
        for key in {ITEM, REGISTER}.intersection(faults):
            line.table.fails(key=key)
        with contextlib.suppress(TableUnavailable):
            line.polls()
        line.table.recovers()
    line.twilio.fails_before, line.twilio.fails_after = [], []

    line.polls(8)
    if twice:
        line.work()

    assert len(line.twilio.tasks) == 1
    assert line.message().state is State.PLACED
    assert line.message().task_sid in line.twilio.tasks
    assert RECORDING_SID not in line.twilio.deleted


@given(st.integers(0, 12), st.integers(0, 12))
def test_two_pollers_at_the_same_time_make_one_task(first: int, second: int) -> None:
    line = PolledLine()
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]
    turns = iter(range(100))

    def other_polls(_: str) -> None:
        if next(turns) in (first, second):
            line.work()

    line.table.between = other_polls
    line.polls(3)

    assert len(line.twilio.tasks) == 1
    assert line.message().state is State.PLACED
