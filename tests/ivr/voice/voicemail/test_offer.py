"""When a message may be left: closed, unstaffed, or above the ceiling; and never where the wait is unknown."""

from dataclasses import replace
from typing import Any

import pytest

from simulator.caller.conversation import Enqueued, Transferred
from simulator.phones.recording import HANGS_UP, Message
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.voicemail.evening import ANNOUNCED, at, calls, line, stored
from waittimes.settings.config import Line
from waittimes.settings.line_policy import Closing, Leaving
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.store import Opening, VoicemailStore
from waittimes.wait import Basis, Estimate

OFFER = "To leave a message instead, press 2."
IMPOSSIBLE = "We're sorry, you can't leave a message right now."
MORNING, EVENING = "2026-11-26 10:00", "2026-11-26 19:30"
OVERFLOW = "+15550100099"


def hears_offer(phone: PhoneUnderTest, which: Line) -> bool:
    phone.lines = (which,)
    caller = phone.caller()
    caller.dials(f"{HOST}/voice")
    return OFFER in caller.heard_everything


@pytest.mark.parametrize(
    ("basis", "seconds", "policy", "is_offered"),
    [
        (Basis.UNSTAFFED, None, VoicemailPolicy(), True),
        (Basis.UNSTAFFED, None, VoicemailPolicy(if_unstaffed=False), False),
        (Basis.HISTORY, 45 * 60 + 1, VoicemailPolicy(), True),
        (Basis.HISTORY, 45 * 60, VoicemailPolicy(), False),
        (Basis.LINE, 7 * 60, VoicemailPolicy(above_minutes=6), True),
        (Basis.UNKNOWN, None, VoicemailPolicy(above_minutes=1), False),
        (Basis.AGENT_FREE, 0, VoicemailPolicy(above_minutes=1), False),
    ],
)
def test_before_the_queue(
    phone: PhoneUnderTest, basis: Basis, seconds: float | None, policy: VoicemailPolicy, *, is_offered: bool
) -> None:
    at(phone, MORNING)
    phone.knows(CLAIMS, seconds, basis)

    assert hears_offer(phone, line(policy)) is is_offered
    assert not hears_offer(phone, replace(CLAIMS, voicemail=None))


def test_the_wait_of_the_callers_own_priority_counts(phone: PhoneUnderTest) -> None:
    at(phone, MORNING)
    phone.knows(CLAIMS, 60 * 60, by_priority={CLAIMS.priority: Estimate(300)})

    assert not hears_offer(phone, line())


@pytest.mark.parametrize("age", [200, 4000])
def test_an_old_or_missing_record_offers_nothing(phone: PhoneUnderTest, age: float) -> None:
    at(phone, MORNING)
    phone.knows(CLAIMS, 60 * 60, age=age)

    assert not hears_offer(phone, line())
    phone.table.items.clear()
    assert not hears_offer(phone, line())


def test_a_caller_who_presses_2_leaves_a_message_and_is_not_queued(phone: PhoneUnderTest) -> None:
    at(phone, MORNING)
    phone.lines = (line(),)
    phone.knows(CLAIMS, None, Basis.UNSTAFFED)

    caller = calls(phone, Message(12, HANGS_UP), presses=("2",))

    assert caller.heard_everything[-3:] == (OFFER, *ANNOUNCED)
    assert caller.conversation.of(Enqueued) == ()
    assert len(stored(phone).recording_sids) == 1


@pytest.mark.parametrize("presses", [(), ("1",), ("7",)])
def test_a_caller_who_presses_anything_else_is_queued(phone: PhoneUnderTest, presses: tuple[str, ...]) -> None:
    at(phone, MORNING)
    phone.lines = (line(),)
    phone.knows(CLAIMS, None, Basis.UNSTAFFED)
    caller = phone.caller()
    caller.answers = presses

    caller.dials(f"{HOST}/voice")
    caller.waits(60)

    assert len(caller.conversation.of(Enqueued)) == 1
    assert [key for key in phone.table.items if key.startswith("voicemail")] == []


def full(phone: PhoneUnderTest) -> None:
    phone.lines = (line(VoicemailPolicy(most_pending=1), **_closing(phone)),)
    calls(phone, Message(12, HANGS_UP), presses=("2",))


def _closing(phone: PhoneUnderTest) -> dict[str, Any]:
    return {"closing": phone.lines[0].closing}


def test_where_too_many_messages_are_pending_the_caller_is_told_and_queued(phone: PhoneUnderTest) -> None:
    at(phone, MORNING)
    phone.knows(CLAIMS, None, Basis.UNSTAFFED)
    full(phone)
    caller = phone.caller()
    caller.answers = ("2",)

    caller.dials(f"{HOST}/voice")
    caller.waits(20)

    assert IMPOSSIBLE in caller.heard_everything
    assert len(caller.conversation.of(Enqueued)) == 1


def test_where_too_many_messages_are_pending_a_closed_line_says_goodbye(evening: PhoneUnderTest) -> None:
    full(evening)
    caller = evening.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[-1] == "Thank you for calling. Goodbye."
    assert ANNOUNCED[0] not in caller.heard_everything


@pytest.mark.parametrize(
    ("closing", "overflow", "heard"),
    [
        (Closing(), "", ANNOUNCED[0]),
        (Closing(), OVERFLOW, ANNOUNCED[0]),
        (Closing(when_closed="overflow"), "", ANNOUNCED[0]),
        (Closing(when_closed="overflow"), OVERFLOW, None),
        (Closing(when_closed="enqueue"), "", OFFER),
    ],
)
def test_outside_opening_hours(evening: PhoneUnderTest, closing: Closing, overflow: str, heard: str | None) -> None:
    evening.lines = (line(closing=closing, leaving=Leaving(overflow=overflow)),)
    caller = evening.caller()

    caller.dials(f"{HOST}/voice")

    found = [each for each in caller.heard_everything if each in (OFFER, ANNOUNCED[0])]
    assert found == ([heard] if heard else [])
    assert bool(caller.conversation.of(Transferred)) is (heard is None)


def test_a_line_may_take_no_messages_while_it_is_closed(evening: PhoneUnderTest) -> None:
    evening.lines = (line(VoicemailPolicy(if_closed=False)),)
    caller = evening.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[-1] == "Thank you for calling. Goodbye."
    assert ANNOUNCED[0] not in caller.heard_everything


def test_shortly_before_closing_the_overflow_is_the_only_offer(phone: PhoneUnderTest) -> None:
    closing = Closing(when_closed="overflow", last_call="cut_off")
    phone.lines = (line(VoicemailPolicy(above_minutes=1), closing=closing, leaving=Leaving(overflow=OVERFLOW)),)
    at(phone, "2026-11-26 17:50")
    phone.knows(CLAIMS, 1800)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert "To be transferred now instead, press 1." in caller.heard_everything
    assert OFFER not in caller.heard_everything


def test_a_call_without_a_sid_leaves_no_message(evening: PhoneUnderTest) -> None:
    answer = evening.caller().asks(f"{HOST}/voice", form={"To": CLAIMS.numbers[0]})

    assert "Goodbye" in answer.body.decode()
    assert "<Record" not in answer.body.decode()


def test_the_commit_is_the_same_for_a_repeated_webhook(evening: PhoneUnderTest) -> None:
    full(evening)
    before = stored(evening)

    calls(evening, Message(12, HANGS_UP))

    assert VoicemailStore(evening.table).open(before, most_pending=1, now=evening.now) is Opening.MADE
    assert stored(evening).created_at == before.created_at
