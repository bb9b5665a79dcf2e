"""Whatever fails while a message is left, the call goes on as without voicemail, and no webhook is answered late."""

import logging
import time

import pytest

from ivr.voice.voicemail import dialogue
from simulator.caller.conversation import Enqueued
from simulator.caller.twiml.grammar import violations
from simulator.phones.recording import HANGS_UP, Message
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.voicemail.evening import ANNOUNCED, CALL_SID, at, calls, line, stored
from tests.ivr.voice.voicemail.test_offer import IMPOSSIBLE, MORNING
from waittimes.voicemails.register import register_key
from waittimes.voicemails.store import item_key
from waittimes.wait import Basis

REGISTER, ITEM = register_key("claims"), item_key("claims", CALL_SID)
RECORDING = {"CallSid": CALL_SID, "RecordingSid": "RE" + "6" * 32, "RecordingDuration": "12"}


@pytest.mark.parametrize("key", [REGISTER, ITEM])
def test_a_closed_line_whose_table_fails_says_goodbye(evening: PhoneUnderTest, key: str) -> None:
    evening.table.fails(key=key)

    caller = calls(evening, Message(12, HANGS_UP))

    assert caller.heard_everything[-1] == "Thank you for calling. Goodbye."
    assert ANNOUNCED[0] not in caller.heard_everything
    assert caller.dropped is None


@pytest.mark.parametrize("key", [REGISTER, ITEM])
def test_before_the_queue_a_caller_whose_message_cannot_be_kept_is_told_and_queued(
    phone: PhoneUnderTest, key: str
) -> None:
    at(phone, MORNING)
    phone.lines = (line(),)
    phone.knows(CLAIMS, None, Basis.UNSTAFFED)
    phone.table.fails(key=key)
    caller = phone.caller()
    caller.answers, caller.call_sid = ("2",), CALL_SID

    caller.dials(f"{HOST}/voice")
    caller.waits(20)

    assert IMPOSSIBLE in caller.heard_everything
    assert len(caller.conversation.of(Enqueued)) == 1


def test_a_table_that_hangs_costs_less_than_a_second(evening: PhoneUnderTest) -> None:
    evening.table.seconds_to_answer = 1.5
    began = time.monotonic()

    answer = evening.caller().asks(f"{HOST}/voice", form={"To": CLAIMS.numbers[0], "CallSid": CALL_SID})

    assert time.monotonic() - began < 1.4
    assert "<Record" not in answer.body.decode()
    assert "Goodbye" in answer.body.decode()


def test_a_table_that_is_down_while_the_caller_speaks_costs_nothing(
    evening: PhoneUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    evening.caller().asks(f"{HOST}/voice", form={"To": CLAIMS.numbers[0], "CallSid": CALL_SID})
    evening.table.fails()

    with caplog.at_level(logging.INFO, logger="waittimes"):
        answers = [
            evening.caller().asks(f"{HOST}/voice/claims/en/message/{path}", form={**RECORDING, **fields})
            for path, fields in (
                ("1/recorded", {"Digits": "#"}),
                ("1/chosen", {"Digits": "1"}),
                ("recording", {"RecordingStatus": "completed"}),
            )
        ]

    assert [each.status for each in answers] == [200, 200, 200]
    assert [list(violations(each.body)) for each in answers] == [[], [], []]
    assert "voicemail.not_written" in [record.message for record in caplog.records]
    evening.table.recovers()
    assert stored(evening).recording_sids == ()


@pytest.mark.parametrize("path", ["1/recorded", "1/chosen", "recording"])
def test_a_defect_costs_no_message_and_no_silence(
    evening: PhoneUnderTest, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    for name in ("after_recording", "after_choice"):
        monkeypatch.setattr(dialogue, name, broken)
    monkeypatch.setattr("ivr.voice.voicemail.routes.note_recording", broken)

    answer = evening.caller().asks(f"{HOST}/voice/claims/en/message/{path}", form=RECORDING)

    assert answer.status == 200
    assert list(violations(answer.body)) == []
    assert ("Goodbye" in answer.body.decode()) is (path != "recording")


@pytest.mark.parametrize("path", ["1/recorded", "1/chosen", "recording"])
def test_strangers_are_refused(evening: PhoneUnderTest, path: str) -> None:
    client = evening.app().test_client()

    answer = client.post(f"{HOST}/voice/claims/en/message/{path}", data=RECORDING, headers={"X-Twilio-Signature": "no"})

    assert answer.status_code == 403


@pytest.mark.parametrize("take", ["0", "3", "4", "99999"])
def test_a_take_that_never_was_ends_in_a_goodbye_or_a_choice(evening: PhoneUnderTest, take: str) -> None:
    answer = evening.caller().asks(f"{HOST}/voice/claims/en/message/{take}/recorded", form=RECORDING)

    assert answer.status == 200
    assert list(violations(answer.body)) == []
