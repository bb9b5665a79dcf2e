"""The call to a person who was promised one: who calls and why, and two keys. The poller orders it at Twilio.

The person is found by the number that is called, the field `To`. Whatever fails, somebody who presses the key to be
connected is connected.
"""

import json
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from ivr import twiml, webhook
from ivr.announcing.phrases import Spoken
from ivr.phone import Phone
from ivr.responses import METHODS, twiml_answer, url_of
from ivr.voice.call import Call
from ivr.voice.callback import kept
from ivr.voice.enqueueing import joining
from waittimes.callbacks.attempt import after_call
from waittimes.callbacks.record import Callback, State
from waittimes.settings.config import HIGHEST_PRIORITY, Line
from waittimes.wait import PROMISE

CONNECT, CANCEL = "1", "2"
AWAITED = frozenset({State.CALLING, State.ACCEPTED})


def blueprint(phone: Phone) -> Blueprint:
    """Return the routes under /callback, which Twilio asks in a call that was made to a person."""
    routes = Blueprint("callback", __name__, url_prefix="/callback")

    @routes.route("/<line_name>/<language>", methods=METHODS)
    def answered(line_name: str, language: str) -> Response:
        call = _call(phone, line_name, language)
        line = call.line
        found = kept.of_person(phone, line, _number()) if line else kept.NOBODY
        if line is None or (found is not None and not _is_awaited(found.callback, webhook.call_sid())):
            return _goodbye(call)
        return _question(call, line)

    @routes.route("/<line_name>/<language>/key", methods=METHODS)
    def key(line_name: str, language: str) -> Response:
        call, pressed = _call(phone, line_name, language), request.values.get("Digits", "")
        if call.line is None:
            return _goodbye(call)
        if pressed == CONNECT:
            return _connected(call, call.line, _written(call, call.line, State.ACCEPTED))
        if pressed == CANCEL:
            cancelled = _written(call, call.line, State.CANCELLED)
            is_cancelled = cancelled is not None and cancelled.state is State.CANCELLED
            return _goodbye(call, "callback_cancelled" if is_cancelled else "callback_goodbye")
        return twiml_answer(twiml.choice(_keys(call), [call.words.say("callback_goodbye")]))

    @routes.route("/<line_name>/<language>/ended", methods=METHODS)
    def ended(line_name: str, language: str) -> Response:
        call = _call(phone, line_name, language)
        if call.line is not None:
            _note_end(call, call.line)
        return twiml_answer(twiml.empty())

    return routes


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: the question, or the queue for who pressed its key."""
    asked = request.view_args or {}
    call = _call(phone, asked.get("line_name", ""), asked.get("language", ""))
    call = replace(call, words=call.words.plainer())
    if call.line is None or request.endpoint == "callback.ended":
        return twiml_answer(twiml.empty()) if request.endpoint == "callback.ended" else _goodbye(call)
    if request.endpoint == "callback.answered":
        return _question(call, call.line)
    if request.values.get("Digits") == CONNECT:
        return _connected(call, call.line, None)
    return _goodbye(call)


def _call(phone: Phone, line_name: str, language: str) -> Call:
    line = webhook.current().line
    return Call(phone, line, line_name, phone.words(line, language))


def _number() -> str:
    return webhook.fields().get("To", "")


def _is_awaited(callback: Callback | None, call_sid: str) -> bool:
    """Tell whether this call is the newest one to the person, and neither ended nor given up."""
    if callback is None or callback.state not in AWAITED:
        return False
    return callback.outbound_call_sid in ("", call_sid) and callback.ended_call_sid != call_sid


def _question(call: Call, line: Line) -> Response:
    return twiml_answer(twiml.ask_twice([_hello(call, line)], _keys(call), call.words.say("callback_goodbye")))


def _hello(call: Call, line: Line) -> Spoken:
    # The line's own greeting would be nonsense in the voice of another language.
    if line.callback and line.callback.greeting and call.words.name == line.language:
        return call.words.spoken(line.callback.greeting)
    return call.words.say("callback_hello")


def _keys(call: Call) -> twiml.Offer:
    values = {"line_name": call.line_name, "language": call.words.name}
    return twiml.Offer(call.words.say("callback_keys"), url_of(call.phone, "callback.key", **values))


def _goodbye(call: Call, key: str = "callback_goodbye") -> Response:
    return twiml_answer(twiml.goodbye([call.words.say(key)]))


def _written(call: Call, line: Line, state: State) -> Callback | None:
    """Write what the person chose, and return the callback then; None if that is not known."""
    now, call_sid = call.phone.clock(), webhook.call_sid()

    def choose(before: Callback) -> Callback:
        if not _is_awaited(before, call_sid) or before.state is state:
            return before
        reached_at = now if state is State.ACCEPTED else before.reached_at
        return replace(before, state=state, outbound_call_sid=call_sid, reached_at=reached_at)

    change = kept.change(call.phone, line, _number(), choose)
    kept.emit_change(line, change, now=now)
    return change.after if change else None


def _connected(call: Call, line: Line, callback: Callback | None) -> Response:
    """Return the answer that puts the person at the head of the queue, with what they had been told for the agent."""
    entry = joining(call, line, wait_url=call.url("voice.hold"))
    attributes = {**entry.attributes, PROMISE: _promise(callback) or entry.attributes[PROMISE]}
    entry = at_the_head(replace(entry, attributes=attributes), line)
    return twiml_answer(twiml.enqueue([call.words.say("callback_connecting")], entry))


def at_the_head(entry: twiml.Joining, line: Line) -> twiml.Joining:
    """Return how a person who is called back joins the queue: before everybody of the line."""
    return replace(entry, priority=min(line.priority + 1, HIGHEST_PRIORITY))


def _promise(callback: Callback | None) -> dict[str, Any]:
    try:
        found = json.loads(callback.promise) if callback else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _note_end(call: Call, line: Line) -> None:
    policy, now = line.callback, call.phone.clock()
    status, call_sid = request.values.get("CallStatus", ""), webhook.call_sid()
    if policy is None:
        return
    change = kept.change(
        call.phone, line, _number(), lambda before: after_call(before, call_sid, status, policy, now=now)
    )
    kept.emit_change(line, change, now=now)
