"""A callback that is accepted before the caller joins the queue."""

from dataclasses import replace

import pytest

from simulator.caller.conversation import Enqueued
from tests.ivr.phone_under_test import CLAIMS
from tests.ivr.voice.callback.desk import (
    GOODBYE,
    IMPOSSIBLE,
    OFFER,
    OTHER_ALOUD,
    OTHER_NUMBER,
    PERSON,
    PROMISE,
    RIGHT,
    RIGHT_OR_OTHER,
    TYPE,
    TYPE_AGAIN,
    TYPED,
    desk,
    dials,
    is_kept,
    kept,
    knows,
    line,
)
from waittimes.callbacks.record import State, id_of
from waittimes.callbacks.store import item_key
from waittimes.opening_hours import OpeningHours, Span
from waittimes.settings.line_callback import CallbackPolicy

WITH_OTHERS = CallbackPolicy("dial", other_number=True)


def test_who_would_wait_long_is_offered_a_callback_after_the_wait() -> None:
    caller = dials(desk())

    assert caller.heard_everything == (
        "Thank you for calling Example Travel.",
        "Your estimated wait is between 10 and 25 minutes.",
        OFFER,
    )


def test_who_presses_nothing_joins_the_queue() -> None:
    phone = desk()
    caller = dials(phone)

    caller.waits(20)

    assert caller.is_in_queue
    assert not is_kept(phone)


def test_who_confirms_is_promised_a_window_and_the_call_ends() -> None:
    phone = desk()
    caller = dials(phone, "1")
    assert caller.hears == RIGHT

    caller.presses("1")

    assert caller.heard_everything[-2:] == (PROMISE, GOODBYE)
    assert caller.is_over
    assert not caller.conversation.of(Enqueued)


def test_the_promise_is_kept_with_all_that_the_poller_needs() -> None:
    phone = desk()
    dials(phone, "1", "1")
    now = kept(phone).confirmed_at

    assert phone.now < now <= phone.time()
    assert replace(kept(phone), promise="", call_sid="") == replace(
        kept(phone),
        id=id_of(CLAIMS.name, PERSON),
        state=State.WAITING,
        number=PERSON,
        caller_id=CLAIMS.numbers[0],
        joined_at=now,
        left_at=now,
        low_at=now + 600,
        high_at=now + 1500,
        expires_at=now + 1500 + 240 * 60,
        language="en",
        was_in_queue=False,
        attempts=0,
        promise="",
        call_sid="",
    )
    assert '"said": "number"' in kept(phone).promise


@pytest.mark.parametrize("keys", [("5",), ("1", "5"), ("1", "2"), ("#",)])
def test_any_other_key_leads_into_the_queue(keys: tuple[str, ...]) -> None:
    phone = desk()
    caller = dials(phone, *keys)

    caller.waits(30)

    assert caller.is_in_queue
    assert not is_kept(phone)


def test_who_hesitates_at_the_number_joins_the_queue() -> None:
    phone = desk()
    caller = dials(phone, "1")

    caller.waits(30)

    assert caller.is_in_queue
    assert not is_kept(phone)


def test_another_number_is_typed_read_back_and_promised() -> None:
    phone = desk(WITH_OTHERS)
    caller = dials(phone, "1")
    assert caller.hears == RIGHT_OR_OTHER
    caller.presses("2")
    assert caller.hears == TYPE

    caller.presses(TYPED)
    assert OTHER_ALOUD in caller.hears
    caller.presses("1")

    assert caller.heard_everything[-2:] == (PROMISE, GOODBYE)
    assert kept(phone, OTHER_NUMBER).number == OTHER_NUMBER
    assert kept(phone, PERSON) == kept(phone, OTHER_NUMBER)


def test_another_number_can_be_typed_three_times() -> None:
    phone = desk(WITH_OTHERS)
    caller = dials(phone, "1", "2")

    for wrong in ("911#", "9005551234#"):
        caller.presses(wrong)
        assert caller.hears == TYPE_AGAIN
    caller.presses("12#")
    caller.waits(5)

    assert IMPOSSIBLE in caller.heard_everything
    assert caller.is_in_queue
    assert not is_kept(phone)


def test_a_typed_number_that_is_not_right_is_typed_again() -> None:
    phone = desk(WITH_OTHERS)
    caller = dials(phone, "1", "2", TYPED, "2")
    assert caller.hears == TYPE

    caller.presses("2025550167#")
    caller.presses("1")

    assert kept(phone).number == "+12025550167"
    assert not is_kept(phone, OTHER_NUMBER)


def test_a_line_with_hours_promises_clock_times_in_its_zone() -> None:
    hours = OpeningHours("America/New_York", ((Span(0, 24 * 60),),) * 7)
    phone = desk(hours=hours)
    phone.now = 1_795_001_000.0 - phone.caller_clock.now_seconds
    knows(phone)
    caller = dials(phone, "1", "1")

    assert caller.heard_everything[-2] == "We'll call you back between 6:30 AM and 6:50 AM."
    assert kept(phone).low_at % 300 == kept(phone).high_at % 300 == 0


def test_a_line_offers_in_the_language_of_its_caller() -> None:
    phone = desk(language="de", greeting=None)
    caller = dials(phone, "1", "1")

    assert caller.heard_everything[-2:] == ("Wir rufen Sie in 10 bis 25 Minuten zurück.", "Auf Wiederhören.")
    assert kept(phone).language == "de"


def test_the_number_that_is_seen_is_the_one_that_was_called_or_that_of_the_settings() -> None:
    called, own = desk(), desk(CallbackPolicy("dial", caller_id="+12025550100"))
    for phone in (called, own):
        dials(phone, "1", "1")

    assert (kept(called).caller_id, kept(own).caller_id) == (CLAIMS.numbers[0], "+12025550100")


def test_a_typed_number_does_not_stay_in_the_table_after_it_was_confirmed() -> None:
    phone = desk(WITH_OTHERS)
    dials(phone, "1", "2", TYPED, "1")

    holding = {key for key, item in phone.table.items.items() if OTHER_NUMBER[2:].encode() in item["rows"]["B"]}
    assert holding == {item_key(line().name, id_of(line().name, OTHER_NUMBER))}
