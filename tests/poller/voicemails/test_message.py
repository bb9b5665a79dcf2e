"""A call is over: which of its recordings is the message, and that its task is made."""

from tests.poller.voicemails.polled_line import PolledLine
from tests.poller.voicemails.twilio_account import recording
from tests.waittimes.voicemails.messages import (
    CALL_SID,
    LINE,
    NOW,
    OTHER_RECORDING_SID,
    RECORDING_SID,
    message,
)
from waittimes.voicemails.record import DAY_SECONDS, State


def test_a_message_becomes_a_task_in_the_first_poll_after_the_call(spoken: PolledLine) -> None:
    spoken.polls()

    found = spoken.message()
    assert (found.state, found.recording_sid, found.duration_seconds) == (State.PLACED, RECORDING_SID, 12)
    assert list(spoken.twilio.tasks) == [found.task_sid]
    assert spoken.twilio.asked == ["fetch_call", "recordings_of", "create_task"]


def test_while_the_caller_speaks_nothing_is_done(spoken: PolledLine) -> None:
    spoken.twilio.calls[CALL_SID] = "in-progress"

    spoken.polls(3)

    assert spoken.message() == message()
    assert spoken.twilio.asked == ["fetch_call"] * 3


def test_before_the_first_minute_is_over_twilio_is_asked_nothing(spoken: PolledLine) -> None:
    spoken.now += 30
    spoken.work()

    assert spoken.twilio.asked == []


def test_the_last_recording_of_two_seconds_is_the_message_and_the_others_are_deleted(line: PolledLine) -> None:
    line.opens()
    first, again, cough = ("RE" + digit * 32 for digit in "abc")
    line.twilio.recordings[CALL_SID] = [
        recording(cough, 1, created_at=NOW + 60),
        recording(again, 2, created_at=NOW + 40),
        recording(first, 30, created_at=NOW + 10),
    ]

    line.polls()

    assert (line.message().recording_sid, line.message().recording_sids) == (again, (again,))
    assert sorted(line.twilio.deleted) == [first, cough]


def test_recordings_of_other_tools_are_neither_taken_nor_deleted(spoken: PolledLine) -> None:
    foreign = [
        recording("RE" + "d" * 32, 40, source="StartCallRecordingAPI", created_at=NOW + 90),
        recording("RE" + "e" * 32, 1, source="RecordVerb", created_at=NOW - 61),
    ]
    spoken.twilio.recordings[CALL_SID] += foreign

    spoken.polls()
    spoken.now = NOW + 31 * DAY_SECONDS
    spoken.polls()

    assert spoken.twilio.deleted == [RECORDING_SID]


def test_a_call_without_a_message_is_forgotten(line: PolledLine) -> None:
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID, 1)]

    line.polls(4)

    assert (line.message().state, line.message().number) == (State.NOTHING, "")
    assert line.twilio.deleted == [RECORDING_SID]
    assert line.twilio.tasks == {}
    assert line.store.entries(LINE) == {}


def test_a_recording_that_appears_after_the_call_is_waited_for(line: PolledLine) -> None:
    line.opens()
    line.polls()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID, -1, status="processing")]
    line.polls(3)
    assert line.message().state is State.OPEN
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]

    line.polls()

    assert line.message().state is State.PLACED


def test_a_recording_that_twilio_has_told_of_is_waited_for(line: PolledLine) -> None:
    line.opens()
    line.store.add_recording(LINE, CALL_SID, RECORDING_SID, now=NOW)
    line.twilio.recordings[CALL_SID] = [recording(OTHER_RECORDING_SID)]
    line.polls(3)
    assert line.message().state is State.OPEN

    line.polls(15)

    assert (line.message().state, line.message().recording_sid) == (State.PLACED, OTHER_RECORDING_SID)


def test_a_recording_that_is_told_after_all_hope_was_lost_becomes_a_message(line: PolledLine) -> None:
    line.opens()
    line.polls(4)
    assert line.message().state is State.NOTHING
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]
    line.store.add_recording(LINE, CALL_SID, RECORDING_SID, now=line.now)

    line.polls()

    assert line.message().state is State.PLACED


def test_a_call_that_twilio_does_not_know_is_over(spoken: PolledLine) -> None:
    spoken.twilio.calls.clear()

    spoken.polls()

    assert spoken.message().state is State.PLACED


def test_a_recording_of_unknown_length_is_a_message(line: PolledLine) -> None:
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID, -1)]

    line.polls()

    assert (line.message().state, line.message().duration_seconds) == (State.PLACED, 0)
