"""The documents that Twilio is answered with: the only importer of twilio.twiml."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from twilio.twiml.voice_response import VoiceResponse

from ivr.announcing.phrases import Spoken


@dataclass(frozen=True, slots=True)
class Joining:
    """How a caller joins a workflow, and where Twilio goes on asking."""

    workflow_sid: str
    attributes: Mapping[str, Any]
    priority: int
    wait_url: str | None
    """None for Twilio's own music and no word."""
    action_url: str


def enqueue(sentences: Iterable[Spoken], joining: Joining) -> str:
    """Return the document that says the sentences and puts the caller into the workflow."""
    response = _said(sentences)
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


def hold(sentences: Iterable[Spoken], *, music_url: str, next_url: str | None) -> str:
    """Return one round of the hold loop: words, music, and where to go on; without that, Twilio begins it again."""
    response = _said(sentences)
    response.play(music_url)
    if next_url:
        response.redirect(next_url, method="POST")
    return str(response)


def goodbye(sentences: Iterable[Spoken]) -> str:
    """Return the document that says the sentences and hangs up."""
    response = _said(sentences)
    response.hangup()
    return str(response)


def elsewhere(sentences: Iterable[Spoken], destination: str) -> str:
    """Return the document that says the sentences, then dials a number or goes on at an address."""
    response = _said(sentences)
    if destination.startswith("+"):
        response.dial(destination)
    else:
        response.redirect(destination, method="POST")
    return str(response)


def nothing() -> str:
    """Return the document that leaves the call to itself."""
    return str(VoiceResponse())


def _said(sentences: Iterable[Spoken]) -> VoiceResponse:
    response = VoiceResponse()
    for sentence in sentences:
        if sentence.play:
            response.play(sentence.play)
        else:
            response.say(sentence.text, voice=sentence.voice, language=sentence.language)
    return response
