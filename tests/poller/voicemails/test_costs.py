"""What a message costs at Twilio and in the table, and what a line costs that has none."""

from dataclasses import replace

from tests.poller.voicemails.polled_line import PolledLine
from tests.poller.voicemails.twilio_account import recording
from tests.waittimes.voicemails.messages import CALL_SID, LINE, RECORDING_SID


def test_a_message_costs_four_requests_and_one_every_four_minutes_until_an_agent_is_done(line: PolledLine) -> None:
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]
    line.polls(13)
    line.twilio.statuses.clear()
    line.polls(4)
    line.now = line.message().expires_at
    line.polls()

    asked = line.twilio.asked
    assert [each for each in asked if each != "fetch_task"] == [
        *("fetch_call", "recordings_of", "create_task", "delete_recording")
    ]
    assert asked.count("fetch_task") == 4


def test_the_phone_reads_twice_and_writes_three_times(line: PolledLine) -> None:
    line.opens()
    line.store.add_recording(LINE, CALL_SID, RECORDING_SID, now=line.now)

    units = line.table.units
    assert (units.reads, units.writes, units.write_units) == (2, 3, 3)


def test_a_poll_of_a_line_without_messages_reads_one_item_and_writes_none(line: PolledLine) -> None:
    line.polls()

    assert (line.table.units.reads, line.table.units.writes) == (1, 0)
    assert line.twilio.asked == []


def test_a_message_that_waits_for_its_next_look_costs_nothing_more(line: PolledLine) -> None:
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]
    line.polls()
    before, asked = replace(line.table.units), len(line.twilio.asked)

    line.polls()

    assert (line.table.units.reads - before.reads, line.table.units.writes - before.writes) == (1, 0)
    assert len(line.twilio.asked) == asked
