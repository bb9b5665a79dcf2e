"""The answers that greet a caller: into the queue or, outside opening hours, to where the line says."""

from flask import Response

from ivr import twiml
from ivr.announcing.phrases import Spoken
from ivr.current_wait import CurrentWait
from ivr.responses import twiml_answer
from ivr.voice.call import Call
from ivr.voice.promise import with_promise
from waittimes.settings.config import Line

TRANSFER_KEY = "1"
MESSAGE_KEY = "2"
OFFER_OVERFLOW, OFFER_MESSAGE = "offer_overflow", "offer_voicemail"


def enqueue(call: Call, line: Line, sentences: list[Spoken], offer: twiml.Offer | None = None) -> Response:
    """Return the answer that greets the caller, says these sentences, may make an offer, and enqueues."""
    entry = joining(call, line, wait_url=call.url("voice.hold"))
    return twiml_answer(twiml.enqueue([_greeting(call, line), *sentences], entry, offer))


def choice(call: Call, key: str) -> twiml.Offer:
    """Return the offer whose sentence has this key, and whose answer is that of `answer_choice`."""
    return twiml.Offer(call.words.say(key), call.url("voice.choice"))


def answer_choice(call: Call, line: Line, key: str) -> Response:
    """Return the answer to a key: the overflow or a message, if the line has them, else the queue."""
    if key == TRANSFER_KEY and call.overflows_when_closed:
        return twiml_answer(twiml.transfer([call.words.say("sorry_overflow")], line.leaving.overflow))
    spoken: list[Spoken] = []
    if key == MESSAGE_KEY and line.voicemail:
        if taken := _message(call, line, []):
            return taken
        spoken = [call.words.say("voicemail_impossible")]
    return twiml_answer(twiml.enqueue(spoken, joining(call, line, wait_url=call.url("voice.hold"))))


def answer_closed(call: Call, line: Line, sentences: list[Spoken], *, may_speak: bool) -> Response:
    """Return the answer to a call outside opening hours."""
    if line.closing.when_closed == "enqueue":
        return enqueue(call, line, sentences, choice(call, OFFER_MESSAGE) if may_speak else None)
    spoken = [_greeting(call, line), *sentences]
    if call.overflows_when_closed:
        return twiml_answer(twiml.transfer(spoken, line.leaving.overflow))
    if may_speak and (taken := _message(call, line, spoken)):
        return taken
    return twiml_answer(twiml.goodbye([*spoken, call.words.say("goodbye")]))


def takes_message(line: Line, current: CurrentWait) -> bool:
    """Tell whether a caller who hears this wait now may leave a message."""
    if line.voicemail is None:
        return False
    from ivr.voice.voicemail.offer import takes_messages

    return takes_messages(line, current)


def _message(call: Call, line: Line, before: list[Spoken]) -> Response | None:
    """Return the answer that says `before` and lets the caller speak; None if no message can be kept now."""
    # Imported only for a line with voicemail, to keep it out of the cold start of all others.
    from ivr.voice.voicemail.dialogue import take_message

    return take_message(call, line, before)


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
