"""The callback of a call that leaves the queue with an error, or whose webhook comes again or out of order."""

from dataclasses import replace
from typing import Any

import pytest

from ivr.voice.call_state import CallState, write
from simulator.caller.conversation import Enqueued
from simulator.caller.scripted_switchboard import removes_after
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.callback.desk import GOODBYE, PERSON, REJOINED, desk, dials, kept, person, promised
from tests.ivr.voice.callback.outbound_call import OUTBOUND_SID, calling, rings
from waittimes.callbacks.record import State
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.settings.line_voicemail import VoicemailPolicy

FIRST_SID = "CA" + "5" * 32
STATE, SECOND_STATE = write(CallState()), write(CallState(is_retry=True))


def leaves(phone: PhoneUnderTest, result: str, *, state: str = STATE, **fields: str) -> str:
    """Tell that a call has left the queue, and return the answer."""
    form = {"QueueResult": result, "From": PERSON, "To": CLAIMS.numbers[0], "Direction": "inbound"} | fields
    answer = person(phone).asks(f"{HOST}/voice/claims/en/left/{state}", form=form)
    assert answer.status == 200
    return answer.body.decode()


def leaves_our_call(phone: PhoneUnderTest, result: str, *, state: str = STATE) -> str:
    ours = {"CallSid": OUTBOUND_SID, "From": CLAIMS.numbers[0], "To": PERSON, "Direction": "outbound-api"}
    return leaves(phone, result, state=state, **ours)


def test_who_was_called_back_is_queued_once_more_at_the_head_and_not_called_meanwhile() -> None:
    phone = desk()
    calling(phone)

    call = rings(phone, "1", at=removes_after(20, "error"))

    first, second = call.conversation.of(Enqueued)
    assert first.priority == second.priority == CLAIMS.priority + 1
    # The second error was the last.
    assert kept(phone).state is State.WAITING


@pytest.mark.parametrize(("result", "state"), [("bridged", State.REACHED), ("hangup", State.ABANDONED)])
def test_the_second_attempt_decides_about_who_was_called_back(result: str, state: State) -> None:
    phone = desk()
    before = calling(phone, state=State.ACCEPTED)

    assert "<Enqueue" in leaves_our_call(phone, "error")
    assert kept(phone) == before
    leaves_our_call(phone, result, state=SECOND_STATE)

    assert kept(phone).state is state


@pytest.mark.parametrize(("result", "state"), [("bridged", State.REACHED), ("hangup", State.WAITING)])
def test_the_second_attempt_decides_about_who_rang_in_again(result: str, state: State) -> None:
    phone = desk()
    promised(phone)
    caller = dials(phone)
    assert REJOINED in caller.heard_everything
    before = kept(phone)

    assert "<Enqueue" in leaves(phone, "error", CallSid=before.rejoined_call_sid)
    assert kept(phone) == before
    leaves(phone, result, state=SECOND_STATE, CallSid=before.rejoined_call_sid)

    assert kept(phone).state is state


@pytest.mark.parametrize("state", [State.CONFIRMED, State.WAITING, State.PLACED, State.CALLING])
def test_a_repeated_webhook_promises_again_and_asks_for_no_message(state: State) -> None:
    phone = desk(voicemail=VoicemailPolicy())
    before = promised(phone, state=state, call_sid=FIRST_SID)

    answer = leaves(phone, "leave", CallSid=FIRST_SID)

    assert "call you back" in answer
    assert GOODBYE in answer
    assert "<Record" not in answer
    assert replace(kept(phone), state=state, left_at=0) == before


def test_who_spoke_with_an_agent_is_not_called_again_if_the_end_of_the_call_is_told_first() -> None:
    phone = desk()
    # The key was pressed, and could not be written.
    calling(phone)
    ended = {"CallSid": OUTBOUND_SID, "From": CLAIMS.numbers[0], "To": PERSON, "Direction": "outbound-api"}

    phone.caller().asks(f"{HOST}/callback/claims/en/ended", form=ended | {"CallStatus": "completed"})
    assert kept(phone).state is State.WAITING
    leaves_our_call(phone, "bridged")

    assert kept(phone).state is State.REACHED


TASK: dict[str, Any] = {"task_sid": "WT" + "6" * 32, "attempt_at": 1000.0, "attempts": 1}


@pytest.mark.parametrize(
    ("state", "made", "after"),
    [
        (State.WAITING, {}, State.CONNECTED),
        (State.WAITING, TASK | {"task_sid": ""}, State.WITHDRAWN),
        (State.PLACED, TASK, State.WITHDRAWN),
    ],
)
def test_who_was_answered_in_the_first_call_after_all_leaves_no_task(
    state: State, made: dict[str, Any], after: State
) -> None:
    phone = desk(CallbackPolicy("flex"))
    promised(phone, state=state, call_sid=FIRST_SID, **made)

    leaves(phone, "bridged", CallSid=FIRST_SID)

    assert kept(phone).state is after
