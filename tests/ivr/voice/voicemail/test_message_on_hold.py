"""A message that is left from the queue: offered on hold, written before the caller leaves, then taken."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from ivr.voice.call_state import CallState, write
from ivr.voice.voicemail import on_hold
from simulator.caller.caller import Caller
from simulator.caller.conversation import Enqueued, LeftQueue
from simulator.caller.scripted_switchboard import answers_after
from simulator.caller.twiml.grammar import violations
from simulator.phones.recording import HANGS_UP, Message
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.callback import desk
from tests.ivr.voice.voicemail.evening import ANNOUNCED, CALL_SID, stored
from tests.ivr.voice.voicemail.test_offer import IMPOSSIBLE, OFFER
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.register import register_key
from waittimes.wait import Basis

ALWAYS_OPEN = replace(CLAIMS, voicemail=VoicemailPolicy(above_minutes=20))


@pytest.fixture
def phone() -> PhoneUnderTest:
    """Return a phone whose line takes messages above 20 minutes; the wait is short at first."""
    phone = PhoneUnderTest(lines=(ALWAYS_OPEN,), clock_follows_caller=True)
    phone.knows(CLAIMS, 300)
    return phone


def dials(phone: PhoneUnderTest, **changed: object) -> Caller:
    caller = phone.caller()
    caller.call_sid, caller.messages = CALL_SID, (Message(12, HANGS_UP),)
    for name, value in changed.items():
        setattr(caller, name, value)
    caller.dials(f"{HOST}/voice")
    return caller


def hears_offer(phone: PhoneUnderTest, caller: Caller) -> bool:
    """Wait until a message is offered on hold while the wait stays long; return whether it was."""
    for _ in range(100):
        phone.knows(CLAIMS, 1500)
        caller.waits(3)
        if caller.hears == OFFER:
            return True
    return False


def test_a_caller_whose_wait_becomes_long_leaves_a_message_from_the_queue(phone: PhoneUnderTest) -> None:
    caller = dials(phone)
    assert OFFER not in caller.heard_everything
    assert hears_offer(phone, caller)

    caller.presses("2")
    caller.waits_for_the_end()

    assert [each.result for each in caller.conversation.of(LeftQueue)] == ["leave"]
    assert caller.heard_everything[-2:] == ANNOUNCED
    assert len(stored(phone).recording_sids) == 1
    assert caller.dropped is None


def test_the_offer_comes_with_every_third_announcement_at_most(phone: PhoneUnderTest) -> None:
    caller = dials(phone)
    for _ in range(40):
        phone.knows(CLAIMS, 1500)
        caller.waits(20)

    said = "".join("o" if each == OFFER else "w" for each in caller.heard_everything[2:])
    offers = [place for place, each in enumerate(said) if each == "o"]
    assert len(offers) >= 2
    assert all(later - earlier >= 4 for earlier, later in itertools.pairwise(offers))


def test_a_caller_whose_turn_comes_is_connected_and_leaves_no_message(phone: PhoneUnderTest) -> None:
    caller = dials(phone, switchboard=answers_after(160))
    assert hears_offer(phone, caller)

    assert caller.waits_for_an_agent()
    assert ANNOUNCED[0] not in caller.heard_everything


@pytest.mark.parametrize("key", ["1", "3", "#"])
def test_any_other_key_keeps_the_place(phone: PhoneUnderTest, key: str) -> None:
    caller = dials(phone)
    assert hears_offer(phone, caller)

    caller.presses(key)
    caller.waits(30)

    assert caller.is_in_queue
    assert [each for each in phone.table.items if each.startswith("voicemail")] == []


def test_a_table_that_fails_at_the_key_keeps_the_caller_in_the_queue(phone: PhoneUnderTest) -> None:
    caller = dials(phone)
    assert hears_offer(phone, caller)
    phone.table.fails(key=register_key("claims"))

    caller.presses("2")
    caller.waits(10)

    assert IMPOSSIBLE in caller.heard_everything
    assert caller.is_in_queue


def test_a_table_that_fails_after_the_key_costs_nothing(phone: PhoneUnderTest) -> None:
    caller = dials(phone)
    assert hears_offer(phone, caller)
    form = {"CallSid": CALL_SID, "From": "+15550177777", "Digits": "2"}
    asked = f"{HOST}/voice/claims/en/message/asked/x"
    assert "<Leave />" in caller.asks(asked, form=form).body.decode()
    phone.table.fails()

    left = caller.asks(f"{HOST}/voice/claims/en/left/x", form=form | {"QueueResult": "leave"}).body.decode()

    assert "<Record" in left


def test_a_defect_at_the_key_leaves_the_caller_in_the_queue(
    phone: PhoneUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_hold, "open_message", lambda *_: 1 / 0)

    answer = phone.caller().asks(f"{HOST}/voice/claims/en/message/asked/x", form={"CallSid": CALL_SID, "Digits": "2"})

    assert answer.status == 200
    assert "<Play>" in answer.body.decode()
    assert list(violations(answer.body)) == []


def with_callbacks(policy: VoicemailPolicy | None, number: str) -> Caller:
    """Return a caller of a line with callbacks, where the wait is long enough for one."""
    phone = desk.desk(CallbackPolicy("dial"), voicemail=policy)
    return desk.dials(phone, number=number)


@pytest.mark.parametrize(
    ("policy", "number", "offered"),
    [
        (VoicemailPolicy(), desk.PERSON, desk.OFFER),
        (VoicemailPolicy(), "anonymous", OFFER),
        (VoicemailPolicy(if_no_callback=False), "anonymous", None),
        (VoicemailPolicy(if_no_callback=False, above_minutes=5), "anonymous", OFFER),
        (VoicemailPolicy(above_minutes=5), desk.PERSON, desk.OFFER),
        (None, "anonymous", None),
    ],
)
def test_where_a_callback_cannot_be_a_message_can(
    policy: VoicemailPolicy | None, number: str, offered: str | None
) -> None:
    caller = with_callbacks(policy, number)

    assert [each for each in caller.heard_everything if each in (OFFER, desk.OFFER)] == ([offered] if offered else [])


def test_on_hold_too_a_message_stands_in_for_a_callback_that_cannot_be() -> None:
    phone = desk.desk(CallbackPolicy("dial"), voicemail=VoicemailPolicy())
    caller = desk.dials(phone, number="anonymous")

    for _ in range(60):
        caller.waits(10)
        desk.knows(phone)

    assert caller.heard_everything.count(OFFER) >= 3
    assert desk.OFFER not in caller.heard_everything
    caller.presses("2")
    assert len(caller.conversation.of(Enqueued)) == 1


def test_an_unstaffed_line_with_callbacks_offers_a_message() -> None:
    phone = desk.desk(CallbackPolicy("dial"), voicemail=VoicemailPolicy())
    phone.knows(CLAIMS, None, Basis.UNSTAFFED)

    assert OFFER in desk.dials(phone).heard_everything


@pytest.mark.parametrize("changed", [{"direction": "outbound-api"}, {"position": 0}])
def test_who_is_called_back_is_offered_no_message(phone: PhoneUnderTest, changed: dict[str, Any]) -> None:
    phone.knows(CLAIMS, 1500)
    state = write(CallState(announced_at=int(phone.now), upper_minutes=25, position=changed.get("position")))
    form = {"QueueTime": "200", "CallSid": CALL_SID, "Direction": changed.get("direction", "inbound")}

    def offers(given: dict[str, str], at: str) -> bool:
        return OFFER in phone.caller().asks(f"{HOST}/voice/claims/en/hold/{at}", form=given).body.decode()

    assert not offers(form, state)
    assert offers(form | {"Direction": "inbound"}, write(CallState(announced_at=int(phone.now), upper_minutes=25)))
