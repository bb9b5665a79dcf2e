"""Reasons for which Twilio drops a call, and what the caller hears then."""

import dataclasses
import re
from collections.abc import Mapping

import pytest
from flask import Response
from twilio.twiml.voice_response import VoiceResponse
from werkzeug.datastructures import Headers

from simulator.caller.caller import Caller
from simulator.caller.phone.signing import Signer, Token, Unsigned
from simulator.caller.phone.transport import Answer, InProcess, Unreachable
from simulator.caller.phone.webhooks import CallDropped
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.calls import URL, saying


def looping(sentence: str = "") -> VoiceResponse:
    response = saying(sentence) if sentence else VoiceResponse()
    response.redirect("/voice")
    return response


DROPS: list[tuple[str, VoiceResponse | str | Response, str]] = [
    ("empty", VoiceResponse(), "without a word"),
    ("silent hangup", "<Response><Hangup/></Response>", "without a word"),
    ("malformed", "<Response><Say>Hello</Response>", "not well-formed XML"),
    ("unknown verb", "<Response><Speak>Hello</Speak></Response>", "<Speak> is no TwiML element"),
    ("content type", Response("<Response><Say>Hi</Say></Response>", content_type="text/plain"), "content type"),
    ("server error", Response("<Response/>", 500, content_type="text/xml"), "answered 500"),
    ("redirect", Response("", 308, {"Location": "/voice/"}), "answered 308: a redirect loses what was posted"),
    ("no content", Response("", 204), "answered 204"),
    ("redirect loop", looping(), "documents in a row took less than a second"),
    ("talking in circles", looping("Please hold the line."), "no question, queue or end within 600 s"),
    ("audio", Response(b"RIFF", content_type="audio/wav"), "content type"),
    ("no follower", "<Response><Echo/></Response>", "this phone cannot follow <Echo>"),
    ("missing recording", "<Response><Play>/none.wav</Play></Response>", "none.wav answered 403"),
    ("no recording", "<Response><Play>/voice</Play></Response>", "answered 403"),
]


@pytest.mark.parametrize(("page", "reason"), [drop[1:] for drop in DROPS], ids=[drop[0] for drop in DROPS])
def test_twilio_drops_the_call_and_the_caller_hears_so(
    app: AnsweringApp, caller: Caller, page: VoiceResponse | str | Response, reason: str
) -> None:
    app.on("/voice", page)

    with pytest.raises(CallDropped, match=re.escape(reason)) as dropped:
        caller.dials(URL)

    assert caller.dropped == str(dropped.value)
    assert caller.hears == "We are sorry, an application error has occurred. Goodbye."
    assert caller.is_over


def test_a_recording_that_is_no_audio_is_refused(app: AnsweringApp, caller: Caller) -> None:
    class Pretending(InProcess):
        def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
            if method == "GET":
                return Answer(200, Headers({"Content-Type": "text/html"}), b"<html>")
            return super().__call__(method, url, headers, body)

    app.on("/voice", "<Response><Play>/hold.wav</Play></Response>")
    caller.send = Pretending(app.flask)

    with pytest.raises(CallDropped, match='answered "text/html" where a recording was to be played'):
        caller.dials(URL)


@pytest.mark.parametrize("signer", [Unsigned(), Token("another token")], ids=["unsigned", "wrong token"])
def test_a_call_that_is_not_signed_is_refused_by_the_app(app: AnsweringApp, caller: Caller, signer: Signer) -> None:
    app.on("/voice", saying("Hello."))
    caller.signer = signer

    with pytest.raises(CallDropped, match="answered 403"):
        caller.dials(URL)


def test_an_answer_that_takes_longer_than_fifteen_seconds_is_too_late(app: AnsweringApp, caller: Caller) -> None:
    app.on("/voice", saying("Hello."))
    prompt = caller.send

    def slowly(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return dataclasses.replace(prompt(method, url, headers, body), took_seconds=15.5)

    caller.send = slowly

    with pytest.raises(CallDropped, match=r"took 15\.5 s, longer than 15"):
        caller.dials(URL)


def test_a_server_that_does_not_answer_drops_the_call(caller: Caller) -> None:
    def dead(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        del method, url, headers, body
        raise Unreachable("connection refused")

    caller.send = dead

    with pytest.raises(CallDropped, match="no answer from connection refused"):
        caller.dials(URL)
