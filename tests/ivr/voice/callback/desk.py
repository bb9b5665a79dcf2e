"""A line that calls back, a person who waits, and what the table holds of them."""

import json
from dataclasses import replace
from typing import Any

from simulator.caller.caller import Caller
from simulator.caller.switchboard import Switchboard
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from waittimes import workflow_store
from waittimes.callbacks.record import Callback, State, id_of
from waittimes.callbacks.store import CallbackStore
from waittimes.settings.config import Line
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.wait import Basis

PERSON, OTHER_NUMBER = "+12025550123", "+12025550145"
PERSON_ALOUD, OTHER_ALOUD = "2 0 2, 5 5 5, 0 1 2 3", "2 0 2, 5 5 5, 0 1 4 5"
TYPED = "2025550145#"
OFFER = "If you'd rather not wait on the line, press 1. We'll call you back, and you keep your place."
RIGHT = f"We'll call you back at {PERSON_ALOUD}. If that's right, press 1."
RIGHT_OR_OTHER = f"{RIGHT} To use another number, press 2."
TYPE = "Please enter the number, then press the pound key."
TYPE_AGAIN = "We can't call that number. Please enter another one, then press the pound key."
IMPOSSIBLE = "We can't call you back this time. Please stay on the line."
PROMISE, GOODBYE = "We'll call you back in 10 to 25 minutes.", "Goodbye."
REJOINED = "We were about to call you back. You keep your place in line."
HELLO = "Hello. You asked us to call you back."
KEYS = "To talk to us now, press 1. If you no longer need this call, press 2."
CONNECTING = "Thank you. We'll connect you in a moment."
LONG = (900.0, (600.0, 1300.0))
"""A wait of 15 minutes, and its range."""


def line(policy: CallbackPolicy | None = None, **changed: Any) -> Line:
    return replace(
        CLAIMS, callback=policy or CallbackPolicy("dial"), hold=replace(CLAIMS.hold, is_fifo=True), **changed
    )


def desk(policy: CallbackPolicy | None = None, **changed: Any) -> PhoneUnderTest:
    """Return the phone of a line that calls back, where a caller waits 15 minutes."""
    phone = PhoneUnderTest(lines=(line(policy, **changed),), clock_follows_caller=True)
    stores(phone)
    knows(phone)
    return phone


def stores(phone: PhoneUnderTest, *, priority: int | None = None) -> None:
    """Store the line's workflow, which gives tasks this priority or leaves theirs."""
    target = {"queue": CLAIMS.task_queue_sid} | ({} if priority is None else {"priority": priority})
    document = json.dumps({"task_routing": {"default_filter": target}})
    workflow_store.store(phone.table, CLAIMS.workspace_sid, CLAIMS.workflow_sid, document, now=phone.now)


def knows(phone: PhoneUnderTest, seconds: float = LONG[0], ends: tuple[float, float] = LONG[1]) -> None:
    phone.knows(CLAIMS, seconds, Basis.LINE, ends=ends, age=8)


def person(phone: PhoneUnderTest, *, number: str = PERSON, at: Switchboard | None = None) -> Caller:
    caller = phone.caller(switchboard=at)
    caller.from_number = number
    return caller


def dials(phone: PhoneUnderTest, *keys: str, number: str = PERSON, at: Switchboard | None = None) -> Caller:
    """Return a person who has dialled, and pressed these keys one after another."""
    caller = person(phone, number=number, at=at)
    caller.dials(f"{HOST}/voice")
    for each in keys:
        caller.presses(each)
    return caller


def on_hold(phone: PhoneUnderTest, *, at: Switchboard | None = None) -> Caller:
    """Return a caller who has just been offered a callback on hold."""
    caller = person(phone, at=at)
    caller.dials(f"{HOST}/voice")
    offers = caller.heard_everything.count(OFFER)
    for _ in range(150):
        caller.waits(3)
        knows(phone)
        if caller.heard_everything.count(OFFER) > offers:
            break
    assert caller.hears == OFFER
    assert caller.is_in_queue
    return caller


def kept(phone: PhoneUnderTest, number: str = PERSON) -> Callback:
    found = CallbackStore(phone.table).find(CLAIMS.name, number)
    assert found
    return found.callback


def is_kept(phone: PhoneUnderTest, number: str = PERSON) -> bool:
    return CallbackStore(phone.table).find(CLAIMS.name, number) is not None


def promised(phone: PhoneUnderTest, number: str = PERSON, *, caller: str = "", **changed: Any) -> Callback:
    """Store a callback to this number, promised to this caller, and return it."""
    now = phone.time()
    values: dict[str, Any] = {"state": State.WAITING, "call_sid": "CA" + "9" * 32, "joined_at": now - 400}
    values |= {"number": number, "caller_id": CLAIMS.numbers[0], "confirmed_at": now - 300, "language": "en"}
    values |= {"low_at": now + 300, "high_at": now + 1200, "expires_at": now + 9000, "promise": "{}"}
    values |= {"id": id_of(CLAIMS.name, number), "line": CLAIMS.name, "was_in_queue": True} | changed
    callback = Callback(**values)
    CallbackStore(phone.table).commit(callback, caller=caller or number, most_pending=500, now=now)
    return callback


def pending(phone: PhoneUnderTest) -> list[Callback]:
    return [each.callback for each in CallbackStore(phone.table).pending(CLAIMS.name, now=phone.time())]
