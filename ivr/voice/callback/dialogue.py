"""The dialogue in which a caller accepts a callback, before joining the queue or on hold.

Every step ends in the place where the caller was: whoever presses nothing joins the queue, or keeps waiting in it. The
steps on hold hold only what Twilio allows there, so a caller whose turn comes is connected at any step.
"""

import json
from dataclasses import dataclass

from flask import Response

from ivr import twiml, webhook
from ivr.announcing import calling_back
from ivr.announcing.phrases import Phrases, Spoken
from ivr.responses import twiml_answer
from ivr.voice.call import Call
from ivr.voice.callback import kept, offering
from ivr.voice.enqueueing import joining
from ivr.voice.promise import promise
from waittimes.callbacks.record import Callback, State, id_of
from waittimes.settings.config import Line
from waittimes.settings.line_callback import CallbackPolicy

GREETING, HOLD = "greeting", "hold"
OFFER, OWN, TYPED, CHECK = "offer", "own", "typed", "check"
TRIES = 3
"""How many numbers a caller may type."""
YES, OTHER = "1", "2"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The dialogue of one call with a line that calls back."""

    call: Call
    line: Line
    policy: CallbackPolicy
    place: str
    """Where the caller is: GREETING, or `on_hold(waited_seconds)`."""

    @property
    def is_on_hold(self) -> bool:
        """Whether the caller is in the queue."""
        return self.place != GREETING

    def after_offer(self, keys: str) -> Response:
        """Answer the key that was pressed at the offer."""
        number = offering.callable_number(self.call, self.line, self.policy) if keys == YES else ""
        if number:
            return self._stay(offer=self._read_back(number, OWN))
        return self._stay() if keys != YES else self._impossible()

    def after_own(self, keys: str) -> Response:
        """Answer the key that was pressed when the caller's own number was read back."""
        if keys == YES:
            return self._confirmed(offering.callable_number(self.call, self.line, self.policy))
        if keys == OTHER and self.policy.other_number:
            return self._stay(offer=self._type("callback_type", 1))
        return self._stay()

    def after_typed(self, keys: str, attempt: int) -> Response:
        """Answer the number that was typed at this attempt, the first being 1."""
        from waittimes.callbacks.number import Refusal

        if not self.policy.other_number:
            return self._stay()
        number = offering.numbers(self.call, self.line, self.policy).typed(keys)
        if isinstance(number, Refusal):
            return self._once_more("callback_type_again", attempt)
        if not kept.keep_typed(self.call.phone, self.line, number):
            return self._impossible()
        return self._stay(offer=self._read_back(number, CHECK, attempt))

    def after_check(self, keys: str, attempt: int) -> Response:
        """Answer the key that was pressed when a typed number was read back."""
        if keys == OTHER and self.policy.other_number:
            return self._once_more("callback_type", attempt)
        if keys != YES:
            return self._stay()
        answer = self._confirmed(kept.typed(self.call.phone, self.line))
        kept.forget_typed(self.call.phone, self.line)
        return answer

    def _once_more(self, key: str, attempt: int) -> Response:
        return self._stay(offer=self._type(key, attempt + 1)) if attempt < TRIES else self._impossible()

    def _confirmed(self, number: str) -> Response:
        """Promise the callback to this number, "" for none that can be called.

        On hold the caller leaves the queue at once, and hears the promise afterwards.
        """
        made = self._commit(number)
        if made is None:
            return self._impossible()
        if self.is_on_hold:
            return twiml_answer(twiml.leave([]))
        return twiml_answer(twiml.goodbye(farewell(self.call, self.line, made)))

    def _commit(self, number: str) -> Callback | None:
        call, line, phone = self.call, self.line, self.call.phone
        caller = offering.caller_number()
        found = kept.of_person(phone, line, caller)
        if found and found.callback and found.is_pending and found.is_of(webhook.call_sid()):
            # Twilio repeats the webhook.
            return found.callback
        if not number:
            return None
        current = phone.current_wait(line, webhook.current().deadline, webhook.fields())
        decision = offering.possible(call, line, self.policy, found, current)
        if decision.window is None or not decision.is_possible:
            offering.log_refused(line, decision.reason)
            return None
        callback = Callback(
            id=id_of(line.name, number),
            line=line.name,
            state=State.CONFIRMED,
            number=number,
            caller_id=offering.caller_id(line, self.policy),
            call_sid=webhook.call_sid(),
            joined_at=current.now - self._waited_seconds(),
            confirmed_at=current.now,
            low_at=decision.window.low_at,
            high_at=decision.window.high_at,
            expires_at=decision.expires_at,
            language=call.words.name,
            promise=json.dumps(promise(call.state, call.words.name)),
            was_in_queue=self.is_on_hold,
        )
        return kept.commit(phone, line, callback, caller, is_over=not self.is_on_hold)

    def _waited_seconds(self) -> int:
        """Return how long the caller has been in the queue: by Twilio, else as long as when the offer was made.

        The shorter time costs the caller some of their place; a longer one would cost others theirs.
        """
        asked = self.place.removeprefix(f"{HOLD}-")
        offered_after = int(asked) if self.is_on_hold and asked.isdecimal() and asked.isascii() else 0
        return (webhook.count("QueueTime") or offered_after) if self.is_on_hold else 0

    def _read_back(self, number: str, step: str, attempt: int = 0) -> twiml.Offer:
        spoken = offering.numbers(self.call, self.line, self.policy).read_aloud(number)
        sentence = calling_back.read_back(self.call.words, spoken, allows_another=self.policy.other_number)
        return twiml.Offer(sentence, step_url(self.call, self.place, step, attempt))

    def _type(self, key: str, attempt: int) -> twiml.Offer:
        return twiml.Offer(self.call.words.say(key), step_url(self.call, self.place, TYPED, attempt), is_number=True)

    def _impossible(self) -> Response:
        return self._stay([self.call.words.say("callback_impossible")])

    def _stay(self, sentences: list[Spoken] | None = None, offer: twiml.Offer | None = None) -> Response:
        return stay(self.call, self.line, self.place, sentences or [], offer)


def stay(
    call: Call, line: Line | None, place: str, sentences: list[Spoken], offer: twiml.Offer | None = None
) -> Response:
    """Return the answer after which the caller, unless they press a key, joins the queue or keeps waiting in it."""
    url = call.url("voice.hold")
    if place != GREETING or line is None:
        return twiml_answer(twiml.hold(sentences, music_url=call.music_url, next_url=url, offer=offer))
    return twiml_answer(twiml.enqueue(sentences, joining(call, line, wait_url=url), offer))


def on_hold(waited_seconds: int) -> str:
    """Return the place of a caller who has been in the queue for `waited_seconds`."""
    return f"{HOLD}-{waited_seconds}"


def step_url(call: Call, place: str, step: str, attempt: int = 0) -> str:
    """Return the URL of a step of the dialogue."""
    return call.url("voice_callback.step", place=place, step=f"{step}-{attempt}" if attempt else step)


def farewell(call: Call, line: Line, callback: Callback) -> list[Spoken]:
    """Return the sentences that promise the callback and say goodbye."""
    return [promise_sentence(call.words, line, callback), call.words.say("callback_goodbye")]


def promise_sentence(words: Phrases, line: Line, callback: Callback) -> Spoken:
    """Return the sentence that promises the window of this callback."""
    hours = offering.clock_hours(line, line.callback) if line.callback else None
    return calling_back.promised(
        words,
        low_at=callback.low_at,
        high_at=callback.high_at,
        now=callback.confirmed_at,
        zone=hours.zone if hours else None,
    )
