"""The task of a message, as the public Flex template reads it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.voicemails.message_task import LONGEST_TIMEOUT_SECONDS, attributes_of, task_of
from tests.poller.voicemails.polled_line import SUPPORT
from tests.waittimes.voicemails.messages import CALL_SID, CALLED, NOW, NUMBER, RECORDING_SID, message
from waittimes.opening_hours import OpeningHours
from waittimes.settings.kinds.task_attributes import MOST_CHARACTERS
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import State

LEFT = message(state=State.LEFT, recording_sid=RECORDING_SID, duration_seconds=12)


def test_the_flex_template_finds_what_it_reads() -> None:
    hours = OpeningHours("Europe/Berlin", ((),) * 7, {})

    attributes = attributes_of(LEFT, replace(SUPPORT, hours=hours))

    assert attributes == {
        "skill": "support",
        "from": NUMBER,
        "to": CALLED,
        "called": CALLED,
        "name": NUMBER,
        "direction": "inbound",
        "taskType": "voicemail",
        "voicemail_id": CALL_SID,
        "language": "de",
        "callBackData": {
            "numberToCall": NUMBER,
            "numberToCallFrom": CALLED,
            "attempts": 0,
            "mainTimeZone": "Europe/Berlin",
            "utcDateTimeReceived": "2027-01-15T08:00:00+00:00",
            "recordingSid": RECORDING_SID,
            "recordingDuration": 12,
            "isDeleted": False,
        },
        "conversations": {"conversation_id": CALL_SID},
    }


def test_a_caller_without_a_number_is_named_anonymous_and_cannot_be_called() -> None:
    attributes = attributes_of(replace(LEFT, number=""), SUPPORT)

    assert attributes["name"] == "anonymous"
    assert "from" not in attributes
    assert "numberToCall" not in attributes["callBackData"]


def test_the_task_waits_longer_than_a_weekend_and_has_no_virtual_start() -> None:
    policy = VoicemailPolicy(workflow_sid="WW" + "8" * 32, priority=4, task_channel="voicemail")

    task = task_of(LEFT, SUPPORT, policy, now=NOW)

    assert (task.workflow_sid, task.priority, task.task_channel) == ("WW" + "8" * 32, 4, "voicemail")
    assert (task.timeout_seconds, task.started_at) == (LONGEST_TIMEOUT_SECONDS, None)


def test_without_settings_the_task_joins_the_lines_workflow_on_the_default_channel() -> None:
    task = task_of(LEFT, SUPPORT, VoicemailPolicy(), now=NOW)

    assert (task.workflow_sid, task.priority, task.task_channel) == (SUPPORT.workflow_sid, 0, "default")


@pytest.mark.parametrize("now", [NOW + 31 * 24 * 3600, NOW + 30 * 24 * 3600 - 5])
def test_a_task_made_late_still_waits_a_minute(now: float) -> None:
    assert task_of(LEFT, SUPPORT, VoicemailPolicy(), now=now).timeout_seconds == 60


@given(st.dictionaries(st.sampled_from(["callBackData", "taskType", "name", "skill"]), st.text(max_size=600)))
def test_the_attributes_fit_into_a_task_and_the_lines_own_never_hide_the_message(own: dict[str, str]) -> None:
    line = replace(SUPPORT, attributes=own)
    if len(json.dumps(own)) > MOST_CHARACTERS:
        return

    attributes = attributes_of(LEFT, line)

    assert len(json.dumps(attributes)) <= 4096
    assert attributes["taskType"] == "voicemail"
    assert attributes["callBackData"]["recordingSid"] == RECORDING_SID
    assert "url" not in json.dumps(attributes, sort_keys=True).lower().replace(json.dumps(own).lower(), "")
