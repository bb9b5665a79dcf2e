"""<Record>: what ends a recording, what follows, and what the app is told of it."""

import pytest

from simulator.caller.caller import Caller
from simulator.caller.conversation import Beep, Conversation, HungUp, Pressed, Spoken
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.twiml.grammar import violations
from simulator.phones.recording import HANGS_UP, Message, Recordings
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.calls import URL, saying

EVENTS = "in-progress completed absent"


def _asks_for_a_message(app: AnsweringApp, **attributes: str) -> None:
    usual = {"action": "/kept", "maxLength": "60", "recordingStatusCallback": "/status"} | attributes
    written = " ".join(f'{name}="{value}"' for name, value in usual.items())
    app.on("/voice", f"<Response><Say>one two</Say><Record {written}/><Say>Nothing was heard.</Say></Response>")
    app.on("/kept", saying("Thank you."))
    app.on("/status", "")


def _leaves(caller: Caller, *messages: Message) -> Recordings:
    recordings = Recordings("https://twilio.example.com")
    caller.messages, caller.recordings = messages, recordings
    caller.dials(URL)
    return recordings


def _seconds(recordings: Recordings, caller: Caller) -> list[int]:
    return [each.seconds for each in recordings.of(caller.account_sid)]


@pytest.mark.parametrize(
    ("attributes", "message", "digits", "seconds", "thanked_at_seconds"),
    [
        ({}, Message(12), "", 12, 0.8 + 0.5 + 12 + 5),
        ({"timeout": "3"}, Message(12), "", 12, 0.8 + 0.5 + 12 + 3),
        ({"timeout": "0"}, Message(12), "", 12, 0.8 + 0.5 + 60),
        ({"playBeep": "false"}, Message(12), "", 12, 0.8 + 12 + 5),
        ({}, Message(12, "#"), "#", 12, 0.8 + 0.5 + 12),
        ({}, Message(12, "7"), "7", 12, 0.8 + 0.5 + 12),
        ({"finishOnKey": "#*"}, Message(12, "7"), "", 12, 0.8 + 0.5 + 12 + 5),
        ({"finishOnKey": "#*"}, Message(12, "*"), "*", 12, 0.8 + 0.5 + 12),
        ({"maxLength": "9"}, Message(12, "#"), "", 9, 0.8 + 0.5 + 9),
        ({"maxLength": "14"}, Message(12), "", 12, 0.8 + 0.5 + 14),
        ({"trim": "do-not-trim"}, Message(12), "", 17, 0.8 + 0.5 + 12 + 5),
        ({"trim": "do-not-trim"}, Message(12, "#"), "#", 12, 0.8 + 0.5 + 12),
    ],
)
def test_a_recording_ends_by_a_key_by_silence_or_at_its_greatest_length(  # noqa: PLR0913, PLR0917  # a table's columns
    app: AnsweringApp,
    caller: Caller,
    attributes: dict[str, str],
    message: Message,
    digits: str,
    seconds: int,
    thanked_at_seconds: float,
) -> None:
    _asks_for_a_message(app, **attributes)
    recordings = _leaves(caller, message)

    [kept] = recordings.of(caller.account_sid)
    [asked] = app.asked("/kept")
    assert (asked.fields["Digits"], asked.fields["RecordingDuration"]) == (digits, str(seconds))
    assert asked.fields["RecordingUrl"] == f"https://twilio.example.com{kept.uri}"
    assert (kept.seconds, kept.call_sid) == (seconds, asked.fields["CallSid"])
    assert caller.conversation.events[-2].at_seconds == pytest.approx(thanked_at_seconds)
    assert caller.hears == "Thank you."


def test_the_app_is_told_of_the_recording_after_the_request_of_the_action(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app)
    recordings = _leaves(caller, Message(12))

    [kept] = recordings.of(caller.account_sid)
    assert [request.path for request in app.requests] == ["/voice", "/kept", "/status"]
    assert app.asked("/status")[0].fields == {
        "AccountSid": caller.account_sid,
        "CallSid": kept.call_sid,
        "RecordingSid": kept.sid,
        "RecordingUrl": f"https://twilio.example.com{kept.uri}",
        "RecordingStatus": "completed",
        "RecordingDuration": "12",
        "RecordingChannels": "1",
        "RecordingSource": "RecordVerb",
        "RecordingStartTime": "Thu, 01 Jan 1970 00:00:01 +0000",
    }


@pytest.mark.parametrize(
    ("events", "seconds", "told"),
    [
        ("completed", 12, ["completed"]),
        (EVENTS, 12, ["in-progress", "completed"]),
        (EVENTS, 0, ["absent"]),
        ("completed", 0, []),
        ("absent", 12, []),
    ],
)
def test_only_the_events_that_were_asked_for_are_told(
    app: AnsweringApp, caller: Caller, events: str, seconds: float, told: list[str]
) -> None:
    _asks_for_a_message(app, recordingStatusCallbackEvent=events, recordingStatusCallbackMethod="GET")
    _leaves(caller, Message(seconds))

    asked = app.asked("/status")
    assert [(each.method, each.fields["RecordingStatus"]) for each in asked] == [("GET", status) for status in told]


def test_silence_is_not_kept_and_the_next_verb_follows(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app)
    recordings = _leaves(caller)

    assert recordings.of(caller.account_sid) == []
    assert app.asked("/kept") == []
    assert caller.hears == "Nothing was heard."
    assert caller.conversation.of(Spoken) == ()
    assert len(caller.conversation.of(Beep)) == 1


def test_a_caller_who_hangs_up_has_left_the_message(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app)
    recordings = _leaves(caller, Message(12, HANGS_UP))

    [asked] = app.asked("/kept")
    assert (asked.fields["Digits"], asked.fields["CallStatus"]) == ("hangup", "completed")
    assert _seconds(recordings, caller) == [12]
    assert [request.path for request in app.requests] == ["/voice", "/kept", "/status"]
    assert [event.by_caller for event in caller.conversation.of(HungUp)] == [True]
    assert "Thank you." not in caller.heard_everything


def test_a_caller_who_hangs_up_in_the_middle_has_left_what_they_said(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app)
    caller.messages, caller.recordings = [Message(12)], Recordings()
    caller.dials(URL, listens_seconds=0.8 + 0.5 + 4)
    caller.hangs_up()

    assert app.asked("/kept")[0].fields["RecordingDuration"] == "4"
    assert app.asked("/status")[0].fields["RecordingDuration"] == "4"
    assert caller.conversation.of(Spoken)[0].cut_seconds == pytest.approx(4)


def test_a_caller_who_hangs_up_without_a_word_has_left_nothing_and_the_app_is_told_so(
    app: AnsweringApp, caller: Caller
) -> None:
    _asks_for_a_message(app, recordingStatusCallbackEvent=EVENTS)
    caller.dials(URL, listens_seconds=2)
    caller.hangs_up()

    assert [asked.path for asked in app.requests] == ["/voice", "/status"]
    assert app.asked("/status")[0].fields["RecordingStatus"] == "absent"
    assert caller.is_over


def test_a_key_in_the_middle_ends_the_recording_if_it_may(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app, finishOnKey="#")
    caller.messages = [Message(12)]
    caller.dials(URL, listens_seconds=0.8 + 0.5 + 4)
    caller.presses("1#")

    fields = app.asked("/kept")[0].fields
    assert (fields["Digits"], fields["RecordingDuration"]) == ("#", "4")


def test_keys_that_answer_questions_do_not_end_a_recording(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app)
    caller.answers = ["1"]
    _leaves(caller, Message(12))

    assert caller.conversation.of(Pressed) == ()
    assert app.asked("/kept")[0].fields["RecordingDuration"] == "12"


def test_each_recording_of_a_call_gets_the_next_message(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app)
    app.on("/kept", "<Response><Record action='/again'/></Response>", saying("Goodbye."))
    app.on("/again", saying("Goodbye."))
    recordings = _leaves(caller, Message(12), Message(7, "#"))

    assert _seconds(recordings, caller) == [7, 12]
    assert len({each.sid for each in recordings.of(caller.account_sid)}) == 2


def test_without_an_action_the_same_document_is_asked_for_again(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", "<Response><Record/></Response>", saying("Goodbye."))
    _leaves(caller, Message(3))

    assert [asked.fields.get("RecordingDuration") for asked in app.asked("/voice")] == [None, "3"]


def test_an_app_that_fails_after_a_recording_is_told_of_it_nevertheless(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app, action="/nowhere")
    with pytest.raises(CallDropped):
        _leaves(caller, Message(3))

    assert len(app.asked("/status")) == 1


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("<Gather><Record/></Gather>", "<Record> may not stand inside <Gather>"),
        ('<Record maxLength="1"/>', "maxLength"),
        ('<Record timeout="soon"/>', "timeout"),
        ('<Record trim="yes"/>', "trim"),
        ('<Record playBeep="loud"/>', "playBeep"),
        ('<Record finishOnKey="x"/>', "finishOnKey"),
        ('<Record recordingStatusCallbackEvent="done"/>', "recordingStatusCallbackEvent"),
        ('<Record recordingStatusCallback="nowhere"/>', "recordingStatusCallback"),
    ],
)
def test_a_recording_that_twilio_would_not_make_is_refused(document: str, fault: str) -> None:
    [found] = violations(f"<Response>{document}</Response>")
    assert fault in found


def test_a_message_is_no_silence(app: AnsweringApp, caller: Caller) -> None:
    _asks_for_a_message(app)
    _leaves(caller, Message(50, "#"))

    assert caller.conversation.longest_silence_seconds() < 1
    unsaid = Conversation(tuple(event for event in caller.conversation.events if not isinstance(event, Spoken)))
    assert unsaid.longest_silence_seconds() == 50
