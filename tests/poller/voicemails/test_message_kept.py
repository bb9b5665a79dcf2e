"""A message whose task is made: watched, kept until it expires, then deleted; and what the metrics say."""

from dataclasses import replace

import pytest

from tests.poller.voicemails.polled_line import SUPPORT, PolledLine
from tests.poller.voicemails.twilio_account import recording
from tests.waittimes.voicemails.messages import CALL_SID, LINE, NOW, NUMBER, OTHER_CALL_SID, RECORDING_SID, message
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import DAY_SECONDS, State
from waittimes.voicemails.register import Entry


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", State.PLACED),
        ("reserved", State.PLACED),
        ("assigned", State.PLACED),
        ("wrapping", State.PLACED),
        ("completed", State.HANDLED),
        ("canceled", State.UNANSWERED),
        (None, State.HANDLED),
    ],
)
def test_the_task_is_watched_until_an_agent_is_done(spoken: PolledLine, status: str | None, state: State) -> None:
    spoken.polls()
    (task_sid,) = spoken.twilio.statuses
    spoken.twilio.statuses = {} if status is None else {task_sid: status}

    spoken.polls(5)

    assert spoken.message().state is state
    assert spoken.store.entries(LINE)[CALL_SID].is_pending is state.is_pending
    assert len(spoken.twilio.tasks) == 1


def test_a_task_is_looked_at_within_the_five_minutes_for_which_twilio_remembers_it(spoken: PolledLine) -> None:
    spoken.polls()
    spoken.twilio.asked.clear()

    spoken.polls(60)

    assert spoken.twilio.asked == ["fetch_task"] * 15


@pytest.mark.parametrize("status", ["pending", "completed", "canceled"])
def test_the_recording_is_deleted_when_it_expires_and_the_message_is_finished(spoken: PolledLine, status: str) -> None:
    spoken.polls()
    (task_sid,) = spoken.twilio.statuses
    spoken.twilio.statuses[task_sid] = status
    spoken.polls(5)
    spoken.now = NOW + 30 * DAY_SECONDS - 120
    spoken.polls()
    assert spoken.twilio.deleted == []

    spoken.polls(2)

    assert spoken.twilio.deleted == [RECORDING_SID]
    assert (spoken.message().state, spoken.message().number) == (State.DELETED, "")
    assert spoken.store.entries(LINE) == {}
    assert NUMBER.encode() not in b"".join(each["rows"]["B"] for each in spoken.table.items.values())


def test_a_recording_that_somebody_else_has_deleted_is_as_good_as_deleted(spoken: PolledLine) -> None:
    spoken.polls()
    spoken.twilio.deleted.append(RECORDING_SID)
    spoken.now = NOW + 31 * DAY_SECONDS

    spoken.polls()

    assert spoken.message().state is State.DELETED


def test_nothing_is_asked_of_twilio_between_the_end_of_a_task_and_the_end_of_the_recording(
    spoken: PolledLine,
) -> None:
    spoken.polls()
    spoken.twilio.statuses.clear()
    spoken.polls(5)
    spoken.twilio.asked.clear()
    spoken.table.units.reads = spoken.table.units.writes = 0

    spoken.polls(10)

    assert spoken.twilio.asked == []
    assert (spoken.table.units.reads, spoken.table.units.writes) == (10, 0)


def test_one_poll_looks_at_twenty_messages_and_the_next_at_the_others(line: PolledLine) -> None:
    for number in range(25):
        line.opens(message(f"CA{number:032x}"))
    line.twilio.recordings = {f"CA{number:032x}": [recording(f"RE{number:032x}")] for number in range(25)}

    line.polls()
    assert len(line.twilio.tasks) == 20

    line.polls()
    assert len(line.twilio.tasks) == 25


def test_the_metrics_count_the_messages_that_wait_for_an_agent(spoken: PolledLine) -> None:
    spoken.opens(message(OTHER_CALL_SID, created_at=NOW + 30))
    spoken.twilio.calls[OTHER_CALL_SID] = "in-progress"

    spoken.polls()

    assert spoken.emitted == [{"VoicemailsLeft": 1}, {"VoicemailsPending": 2, "VoicemailOldest": 60}]
    spoken.twilio.statuses.clear()
    spoken.polls(5)
    assert spoken.emitted[-1] == {"VoicemailsPending": 1, "VoicemailOldest": 330}


def test_an_entry_whose_item_was_never_written_leaves_the_register(line: PolledLine) -> None:
    line.store.note(LINE, {CALL_SID: Entry(NOW, NOW)}, now=NOW)

    line.polls(4)
    assert CALL_SID in line.store.entries(LINE)

    line.polls(2)
    assert line.store.entries(LINE) == {}


def test_a_line_that_keeps_messages_for_a_day_gives_its_tasks_a_day(line: PolledLine) -> None:
    line.line = replace(SUPPORT, voicemail=VoicemailPolicy(kept_days=1))
    line.opens(message(expires_at=NOW + DAY_SECONDS))
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]

    line.polls()

    (task,) = line.twilio.tasks.values()
    assert task.timeout_seconds == DAY_SECONDS - 60
