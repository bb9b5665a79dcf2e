"""A line that takes messages, at a chosen time, and a caller who leaves some."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.caller.caller import Caller
from simulator.phones.recording import Message
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from waittimes.opening_hours import OpeningHours, Span
from waittimes.settings.config import Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import Voicemail
from waittimes.voicemails.store import VoicemailStore

ZONE = ZoneInfo("Europe/Berlin")
OFFICE = OpeningHours("Europe/Berlin", ((Span(8 * 60, 18 * 60),),) * 5 + ((),) * 2, {})
ANNOUNCED = (
    "Please leave a message after the tone. It will be recorded. It can be up to 2 minutes long.",
    "When you're done, press the pound key or hang up.",
)
CHOICE = "To keep your message, press 1 or hang up. To record it again, press 2."
CALL_SID = "CA" + "8" * 32
UNHEARD, TONE = "We didn't hear anything.", "Please speak after the tone."
KEPT, GOODBYE = "Your message is saved.", "Thank you for calling. Goodbye."


def line(policy: VoicemailPolicy | None = None, **changed: Any) -> Line:
    return replace(CLAIMS, hours=OFFICE, voicemail=policy or VoicemailPolicy(), **changed)


def at(phone: PhoneUnderTest, local: str) -> None:
    phone.now = datetime.fromisoformat(local).replace(tzinfo=ZONE).timestamp()


def calls(phone: PhoneUnderTest, *messages: Message, presses: tuple[str, ...] = ()) -> Caller:
    """Return a caller who has dialled, said these messages at the tones, and pressed a key at each question."""
    caller = phone.caller()
    caller.messages, caller.answers, caller.call_sid = messages, presses, CALL_SID
    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()
    return caller


def stored(phone: PhoneUnderTest) -> Voicemail:
    found = VoicemailStore(phone.table).find(CLAIMS.name, CALL_SID)
    assert found
    return found.voicemail
