"""A caller leaves a message: the announcement, the tone, silence, the choice, and what is written of it."""

import re
from dataclasses import replace

import pytest

from simulator.caller.conversation import Beep
from simulator.phones.recording import HANGS_UP, Message, Recordings
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.voicemail.evening import (
    ANNOUNCED,
    CALL_SID,
    CHOICE,
    GOODBYE,
    KEPT,
    TONE,
    UNHEARD,
    at,
    calls,
    line,
    stored,
)
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import DAY_SECONDS, State, Voicemail
from waittimes.voicemails.store import FIRST_LOOK_SECONDS, VoicemailStore

CLOSED = ("Thank you for calling Example Travel.", "We're closed right now.", "We open tomorrow at 8 AM.")


def test_in_the_evening_a_caller_may_speak_after_the_tone(evening: PhoneUnderTest) -> None:
    caller = calls(evening, Message(12, "#"))

    assert caller.heard_everything == (*CLOSED, *ANNOUNCED, CHOICE, KEPT, GOODBYE)
    assert caller.is_over
    assert caller.dropped is None


def test_what_is_written_before_the_caller_speaks(evening: PhoneUnderTest) -> None:
    calls(evening, Message(12, HANGS_UP))

    written = stored(evening)
    assert replace(written, recording_sids=()) == Voicemail(
        call_sid=CALL_SID,
        line="claims",
        state=State.OPEN,
        number="+15550177777",
        called=CLAIMS.numbers[0],
        language="en",
        created_at=evening.now,
        expires_at=evening.now + 30 * DAY_SECONDS,
    )
    (entry,) = VoicemailStore(evening.table).entries("claims").values()
    assert (entry.next_at, entry.is_pending) == (evening.now + FIRST_LOOK_SECONDS, True)


def test_the_recording_that_twilio_tells_of_is_noted(evening: PhoneUnderTest) -> None:
    caller = calls(evening, Message(12, HANGS_UP))

    assert isinstance(caller.recordings, Recordings)
    (kept,) = caller.recordings.of(caller.account_sid)
    written = stored(evening)
    assert written.recording_sids == (kept.sid,)


def test_a_caller_who_says_nothing_is_asked_once_more(evening: PhoneUnderTest) -> None:
    caller = calls(evening)

    assert caller.heard_everything == (*CLOSED, *ANNOUNCED, UNHEARD, TONE, UNHEARD, GOODBYE)
    assert len(caller.conversation.of(Beep)) == 2
    written = stored(evening)
    assert written.recording_sids == ()


def test_a_cough_is_no_message(evening: PhoneUnderTest) -> None:
    caller = calls(evening, Message(1, "#"), Message(1, "#"))

    assert caller.heard_everything[5:] == (UNHEARD, TONE, UNHEARD, GOODBYE)


def test_a_message_after_a_cough_is_kept(evening: PhoneUnderTest) -> None:
    caller = calls(evening, Message(1, "#"), Message(9, "#"))

    assert caller.heard_everything[5:] == (UNHEARD, TONE, CHOICE, KEPT, GOODBYE)


@pytest.mark.parametrize("key", ["1", "5", "*"])
def test_any_key_but_2_keeps_the_message(evening: PhoneUnderTest, key: str) -> None:
    caller = calls(evening, Message(12, "#"), presses=(key,))

    assert caller.heard_everything[5:] == (CHOICE, KEPT, GOODBYE)


def test_a_caller_may_speak_again_twice(evening: PhoneUnderTest) -> None:
    caller = calls(evening, *[Message(seconds, "#") for seconds in (12, 13, 14)], presses=("2", "2", "2"))

    assert caller.heard_everything[5:] == (CHOICE, TONE, CHOICE, TONE, KEPT, GOODBYE)
    assert isinstance(caller.recordings, Recordings)
    assert [each.seconds for each in caller.recordings.of(caller.account_sid)] == [14, 13, 12]


def test_who_wants_to_speak_again_and_says_nothing_hears_that_the_message_is_kept(evening: PhoneUnderTest) -> None:
    caller = calls(evening, Message(12, "#"), presses=("2",))

    assert caller.heard_everything[5:] == (CHOICE, TONE, UNHEARD, KEPT, GOODBYE)


def test_the_line_says_how_long_a_message_may_be_and_which_key_ends_it(evening: PhoneUnderTest) -> None:
    evening.lines = (line(VoicemailPolicy(longest_minutes=1, silence_seconds=9, key="*", kept_days=3)),)
    caller = evening.caller()

    answer = caller.asks(f"{HOST}/voice", form={"To": CLAIMS.numbers[0], "CallSid": CALL_SID}).body.decode()

    assert "It can be up to a minute long." in answer
    assert "press the star key or hang up." in answer
    for attribute in ('maxLength="60"', 'timeout="9"', 'finishOnKey="*"', 'trim="trim-silence"'):
        assert attribute in answer
    found = VoicemailStore(evening.table).find("claims", CALL_SID)
    assert found
    assert found.voicemail.expires_at == evening.now + 3 * DAY_SECONDS


def test_every_url_of_the_recording_is_absolute_and_holds_no_number(evening: PhoneUnderTest) -> None:
    form = {"To": CLAIMS.numbers[0], "From": "+15550177777", "CallSid": CALL_SID}
    answer = evening.caller().asks(f"{HOST}/voice", form=form).body.decode()

    urls = re.findall(r'(?:action|recordingStatusCallback)="([^"]*)"', answer)
    assert urls == [
        f"{HOST}/voice/claims/en/message/1/recorded",
        f"{HOST}/voice/claims/en/message/recording",
        f"{HOST}/voice/claims/en/message/2/recorded",
        f"{HOST}/voice/claims/en/message/recording",
    ]


@pytest.mark.parametrize("number", ["", "anonymous", "sip:ann@example.com", "client:ann", "+266", "+266696687"])
def test_a_caller_without_a_number_leaves_a_message_too(evening: PhoneUnderTest, number: str) -> None:
    caller = evening.caller()
    caller.from_number, caller.messages, caller.call_sid = number, (Message(12, HANGS_UP),), CALL_SID
    caller.dials(f"{HOST}/voice")

    written = stored(evening)
    assert written.number == ""
    assert len(written.recording_sids) == 1


def test_the_recording_ends_with_the_call_whatever_the_line_becomes_meanwhile(evening: PhoneUnderTest) -> None:
    calls(evening, Message(12, HANGS_UP))
    evening.lines = (replace(line(), name="other"),)

    for path in ("1/recorded", "1/chosen", "recording"):
        answer = evening.caller().asks(f"{HOST}/voice/claims/en/message/{path}", form={"CallSid": CALL_SID})
        assert answer.status == 200


def test_at_closing_time_those_who_wait_are_let_go_and_may_speak(phone: PhoneUnderTest) -> None:
    phone.lines = (line(closing=replace(CLAIMS.closing, last_call="cut_off")),)
    at(phone, "2026-11-26 17:55")
    phone.knows(CLAIMS, 900)
    phone.clock_follows_caller = True
    caller = phone.caller()
    caller.messages, caller.call_sid = (Message(12, HANGS_UP),), CALL_SID
    caller.dials(f"{HOST}/voice")

    caller.waits_for_the_end()

    assert caller.heard_everything[-3:] == (
        "We've now closed for today, and we couldn't get to your call. We're sorry.",
        *ANNOUNCED,
    )
    written = stored(phone)
    assert len(written.recording_sids) == 1
