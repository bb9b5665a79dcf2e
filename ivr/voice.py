"""A phone number's webhooks: announce and enqueue, the hold loop, leaving the queue."""

import logging
import re

from flask import Blueprint, Response, request, url_for

from ivr import promise, twiml
from ivr.announce import Announcement, announce
from ivr.phone import Phone
from ivr.phrases import Phrases, Spoken
from ivr.promise import NOTHING_PROMISED, Promise
from waittimes.settings import Line
from waittimes.wait import Wait

log = logging.getLogger("waittimes.ivr")

METHODS = ("GET", "POST")
HOLD_SILENCE_SECONDS = 30
CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")

NOTHING_LEFT_TO_SAY = frozenset(
    {"bridged", "bridging-in-process", "hangup", "leave", "redirected", "redirected-from-bridged"}
)
"""Results of leaving the queue after which the call goes its own way (Twilio docs, TwiML Enqueue)."""


def blueprint(phone: Phone) -> Blueprint:
    """Return the routes under /voice."""
    voice = Blueprint("voice", __name__, url_prefix="/voice")

    @voice.route("", methods=METHODS)
    @voice.route("/<line_name>", methods=METHODS)
    @voice.route("/<line_name>/<language>", methods=METHODS)
    def answer(line_name: str | None = None, language: str | None = None) -> Response:
        line = line_asked(phone, line_name)
        words = phone.words(line, language)
        if line is None:
            log.warning("call.unknown_line", extra={"call_sid": _call_sid()})
            return _answered(twiml.goodbye([words.say("sorry_unknown_line")]))
        now = phone.clock()
        wait = phone.wait(line, now=now)
        said = announce(wait, now=now, policy=phone.policy, priority=line.priority)
        _log_announced(line, wait, said, now)
        return _enqueued(phone, line, words, [words.wait(said)], _promise(wait, said, now))

    @voice.route("/<line_name>/<language>/hold/<told>", methods=METHODS)
    def hold(line_name: str, language: str, told: str) -> Response:
        words = phone.words(phone.config.line(line_name), language)
        following = promise.write(promise.read(told).next_turn())
        next_url = _url(phone, "hold", line_name, language, following)
        return _answered(twiml.hold([words.say("holding")], silence_seconds=HOLD_SILENCE_SECONDS, next_url=next_url))

    @voice.route("/<line_name>/<language>/left/<told>", methods=METHODS)
    def left(line_name: str, language: str, told: str) -> Response:  # noqa: ARG001 - part of the route
        result = request.values.get("QueueResult", "")
        is_over = result in NOTHING_LEFT_TO_SAY
        log.info("call.left_queue", extra={"call_sid": _call_sid(), "result": result if is_over else "not connected"})
        words = phone.words(phone.config.line(line_name), language)
        return _answered(twiml.nothing() if is_over else twiml.goodbye([words.say("sorry_not_connected")]))

    return voice


def line_asked(phone: Phone, line_name: str | None) -> Line | None:
    """Return the line of this name; without a name, the line that the number called leads to."""
    if line_name is not None:
        return phone.config.line(line_name)
    return phone.config.line_called(request.values.get("To") or request.values.get("Called") or "")


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: the greeting and the enqueue, or a wait in silence."""
    asked = request.view_args or {}
    line = line_asked(phone, asked.get("line_name"))
    if request.endpoint == "voice.answer" and line is not None:
        return _enqueued(phone, line, phone.words(line, asked.get("language")), [], NOTHING_PROMISED)
    return _answered(twiml.silence(HOLD_SILENCE_SECONDS) if request.endpoint == "voice.hold" else twiml.nothing())


def _enqueued(phone: Phone, line: Line, words: Phrases, sentences: list[Spoken], told: Promise) -> Response:
    greeting = words.spoken(line.greeting) if line.greeting else words.say("greeting")
    joining = twiml.Joining(
        workflow_sid=line.workflow_sid,
        attributes=line.attributes,
        priority=line.priority,
        wait_url=_url(phone, "hold", line.name, words.name, promise.write(told)),
        action_url=_url(phone, "left", line.name, words.name, promise.write(told)),
    )
    return _answered(twiml.enqueue([greeting, *sentences], joining))


def _promise(wait: Wait | None, said: Announcement, now: float) -> Promise:
    estimate = wait.estimate.seconds if wait and said.high_minutes is not None else None
    return Promise(
        told_at=int(now),
        estimate_seconds=None if estimate is None else round(estimate),
        upper_minutes=said.high_minutes,
    )


def _url(phone: Phone, step: str, line_name: str, language: str, told: str) -> str:
    """Return the URL of a later webhook of this call: by our settings where they say, else as Flask sees itself."""
    path = url_for(f"voice.{step}", line_name=line_name, language=language, told=told)
    return phone.config.public_url + path.removeprefix(request.script_root) if phone.config.public_url else path


def _answered(document: str) -> Response:
    return Response(document, content_type="text/xml; charset=utf-8")


def _call_sid() -> str:
    """Return the call's SID for a log, and nothing else that may have come in its place."""
    found = request.values.get("CallSid", "")
    return found if CALL_SID.fullmatch(found) else "none"


def _log_announced(line: Line, wait: Wait | None, said: Announcement, now: float) -> None:
    age_seconds = None if wait is None else round(wait.age_seconds(now))
    fields = {"call_sid": _call_sid(), "line": line.name, "state": said.state.value, "age_seconds": age_seconds}
    log.info("call.announced", extra=fields)
