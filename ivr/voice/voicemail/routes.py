"""The webhooks of a caller who leaves a message, and the one by which Twilio tells of the recording."""

from flask import Blueprint, Response, request

from ivr import twiml, webhook
from ivr.phone import Phone
from ivr.responses import METHODS, twiml_answer
from ivr.voice import call_state
from ivr.voice.call import Call
from ivr.voice.voicemail import dialogue, on_hold
from ivr.voice.voicemail.message import note_recording


def blueprint(phone: Phone) -> Blueprint:
    """Return the routes under /voice that a line with voicemail needs."""
    voicemail = Blueprint("voicemail", __name__, url_prefix="/voice/<line_name>/<language>/message")

    @voicemail.route("/<int:take>/recorded", methods=METHODS)
    def recorded(line_name: str, language: str, take: int) -> Response:
        duration_seconds = webhook.count("RecordingDuration")
        return dialogue.after_recording(_call(phone, line_name, language), take=take, duration_seconds=duration_seconds)

    @voicemail.route("/<int:take>/chosen", methods=METHODS)
    def chosen(line_name: str, language: str, take: int) -> Response:
        key = request.values.get("Digits", "")
        return dialogue.after_choice(_call(phone, line_name, language), take=take, key=key)

    @voicemail.route("/asked/<state>", methods=METHODS)
    def asked(line_name: str, language: str, state: str) -> Response:
        call = _call(phone, line_name, language).in_state(call_state.read(state))
        return on_hold.answer(call, call.line, request.values.get("Digits", ""))

    @voicemail.route("/recording", methods=METHODS)
    def recording(line_name: str, language: str) -> Response:
        call = _call(phone, line_name, language)
        if call.line is not None:
            note_recording(call, call.line)
        return twiml_answer(twiml.empty())

    return voicemail


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: whatever was recorded is kept."""
    asked = request.view_args or {}
    if request.endpoint == "voicemail.recording":
        return twiml_answer(twiml.empty())
    line = webhook.current().line
    words = phone.words(line, asked.get("language")).plainer()
    if request.endpoint == "voicemail.asked":
        # The caller is still in the queue.
        call = Call(phone, line, str(asked.get("line_name", "")), words)
        return twiml_answer(twiml.hold([], music_url=call.music_url, next_url=None))
    return twiml_answer(twiml.goodbye([words.say("goodbye")]))


def _call(phone: Phone, line_name: str, language: str) -> Call:
    line = webhook.current().line
    return Call(phone, line, line_name, phone.words(line, language))
