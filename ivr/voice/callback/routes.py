"""The webhooks of the dialogue in which a caller accepts a callback."""

from flask import Blueprint, Response, request

from ivr import twiml, webhook
from ivr.phone import Phone
from ivr.responses import METHODS, twiml_answer
from ivr.voice import call_state
from ivr.voice.call import Call
from ivr.voice.callback import dialogue
from ivr.voice.callback.dialogue import CHECK, OFFER, OWN, TRIES, TYPED, Dialogue


def blueprint(phone: Phone) -> Blueprint:
    """Return the routes of the dialogue, below /voice."""
    routes = Blueprint("voice_callback", __name__, url_prefix="/voice")

    @routes.route("/<line_name>/<language>/callback/<place>/<step>/<state>", methods=METHODS)
    def step(line_name: str, language: str, place: str, step: str, state: str) -> Response:
        line = webhook.current().line
        call = Call(phone, line, line_name, phone.words(line, language), call_state.read(state))
        if line is None or line.callback is None:
            return _stay(call, place)
        return _answer(Dialogue(call, line, line.callback, place), step, request.values.get("Digits", ""))

    return routes


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: the caller joins the queue, or keeps waiting in it."""
    asked = request.view_args or {}
    line = webhook.current().line
    words = phone.words(line, asked.get("language")).plainer()
    call = Call(phone, line, asked.get("line_name", ""), words, call_state.read(asked.get("state", "")))
    return _stay(call, asked.get("place", dialogue.HOLD))


def _answer(about: Dialogue, step: str, keys: str) -> Response:
    name, _, number = step.partition("-")
    attempt = int(number) if number in map(str, range(1, TRIES + 1)) else TRIES
    if name == OFFER:
        return about.after_offer(keys)
    if name == OWN:
        return about.after_own(keys)
    if name == TYPED:
        return about.after_typed(keys, attempt)
    if name == CHECK:
        return about.after_check(keys, attempt)
    return _stay(about.call, about.place)


def _stay(call: Call, place: str) -> Response:
    if call.line is None and place == dialogue.GREETING:
        return twiml_answer(twiml.goodbye([call.words.say("sorry_unknown_line")]))
    return dialogue.stay(call, call.line, place, [])
