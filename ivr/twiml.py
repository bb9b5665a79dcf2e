"""The documents that Twilio is answered with: the only importer of twilio.twiml."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from twilio.twiml.voice_response import VoiceResponse

from ivr.phrases import Spoken


@dataclass(frozen=True, slots=True)
class Joining:
    """How a caller joins a workflow, and where Twilio goes on asking."""

    workflow_sid: str
    attributes: Mapping[str, Any]
    priority: int
    wait_url: str
    action_url: str


def enqueue(sentences: Iterable[Spoken], joining: Joining) -> str:
    """Return the document that says the sentences and puts the caller into the workflow."""
    response = _said(sentences)
    verb = response.enqueue(
        None,
        workflow_sid=joining.workflow_sid,
        wait_url=joining.wait_url,
        wait_url_method="POST",
        action=joining.action_url,
        method="POST",
    )
    verb.task(json.dumps(joining.attributes, ensure_ascii=False), priority=joining.priority)
    return str(response)


def hold(sentences: Iterable[Spoken], *, silence_seconds: int, next_url: str) -> str:
    """Return the document of one round of the hold loop, which ends by asking for the next."""
    response = _said(sentences)
    response.pause(length=silence_seconds)
    response.redirect(next_url, method="POST")
    return str(response)


def goodbye(sentences: Iterable[Spoken]) -> str:
    """Return the document that says the sentences and hangs up."""
    response = _said(sentences)
    response.hangup()
    return str(response)


def silence(seconds: int) -> str:
    """Return the document that waits: what a hold loop falls back to, so that it does not spin."""
    response = VoiceResponse()
    response.pause(length=seconds)
    return str(response)


def nothing() -> str:
    """Return the document that leaves the call to itself."""
    return str(VoiceResponse())


def _said(sentences: Iterable[Spoken]) -> VoiceResponse:
    response = VoiceResponse()
    for sentence in sentences:
        response.say(sentence.text, voice=sentence.voice, language=sentence.language)
    return response
