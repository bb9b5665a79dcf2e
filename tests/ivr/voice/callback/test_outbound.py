"""The call to a person: they accept with a key and go to the head of the queue, or cancel, or are called again."""

from dataclasses import replace

import pytest

from ivr.announcing import languages
from simulator.caller.conversation import Enqueued
from simulator.caller.scripted_switchboard import answers_after, refuses
from simulator.phones.phone import Answer
from tests.ivr.phone_under_test import CLAIMS
from tests.ivr.voice.callback.desk import CONNECTING, HELLO, KEYS, OFFER, PERSON, desk, dials, kept, promised
from tests.ivr.voice.callback.outbound_call import OUTBOUND_SID, calling, rings
from waittimes.callbacks.record import FINISHED, State
from waittimes.callbacks.store import CallbackStore
from waittimes.opening_hours import OpeningHours, Span
from waittimes.settings.line_callback import CallbackPolicy

CANCELLED = "All right, we won't call you again. Goodbye."


def test_who_accepts_goes_to_the_head_of_the_queue_with_what_they_were_told() -> None:
    phone = desk()
    calling(phone, promise='{"said": "number", "minutes": 25}')

    call = rings(phone, "1")

    assert call.heard[:3] == (HELLO, KEYS, CONNECTING)
    (enqueued,) = call.conversation.of(Enqueued)
    assert (enqueued.workflow_sid, enqueued.priority) == (CLAIMS.workflow_sid, CLAIMS.priority + 1)
    assert enqueued.attributes == {**CLAIMS.attributes, "promise": {"said": "number", "minutes": 25}}
    assert kept(phone).state is State.ACCEPTED
    assert kept(phone).reached_at > 0


def test_an_agent_who_answers_has_reached_them() -> None:
    phone = desk()
    calling(phone)

    rings(phone, "1", at=answers_after(20, talk_seconds=10))

    assert kept(phone).state is State.REACHED
    assert kept(phone).number == ""


def test_who_hangs_up_before_an_agent_answers_is_called_no_more() -> None:
    phone = desk()
    calling(phone)

    rings(phone, "1", patience_seconds=15)

    assert kept(phone).state is State.ABANDONED


def test_a_queue_that_does_not_take_them_leads_to_another_call() -> None:
    phone = desk()
    before = calling(phone)

    call = rings(phone, "1", at=refuses("queue-full"))

    found = kept(phone)
    assert call.heard[-1].startswith("We're sorry, we couldn't connect your call.")
    assert replace(found, next_at=0) == replace(before, state=State.WAITING, outbound_call_sid="")
    assert found.next_at > phone.now + 600


def test_who_cancels_is_told_so_and_called_no_more() -> None:
    phone = desk()
    calling(phone)

    call = rings(phone, "2")

    assert call.heard == (HELLO, KEYS, CANCELLED)
    assert kept(phone).state is State.CANCELLED


def test_another_key_is_asked_again() -> None:
    phone = desk()
    calling(phone)

    call = rings(phone, "7", "1")

    assert call.heard[:4] == (HELLO, KEYS, KEYS, CONNECTING)


@pytest.mark.parametrize("answer", [Answer.MACHINE, Answer.PERSON])
def test_where_nobody_presses_a_key_the_number_is_called_again(answer: Answer) -> None:
    phone = desk()
    calling(phone)

    call = rings(phone, answer=answer)

    assert call.heard[:3] == (HELLO, KEYS, KEYS)
    assert not call.conversation.of(Enqueued)
    assert kept(phone).state is State.WAITING
    assert kept(phone).next_at > phone.now + 600


@pytest.mark.parametrize(
    ("answer", "attempts", "state"),
    [
        (Answer.BUSY, 1, State.WAITING),
        (Answer.NOBODY, 1, State.WAITING),
        (Answer.NOBODY, 2, State.EXPIRED),
        (Answer.WRONG_NUMBER, 1, State.REFUSED),
    ],
)
def test_the_end_of_a_call_decides_about_the_next(answer: Answer, attempts: int, state: State) -> None:
    phone = desk()
    calling(phone, attempts=attempts)

    rings(phone, answer=answer)

    assert kept(phone).state is state


def test_a_call_that_twilio_had_not_named_yet_is_recognised_by_its_number() -> None:
    phone = desk()
    calling(phone, outbound_call_sid="")

    rings(phone, "1", at=answers_after(20, talk_seconds=5))

    assert kept(phone).state is State.REACHED


@pytest.mark.parametrize("state", sorted({*FINISHED, State.WAITING, State.REJOINED, State.WITHDRAWN}))
def test_a_call_that_is_no_longer_needed_says_goodbye(state: State) -> None:
    phone = desk()
    calling(phone)
    CallbackStore(phone.table).change("claims", PERSON, lambda before: replace(before, state=state), now=phone.now)

    call = rings(phone, "1")

    assert call.heard == ("Goodbye.",)
    assert kept(phone).state is state


def test_the_call_before_is_not_taken_for_the_newest() -> None:
    phone = desk()
    before = calling(phone, outbound_call_sid="CA" + "c" * 32)

    call = rings(phone, "1")

    assert call.heard == ("Goodbye.",)
    assert kept(phone) == before


@pytest.mark.parametrize("language", sorted(languages.load()))
def test_the_call_is_made_in_the_language_of_the_promise(language: str) -> None:
    phone = desk()
    calling(phone, language=language)

    call = rings(phone, "1", language=language)

    says = languages.load()[language].sentences
    assert call.heard[:3] == tuple(says[key] for key in ("callback_hello", "callback_keys", "callback_connecting"))


def test_a_line_says_who_calls_in_its_own_language_only() -> None:
    ours = "This is Example Travel, returning your call."
    heard = {"en": ours, "de": "Guten Tag. Sie haben uns um einen Rückruf gebeten."}

    for language, hello in heard.items():
        phone = desk(CallbackPolicy("dial", greeting=ours))
        calling(phone)
        assert rings(phone, language=language).heard[0] == hello


def test_who_was_called_back_is_offered_nothing_and_served_past_closing() -> None:
    hours = OpeningHours("UTC", ((Span(8 * 60, 11 * 60 + 6),),) * 7)
    cut_off = replace(CLAIMS.closing, last_call="cut_off")
    phone = desk(hours=hours, closing=cut_off)
    calling(phone)

    call = rings(phone, "1").passes(600)

    assert OFFER not in call.heard
    assert kept(phone).state is State.ACCEPTED
    assert not [each for each in call.heard if "closed" in each]


def test_who_rings_in_while_they_are_called_keeps_the_place_and_the_call_says_goodbye() -> None:
    phone = desk()
    calling(phone)
    dials(phone)

    assert rings(phone, "1").heard == ("Goodbye.",)
    assert kept(phone).state is State.REJOINED


def test_promises_are_measured_when_they_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    phone = desk()
    promised(phone, state=State.CALLING, outbound_call_sid=OUTBOUND_SID, high_at=phone.time() - 60)

    rings(phone, "1", at=answers_after(20, talk_seconds=5))

    printed = capsys.readouterr().out
    assert '"CallbacksReached":[1.0]' in printed
    assert '"CallbacksKept":[0.0]' in printed
    assert '"Waited"' not in printed
