"""The simulated call to a person, as the poller orders it."""

from dataclasses import dataclass
from typing import Any

from simulator.caller.conversation import Conversation
from simulator.caller.phone.transport import InProcess
from simulator.caller.scripted_switchboard import never_answers
from simulator.caller.switchboard import Switchboard
from simulator.phones.phone import Answer, Phone
from simulator.phones.placed_call import CallOrder, PlacedCall
from simulator.phones.recording import Recordings
from simulator.telephony.outgoing import Outgoing
from tests.ivr.phone_under_test import CLAIMS, HOST, TRAVEL, PhoneUnderTest
from tests.ivr.voice.callback.desk import PERSON, promised
from waittimes.callbacks.record import Callback, State

OUTBOUND_SID = "CA" + "0b" * 16


@dataclass
class Rung:
    """A call that was made to a person."""

    call: Outgoing

    def passes(self, seconds: float) -> "Rung":
        """Let the call go on for this long."""
        until = self.call.clock.now_seconds + seconds
        while self.call.next_seconds <= until:
            self.call.clock.wait_until(self.call.next_seconds)
            self.call.go_on()
        self.call.clock.wait_until(until)
        return self

    @property
    def conversation(self) -> Conversation:
        return self.call.conversation

    @property
    def heard(self) -> tuple[str, ...]:
        return self.conversation.sentences


def calling(phone: PhoneUnderTest, **changed: Any) -> Callback:
    """Store a callback whose person is being called, and return it."""
    values: dict[str, Any] = {"state": State.CALLING, "attempts": 1, "outbound_call_sid": OUTBOUND_SID} | changed
    return promised(phone, **values)


def rings(
    phone: PhoneUnderTest,
    *keys: str,
    answer: Answer = Answer.PERSON,
    at: Switchboard | None = None,
    language: str = "en",
    patience_seconds: float = 3600,
) -> Rung:
    """Return the call to the person, who presses these keys, once for each question."""
    url = f"{HOST}/callback/claims/{language}"
    order = CallOrder(
        to=PERSON, from_number=CLAIMS.numbers[0], url=url, timeout_seconds=25, status_callback=f"{url}/ended"
    )
    now = phone.caller_clock.now_seconds
    placed = PlacedCall(
        sid=OUTBOUND_SID, account_sid=TRAVEL.sid, order=order, created_at=now, updated_at=now, queue_seconds=0
    )
    person = Phone(answer=answer, keys=keys, patience_seconds=patience_seconds)
    outgoing = Outgoing(
        call=placed,
        phone=person,
        clock=phone.caller_clock,
        send=InProcess(phone.app()),
        auth_token=TRAVEL.auth_tokens[0].reveal(),
        switchboard=at or never_answers(),
        recordings=Recordings(),
        listener=lambda _: None,
    )
    outgoing.dial()
    return Rung(outgoing).passes(60)
