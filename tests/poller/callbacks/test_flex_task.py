"""The attributes of a callback's task, held against what the public Flex template reads of them.

Its plugin (twilio-professional-services/flex-project-template, feature callback-and-voicemail) shows a task and dials
from it by what is written down here.
"""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.callbacks.flex_task import LONGEST_TIMEOUT_SECONDS, attributes, callback_id, new_task
from poller.taskrouter.actions import NewTask
from tests.poller.callbacks.called_back import BY_FLEX, line_of
from tests.waittimes.callbacks.promised import CALL_SID, CALLED, NOW, NUMBER, promised
from waittimes.callbacks.record import Callback
from waittimes.opening_hours import OpeningHours, Span

HOURS = OpeningHours("Europe/Berlin", ((Span(480, 1080),),) * 7)


def task_of(callback: Callback | None = None, now: float = NOW + 60, **line: Any) -> NewTask:
    return new_task(line_of(BY_FLEX, **line), BY_FLEX, callback or promised(), now=now)


def test_the_plugin_takes_it_for_a_callback() -> None:
    # Its channel definition: taskChannelUniqueName is voice, and attributes.taskType is callback.
    assert (task_of().task_channel, task_of().attributes["taskType"]) == ("voice", "callback")


def test_lists_and_headers_show_the_number() -> None:
    # Both show attributes.name in brackets.
    assert task_of().attributes["name"] == task_of().attributes["from"] == NUMBER


def test_the_panel_shows_number_time_and_attempt() -> None:
    data = task_of(hours=HOURS).attributes["callBackData"]

    # The attempt shown is attempts + 1. The time is parsed by Luxon's DateTime.fromISO, and shown in mainTimeZone.
    assert (data["numberToCall"], data["attempts"], data["isDeleted"]) == (NUMBER, 0, False)
    assert datetime.fromisoformat(data["utcDateTimeReceived"]).timestamp() == NOW
    assert ZoneInfo(data["mainTimeZone"]).key == "Europe/Berlin"


def test_the_agent_calls_from_the_number_that_was_called() -> None:
    # StartOutboundCall takes numberToCall as destination, and numberToCallFrom as caller id unless it begins with sip:.
    data = task_of().attributes["callBackData"]

    assert (data["numberToCall"], data["numberToCallFrom"]) == (NUMBER, CALLED)


def test_the_call_that_the_agent_makes_belongs_to_the_same_conversation() -> None:
    # conversations.conversation_id goes over to the outbound call's task, and to requeued copies.
    assert task_of().attributes["conversations"] == {"conversation_id": CALL_SID}


def test_nothing_names_a_call_recording_or_transcript_that_is_not_there() -> None:
    # The template deletes call_sid and conference; with recordingSid it would take the task for a voicemail.
    found = task_of().attributes

    assert not {"call_sid", "conference", "recordingSid"} & {*found, *found["callBackData"]}


def test_the_workflow_routes_it_as_it_routed_the_call() -> None:
    task = task_of(attributes={"skill": "freight", "tier": 2}, priority=7)

    assert {"skill": "freight", "tier": 2}.items() <= task.attributes.items()
    assert (task.priority, task.workflow_sid) == (7, line_of(BY_FLEX).workflow_sid)
    assert task.attributes["direction"] == "inbound"


def test_the_agent_sees_what_was_promised() -> None:
    assert task_of(promised(promise='{"high_seconds": 900}')).attributes["promise"] == {"high_seconds": 900}
    assert "promise" not in task_of(promised(promise="")).attributes


@pytest.mark.parametrize(
    ("joined_at", "now", "started_at"),
    [(NOW - 90, NOW, NOW - 90), (NOW, NOW + 60, NOW), (NOW + 30, NOW, NOW - 5)],
)
def test_the_virtual_start_is_never_in_the_future(joined_at: float, now: float, started_at: float) -> None:
    assert task_of(promised(joined_at=joined_at), now).started_at == started_at


@given(st.floats(0, 4e9))
def test_the_timeout_keeps_to_what_twilio_takes(expires_at: float) -> None:
    task = task_of(promised(expires_at=expires_at))

    assert 1 <= task.timeout_seconds <= LONGEST_TIMEOUT_SECONDS
    assert task.timeout_seconds >= min(expires_at - NOW - 60, LONGEST_TIMEOUT_SECONDS)


def test_attributes_stay_within_what_twilio_takes() -> None:
    # The settings allow a line attributes of 3000 characters; a promise takes at most 300.
    line = line_of(BY_FLEX, attributes={"note": "x" * 2988})
    found = attributes(line, BY_FLEX, promised(number="+" + "9" * 15, promise=json.dumps({"said": "y" * 280})))

    assert len(json.dumps(found, separators=(",", ":"), ensure_ascii=False)) <= 4096


def test_the_id_by_which_it_is_found_shows_no_number() -> None:
    assert NUMBER[1:] not in callback_id(promised())
