"""Builds the TwiML of every answer. The only importer of twilio.twiml."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twilio.twiml.voice_response import VoiceResponse

from ivr.announcing.phrases import Spoken

OFFER_SECONDS = 4
"""How long a caller may think before pressing a key."""
TYPING_SECONDS = 8
"""How long a caller may take for the next digit of a number."""
MOST_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Joining:
    """How a caller joins a workflow, and the URLs that Twilio requests from then on."""

    workflow_sid: str
    attributes: Mapping[str, Any]
    priority: int
    wait_url: str | None
    """The hold loop; None for Twilio's own music."""
    action_url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a caller may choose by keys, and the URL that is asked once they are pressed."""

    sentence: Spoken
    choice_url: str
    is_number: bool = False
    """Whether a whole number is typed, which the key # ends, and not a single key."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """How a caller's words are recorded, and the URLs that Twilio requests afterwards."""

    action_url: str
    """Asked when the caller has spoken."""
    status_url: str
    """Told when the recording can be fetched, or that there is none."""
    longest_seconds: int
    silence_seconds: int
    key: str
    """The key that ends it."""


@dataclass(frozen=True, slots=True)
class Round:
    """What is said before a recording, and the recording."""

    sentences: Sequence[Spoken]
    recorder: Recorder


def enqueue(sentences: Iterable[Spoken], joining: Joining, offer: Offer | None = None) -> str:
    """Return TwiML that says the sentences, makes the offer, then puts the caller into the workflow."""
    response = _response(sentences)
    if offer:
        _gather(response, offer)
    verb = response.enqueue(
        None,
        workflow_sid=joining.workflow_sid,
        wait_url=joining.wait_url,
        wait_url_method="POST" if joining.wait_url else None,
        action=joining.action_url,
        method="POST",
    )
    verb.task(json.dumps(joining.attributes, ensure_ascii=False), priority=joining.priority)
    return str(response)


def hold(sentences: Iterable[Spoken], *, music_url: str, next_url: str | None, offer: Offer | None = None) -> str:
    """Return TwiML for one round of the hold loop; without `next_url` Twilio repeats this document."""
    response = _response(sentences)
    if offer:
        _gather(response, offer)
    response.play(music_url)
    if next_url:
        response.redirect(next_url, method="POST")
    return str(response)


def ask_twice(sentences: Iterable[Spoken], offer: Offer, farewell: Spoken) -> str:
    """Return TwiML that says the sentences, makes the offer twice, says farewell and hangs up."""
    response = _response(sentences)
    for _ in range(2):
        _gather(response, offer)
    _say(response, farewell)
    response.hangup()
    return str(response)


def goodbye(sentences: Iterable[Spoken]) -> str:
    """Return TwiML that says the sentences, then hangs up."""
    response = _response(sentences)
    response.hangup()
    return str(response)


def transfer(sentences: Iterable[Spoken], destination: str) -> str:
    """Return TwiML that says the sentences, then dials `destination`, or redirects to it if it is a URL."""
    response = _response(sentences)
    if destination.startswith("+"):
        response.dial(destination)
    else:
        response.redirect(destination, method="POST")
    return str(response)


def leave(sentences: Iterable[Spoken]) -> str:
    """Return TwiML that says the sentences and takes the caller out of the queue."""
    response = _response(sentences)
    response.leave()
    return str(response)


def record(rounds: Iterable[Round], last: Iterable[Spoken]) -> str:
    """Return TwiML that records in the first round in which the caller speaks; after silence it says `last`.

    Twilio goes on to the next verb only if nothing was recorded (its page on `<Record>`). It must not stand in a
    document of the hold loop, where Twilio does not allow it.
    """
    response = VoiceResponse()
    for each in rounds:
        recorder = each.recorder
        for sentence in each.sentences:
            _say(response, sentence)
        response.record(
            action=recorder.action_url,
            method="POST",
            timeout=recorder.silence_seconds,
            finish_on_key=recorder.key,
            max_length=recorder.longest_seconds,
            play_beep=True,
            trim="trim-silence",
            recording_status_callback=recorder.status_url,
            recording_status_callback_method="POST",
            recording_status_callback_event="completed absent",
        )
    for sentence in last:
        _say(response, sentence)
    response.hangup()
    return str(response)


def choice(offer: Offer, last: Iterable[Spoken]) -> str:
    """Return TwiML that makes the offer; without a key it says `last` and hangs up."""
    response = VoiceResponse()
    _gather(response, offer)
    for sentence in last:
        _say(response, sentence)
    response.hangup()
    return str(response)


def empty() -> str:
    """Return TwiML without verbs."""
    return str(VoiceResponse())


def _response(sentences: Iterable[Spoken]) -> VoiceResponse:
    response = VoiceResponse()
    for sentence in sentences:
        _say(response, sentence)
    return response


def _gather(response: VoiceResponse, offer: Offer) -> None:
    asked = {"action": offer.choice_url, "method": "POST"}
    if offer.is_number:
        gather = response.gather(num_digits=MOST_DIGITS, finish_on_key="#", timeout=TYPING_SECONDS, **asked)
    else:
        gather = response.gather(num_digits=1, timeout=OFFER_SECONDS, **asked)
    _say(gather, offer.sentence)


def _say(parent: Any, sentence: Spoken) -> None:
    """Add the sentence to a response or a Gather."""
    if sentence.play:
        parent.play(sentence.play)
    else:
        parent.say(sentence.text, voice=sentence.voice, language=sentence.language)
