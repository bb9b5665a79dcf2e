"""The answers that greet a caller: into the queue or, outside opening hours, to where the line says."""

from flask import Response

from ivr import twiml
from ivr.announcing.phrases import Spoken
from ivr.responses import twiml_answer
from ivr.voice.call import Call
from ivr.voice.promise import with_promise
from waittimes.settings.config import Line

TRANSFER_KEY = "1"


def enqueue(call: Call, line: Line, sentences: list[Spoken], *, offers_overflow: bool = False) -> Response:
    """Return the answer that greets the caller, says these sentences, may offer the overflow, and enqueues."""
    entry = joining(call, line, wait_url=call.url("voice.hold"))
    offer = twiml.Offer(call.words.say("offer_overflow"), call.url("voice.choice")) if offers_overflow else None
    return twiml_answer(twiml.enqueue([_greeting(call, line), *sentences], entry, offer))


def answer_choice(call: Call, line: Line, key: str) -> Response:
    """Return the answer to a key: the overflow, if it was offered and chosen, else the queue."""
    if key == TRANSFER_KEY and call.overflows_when_closed:
        return twiml_answer(twiml.transfer([call.words.say("sorry_overflow")], line.leaving.overflow))
    return twiml_answer(twiml.enqueue([], joining(call, line, wait_url=call.url("voice.hold"))))


def answer_closed(call: Call, line: Line, sentences: list[Spoken]) -> Response:
    """Return the answer to a call outside opening hours."""
    if line.closing.when_closed == "enqueue":
        return enqueue(call, line, sentences)
    spoken = [_greeting(call, line), *sentences]
    if call.overflows_when_closed:
        return twiml_answer(twiml.transfer(spoken, line.leaving.overflow))
    return twiml_answer(twiml.goodbye([*spoken, call.words.say("goodbye")]))


def _greeting(call: Call, line: Line) -> Spoken:
    # The line's own greeting would be nonsense in the voice of another language.
    if line.greeting and call.words.name == line.language and "greeting" not in line.play:
        return call.words.spoken(line.greeting)
    return call.words.say("greeting")


def joining(call: Call, line: Line, *, wait_url: str | None) -> twiml.Joining:
    """Return how the call joins the line's workflow; `wait_url` is that of the hold loop, None for Twilio's music."""
    return twiml.Joining(
        workflow_sid=line.workflow_sid,
        attributes=with_promise(line.attributes, call.state, call.words.name),
        priority=line.priority,
        wait_url=wait_url,
        action_url=call.url("voice.left"),
    )
