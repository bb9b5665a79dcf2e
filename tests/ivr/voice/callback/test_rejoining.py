"""A person who rings in again while a callback is pending: they are told, and keep their place."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.caller.scripted_switchboard import answers_after
from tests.ivr.phone_under_test import HOST, PhoneUnderTest
from tests.ivr.voice.callback.desk import OFFER, OTHER_NUMBER, PERSON, REJOINED, desk, dials, kept, person, promised
from waittimes.callbacks.record import FINISHED, State
from waittimes.callbacks.store import CallbackStore, item_key

TAKEN_OVER = [State.CONFIRMED, State.WAITING, State.PLACED, State.CALLING, State.REJOINED]


@pytest.mark.parametrize("state", TAKEN_OVER)
def test_who_rings_in_again_keeps_their_place_and_hears_no_wait(state: State) -> None:
    phone = desk()
    before = promised(phone, state=state, attempts=1)

    caller = dials(phone)
    caller.waits(300)

    assert caller.heard_everything[:2] == ("Thank you for calling Example Travel.", REJOINED)
    assert OFFER not in caller.heard_everything
    assert not [each for each in caller.heard_everything if "number" in each or "minutes" in each or "next" in each]
    sid = caller.conversation.events[1].fields["CallSid"]  # type: ignore[attr-defined]
    assert kept(phone) == replace(before, state=State.REJOINED, rejoined_call_sid=sid)
    assert caller.is_in_queue


@pytest.mark.parametrize("state", [State.ACCEPTED, State.WITHDRAWN])
def test_a_callback_that_cannot_be_taken_over_stays_and_none_is_offered(state: State) -> None:
    phone = desk()
    before = promised(phone, state=state)

    caller = dials(phone)

    assert REJOINED not in caller.heard_everything
    assert OFFER not in caller.heard_everything
    assert kept(phone) == before


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_finished_callback_is_no_reason_against_another(state: State) -> None:
    phone = desk()
    promised(phone)
    CallbackStore(phone.table).change("claims", PERSON, lambda before: replace(before, state=state), now=phone.time())

    caller = dials(phone, "1", "1")

    assert REJOINED not in caller.heard_everything
    assert kept(phone).state is State.WAITING


def test_who_was_promised_a_call_on_another_number_is_known_by_both() -> None:
    for number in (PERSON, OTHER_NUMBER):
        phone = desk()
        promised(phone, OTHER_NUMBER, caller=PERSON)

        assert REJOINED in dials(phone, number=number).heard_everything


def test_an_agent_who_answers_the_new_call_has_reached_the_person() -> None:
    phone = desk()
    promised(phone)

    caller = dials(phone, at=answers_after(60, talk_seconds=30))
    caller.waits_for_the_end()

    assert kept(phone).state is State.REACHED
    assert kept(phone).number == ""
    assert kept(phone).reached_at > 0


def test_who_hangs_up_the_new_call_is_still_called_back() -> None:
    phone = desk()
    before = promised(phone, state=State.PLACED, task_sid="WT" + "1" * 32, attempts=1)
    caller = dials(phone)

    caller.hangs_up()

    assert kept(phone) == replace(before, state=State.WAITING, task_sid="")


def test_the_newest_of_two_calls_has_the_place() -> None:
    phone = desk()
    promised(phone)
    first, second = dials(phone), person(phone)
    second.call_sid = "CA" + "2" * 32
    second.dials(f"{HOST}/voice")

    first.hangs_up()
    assert kept(phone).state is State.REJOINED
    second.hangs_up()

    assert kept(phone).state is State.WAITING


def the_item_cannot_be_written(phone: PhoneUnderTest) -> None:
    def fails(key: str) -> None:
        phone.table.fails(key=key)

    phone.table.between = fails


def the_item_cannot_be_read(phone: PhoneUnderTest) -> None:
    phone.table.fails(key=item_key("claims", kept(phone).id))


@pytest.mark.parametrize("breaks", [the_item_cannot_be_written, the_item_cannot_be_read])
def test_if_the_place_cannot_be_taken_over_nothing_is_claimed(breaks: Callable[[PhoneUnderTest], None]) -> None:
    phone = desk()
    promised(phone)
    breaks(phone)

    caller = dials(phone)

    assert caller.heard_everything[1] == "Your estimated wait is between 10 and 25 minutes."
    assert REJOINED not in caller.heard_everything
    assert OFFER not in caller.heard_everything
    assert caller.is_in_queue
