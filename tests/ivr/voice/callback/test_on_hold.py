"""A callback that is accepted on hold: the caller leaves the queue, and is connected at once if their turn comes."""

import json
from dataclasses import replace

import pytest

from simulator.caller.caller import Caller
from simulator.caller.conversation import Asked, Enqueued, LeftQueue
from simulator.caller.scripted_switchboard import answers_after, removes_after
from tests.ivr.phone_under_test import CLAIMS, HOST
from tests.ivr.voice.callback.desk import (
    GOODBYE,
    OFFER,
    PERSON,
    RIGHT,
    TYPED,
    desk,
    dials,
    is_kept,
    kept,
    knows,
    on_hold,
    person,
)
from waittimes.callbacks.record import State
from waittimes.settings.line_callback import CallbackPolicy

SHORT = (200.0, (100.0, 280.0))


def pressing(caller: Caller, keys: str) -> Caller:
    for key in keys:
        caller.presses(key)
    return caller


def test_on_hold_a_callback_is_offered_with_every_third_word_at_most() -> None:
    phone = desk()
    caller = dials(phone)
    for _ in range(45):
        caller.waits(20)
        knows(phone)

    spoken = [each for each in caller.heard_everything if each == OFFER or "holding" in each or "longer" in each]

    assert "".join("o" if each == OFFER else "w" for each in spoken).startswith("owwwowwwo")


def test_a_wait_that_becomes_long_is_offered_a_callback_at_the_next_word() -> None:
    phone = desk()
    knows(phone, *SHORT)
    caller = dials(phone)
    assert OFFER not in caller.heard_everything

    for _ in range(4):
        knows(phone, 1500.0, (1200.0, 1700.0))
        caller.waits(20)

    assert OFFER not in caller.heard_everything[:3]
    assert caller.is_in_queue


def test_who_confirms_on_hold_leaves_the_queue_and_hears_the_promise() -> None:
    phone = desk()
    caller = on_hold(phone)
    caller.presses("1")
    assert caller.hears == RIGHT

    caller.presses("1")

    (left,) = caller.conversation.of(LeftQueue)
    assert left.result == "leave"
    assert caller.heard_everything[-2].startswith("We'll call you back ")
    assert caller.hears == GOODBYE
    assert caller.is_over
    assert kept(phone).state is State.WAITING
    assert kept(phone).was_in_queue
    assert json.loads(kept(phone).promise)["minutes"] == 25
    assert json.loads(kept(phone).promise)["times_on_hold"] == 3
    assert abs(kept(phone).joined_at - (kept(phone).confirmed_at - left.waited_seconds)) <= 1


def test_nothing_but_leave_follows_the_confirmation() -> None:
    phone = desk()
    caller = on_hold(phone)
    caller.presses("1")
    caller.presses("1")

    bodies = [each.body for each in caller.conversation.of(Asked) if "/own/" in each.url]
    assert [body.partition(b"<Response>")[2] for body in bodies] == [b"<Leave /></Response>"]


@pytest.mark.parametrize("keys", [(), ("5",), ("1",), ("1", "5")])
def test_who_does_not_confirm_keeps_waiting(keys: tuple[str, ...]) -> None:
    phone = desk()
    caller = on_hold(phone)
    for key in keys:
        caller.presses(key)

    caller.waits(60)

    assert caller.is_in_queue
    assert not is_kept(phone)
    assert not caller.conversation.of(LeftQueue)


@pytest.mark.parametrize("keys", ["", "1", "12", "12" + "2025", "12" + TYPED])
def test_whose_turn_comes_during_the_dialogue_is_connected_at_once(keys: str) -> None:
    policy = CallbackPolicy("dial", other_number=True)
    before = pressing(on_hold(desk(policy)), keys)
    moment = before.clock.now_seconds - before.conversation.of(Enqueued)[0].at_seconds + 0.5
    phone = desk(policy)

    caller = pressing(on_hold(phone, at=answers_after(moment)), keys)

    assert caller.is_in_queue
    assert caller.waits_for_an_agent(0.5)
    assert not is_kept(phone)
    assert caller.dropped is None


def test_an_agent_who_answers_in_the_very_moment_ends_the_callback() -> None:
    phone = desk()
    caller = on_hold(phone)
    caller.presses("1")
    url = next(each.url for each in reversed(caller.conversation.of(Asked)) if "/offer/" in each.url)
    confirm = {"CallSid": "CA" + "7" * 32, "From": PERSON, "To": CLAIMS.numbers[0], "Digits": "1", "QueueTime": "100"}
    asker = person(phone)
    asker.asks(url.replace("/offer/", "/own/"), form=confirm)
    assert kept(phone).state is State.CONFIRMED

    state = url.rpartition("/")[2]
    asker.asks(f"{HOST}/voice/claims/en/left/{state}", form=confirm | {"QueueResult": "bridged", "QueueTime": "101"})

    assert kept(phone).state is State.CONNECTED
    assert kept(phone).number == ""


@pytest.mark.parametrize("result", ["hangup", "error", "system-error", "queue-full", "leave", "something-new"])
def test_who_has_confirmed_is_called_back_however_the_call_ends(result: str) -> None:
    phone = desk()
    caller = on_hold(phone)
    url = caller.conversation.of(Asked)[-1].url
    state = url.rpartition("/")[2]
    form = {"CallSid": "CA" + "7" * 32, "From": PERSON, "To": CLAIMS.numbers[0], "Digits": "1", "QueueTime": "100"}
    asker = person(phone)
    asker.asks(f"{HOST}/voice/claims/en/callback/hold-90/own/{state}", form=form)

    answer = asker.asks(f"{HOST}/voice/claims/en/left/{state}", form=form | {"QueueResult": result})

    assert answer.status == 200
    assert kept(phone).state is State.WAITING
    assert (b"call you back" in answer.body) == (result != "hangup")


def test_flex_takes_a_call_out_of_the_queue_and_the_caller_is_served() -> None:
    phone = desk()
    before = pressing(on_hold(phone), "1")
    moment = before.clock.now_seconds - before.conversation.of(Enqueued)[0].at_seconds + 0.5
    phone = desk()

    caller = pressing(on_hold(phone, at=removes_after(moment, "redirected")), "1")
    caller.waits(1)

    assert caller.conversation.of(LeftQueue)[0].result == "redirected"
    assert caller.dropped is None
    assert not is_kept(phone)


def test_without_the_field_queue_time_nobody_overtakes() -> None:
    phone = desk()
    caller = on_hold(phone)
    asked = caller.conversation.of(Asked)[-1]
    waited = int(asked.fields["QueueTime"])
    assert asked.body.count(b"<Gather") == 1
    url = asked.body.decode().partition('action="')[2].partition('"')[0]
    form = {"CallSid": "CA" + "7" * 32, "From": PERSON, "To": CLAIMS.numbers[0], "Digits": "1"}

    person(phone).asks(url.replace("/offer/", "/own/"), form=form)

    assert waited > 0
    assert kept(phone).confirmed_at - kept(phone).joined_at == waited


def test_a_callback_is_not_offered_twice_by_seven_tenths_of_the_threshold() -> None:
    policy = replace(CallbackPolicy("dial"), above_minutes=10)
    phone = desk(policy)
    caller = dials(phone)
    assert OFFER in caller.heard_everything

    for _ in range(25):
        knows(phone, 300.0, (200.0, 400.0))
        caller.waits(20)

    assert caller.heard_everything.count(OFFER) == 1
