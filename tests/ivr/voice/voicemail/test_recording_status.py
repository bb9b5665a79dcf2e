"""What Twilio tells of a recording: once, twice, late, absent, failed, or of a call that left no message."""

import logging
from dataclasses import replace

import pytest

from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.voicemail.evening import CALL_SID, stored
from waittimes.voicemails.record import State
from waittimes.voicemails.store import VoicemailStore

RECORDING_SID = "RE" + "6" * 32


@pytest.fixture
def spoken(evening: PhoneUnderTest) -> PhoneUnderTest:
    """Return a phone whose caller was asked to speak."""
    evening.caller().asks(f"{HOST}/voice", form={"To": CLAIMS.numbers[0], "CallSid": CALL_SID})
    return evening


def tells(phone: PhoneUnderTest, **changed: str) -> None:
    fields = {
        "AccountSid": CLAIMS.account.sid,
        "CallSid": CALL_SID,
        "RecordingSid": RECORDING_SID,
        "RecordingStatus": "completed",
        "RecordingDuration": "12",
        "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{CLAIMS.account.sid}/Recordings/{RECORDING_SID}",
    }
    answer = phone.caller().asks(f"{HOST}/voice/claims/en/message/recording", form=fields | changed)
    assert answer.status == 200
    assert answer.body.decode().endswith("<Response />")


def test_told_twice_it_is_noted_once(spoken: PhoneUnderTest) -> None:
    tells(spoken)
    tells(spoken)

    assert stored(spoken).recording_sids == (RECORDING_SID,)


@pytest.mark.parametrize("status", ["absent", "failed", "in-progress", "", "<b>"])
def test_a_recording_that_is_not_complete_is_not_noted(spoken: PhoneUnderTest, status: str) -> None:
    tells(spoken, RecordingStatus=status)

    assert stored(spoken).recording_sids == ()


@pytest.mark.parametrize("changed", [{"RecordingSid": "RE6"}, {"CallSid": "none"}, {"CallSid": "CA" + "9" * 32}])
def test_what_belongs_to_no_message_changes_nothing(spoken: PhoneUnderTest, changed: dict[str, str]) -> None:
    before = dict(spoken.table.items)

    tells(spoken, **changed)

    assert spoken.table.items == before


def test_told_after_the_message_was_given_up_it_is_opened_again(spoken: PhoneUnderTest) -> None:
    store = VoicemailStore(spoken.table)
    found = store.find("claims", CALL_SID)
    assert found
    store.update(found, replace(found.voicemail, state=State.NOTHING), now=spoken.now)
    store.note("claims", {CALL_SID: None}, now=spoken.now)

    tells(spoken)

    assert stored(spoken).state is State.OPEN
    assert list(store.entries("claims")) == [CALL_SID]


def test_the_log_names_the_call_and_no_address(spoken: PhoneUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="waittimes"):
        tells(spoken)

    (record,) = (vars(each) for each in caplog.records if each.message == "voicemail.recording")
    assert (record["call_sid"], record["line"], record["status"]) == (CALL_SID, "claims", "completed")
    assert RECORDING_SID not in str([vars(each) for each in caplog.records])
