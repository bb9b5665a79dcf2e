"""A phone number's webhooks: announce and enqueue, the hold loop, leaving the queue."""

import logging
from dataclasses import replace

from flask import Blueprint, Response, request

from ivr import spoken_wait, twiml, webhook
from ivr.announcing.announce import NOTHING
from ivr.announcing.phrases import Spoken
from ivr.current_wait import CurrentWait
from ivr.phone import Phone
from ivr.responses import METHODS, twiml_answer
from ivr.voice import call_state, holding, leaving, scoring
from ivr.voice.call import Call
from ivr.voice.call_state import CallState
from ivr.voice.enqueueing import (
    OFFER_MESSAGE,
    OFFER_OVERFLOW,
    answer_choice,
    answer_closed,
    choice,
    enqueue,
    joining,
    takes_message,
)
from ivr.voice.initial_state import initial_state
from ivr.voice.leaving import Next
from waittimes.settings.config import Line
from waittimes.settings.line_policy import Hold

log = logging.getLogger("waittimes.ivr")

DEFAULT_HOLD = Hold()
WORDS_BETWEEN = 2
"""How many announcements on hold follow the offer of a message before the next offer."""


def blueprint(phone: Phone) -> Blueprint:
    """Return the routes under /voice."""
    voice = Blueprint("voice", __name__, url_prefix="/voice")

    @voice.route("", methods=METHODS)
    @voice.route("/<line_name>", methods=METHODS)
    @voice.route("/<line_name>/<language>", methods=METHODS)
    def answer(line_name: str | None = None, language: str | None = None) -> Response:  # noqa: ARG001 - the guard's
        return _answer(phone, language)

    @voice.route("/<line_name>/<language>/choice/<state>", methods=METHODS, endpoint="choice")
    def chosen(line_name: str, language: str, state: str) -> Response:
        call = _call_in_queue(phone, line_name, language, state)
        if call.line is None:
            return twiml_answer(twiml.goodbye([call.words.say("sorry_unknown_line")]))
        return answer_choice(call, call.line, request.values.get("Digits", ""))

    @voice.route("/<line_name>/<language>/hold/<state>", methods=METHODS)
    def hold(line_name: str, language: str, state: str) -> Response:
        call = _call_in_queue(phone, line_name, language, state)
        # Who was called back at closing time is still served.
        if not webhook.is_outbound() and call.is_cut_off():
            return twiml_answer(twiml.leave([call.words.say("closed_meanwhile")]))
        sentences, after = _sentences_on_hold(call)
        offer, after = _offer_on_hold(call.in_state(after)) if sentences else (None, after)
        next_url = call.in_state(after).url("voice.hold")
        return twiml_answer(twiml.hold(sentences, music_url=call.music_url, next_url=next_url, offer=offer))

    @voice.route("/<line_name>/<language>/left/<state>", methods=METHODS)
    def left(line_name: str, language: str, state: str) -> Response:
        call = _call_in_queue(phone, line_name, language, state)
        result = leaving.documented_result(request.values.get("QueueResult", ""))
        response = _after_callback(call, result) or _after_the_queue(call, _next_step(call, result))
        scoring.record(call, result)
        return response

    return voice


def _answer(phone: Phone, language: str | None) -> Response:
    """Return the answer to a new call: the wait and the queue, or what a closed line says."""
    line = webhook.current().line
    words = phone.words(line, language)
    if line is None:
        log.warning("call.unknown_line", extra={"call_sid": webhook.call_sid()})
        return twiml_answer(twiml.goodbye([words.say("sorry_unknown_line")]))
    # Twilio sends an ErrorCode if it could not use the previous answer, perhaps because of an unavailable voice.
    words = words.plainer() if "ErrorCode" in request.values else words
    current = phone.current_wait(line, webhook.current().deadline, webhook.fields())
    _log_announced(line, current)
    call = Call(phone, line, line.name, words, initial_state(current, line.priority))
    sentences = spoken_wait.sentences(current, words, line)
    may_speak = takes_message(line, current)
    if current.is_closed:
        return answer_closed(call, line, sentences, may_speak=may_speak)
    if call.overflows_when_closed and spoken_wait.last_call(current, words, line) is not None:
        return enqueue(call, line, sentences, choice(call, OFFER_OVERFLOW))
    if line.callback is None:
        return _enqueue_or_message(call, line, sentences, may_speak=may_speak)
    # Imported here, and below, so that a line without callbacks loads nothing of them.
    from ivr.voice.callback import hooks

    arrival = hooks.on_arrival(call, line, line.callback, current)
    if arrival.offer or arrival.sentences:
        return enqueue(arrival.call, line, arrival.sentences or sentences, arrival.offer)
    may_speak = may_speak or (arrival.is_refused and line.voicemail is not None and line.voicemail.if_no_callback)
    return _enqueue_or_message(arrival.call, line, sentences, may_speak=may_speak)


def _enqueue_or_message(call: Call, line: Line, sentences: list[Spoken], *, may_speak: bool) -> Response:
    """Return the answer that enqueues the caller, who may leave a message instead if `may_speak`."""
    if not may_speak:
        return enqueue(call, line, sentences)
    call = call.in_state(replace(call.state, words_until_offer=WORDS_BETWEEN))
    return enqueue(call, line, sentences, choice(call, OFFER_MESSAGE))


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: the greeting and the enqueue, or music."""
    line, asked = webhook.current().line, request.view_args or {}
    words = phone.words(line, asked.get("language")).plainer()
    call = Call(phone, line, line.name if line else "", words)
    if request.endpoint == "voice.hold":
        return twiml_answer(twiml.hold([], music_url=call.music_url, next_url=None))
    if request.endpoint == "voice.left":
        if leaving.RESULTS.get(request.values.get("QueueResult", "")) is Next.NOTHING:
            return twiml_answer(twiml.empty())
        return twiml_answer(twiml.goodbye([words.say("sorry_not_connected")]))
    if line is None:
        return twiml_answer(twiml.goodbye([words.say("sorry_unknown_line")]))
    return enqueue(call, line, [words.say("unknown")])


def _call_in_queue(phone: Phone, line_name: str, language: str, state: str) -> Call:
    line = webhook.current().line
    return Call(phone, line, line_name, phone.words(line, language), call_state.read(state))


def _sentences_on_hold(call: Call) -> tuple[list[Spoken], CallState]:
    """Return the sentences of this round of the hold loop, often none, and the state after them."""
    state, line = call.state, call.line
    hold = line.hold if line else DEFAULT_HOLD
    since_seconds = int(call.phone.clock()) - state.announced_at if state.announced_at else 0
    waited_seconds = max(webhook.count("QueueTime") or 0, since_seconds)
    if not holding.is_due(state, waited_seconds, hold):
        return [], state
    newcomers = NOTHING
    if line and state.upper_minutes:
        newcomers = call.phone.current_wait(line, webhook.current().deadline, webhook.fields()).announcement
    moment = holding.Moment(waited_seconds, newcomers, webhook.count("QueuePosition"))
    return holding.speak(state, moment, hold, call.words)


def _offer_on_hold(call: Call) -> tuple[twiml.Offer | None, CallState]:
    """Return the offer that follows the announcement on hold, in most cases none, and the state after it.

    It is that of a callback, else that of a message, at most with every third announcement.
    """
    line, state = call.line, call.state
    if line is None or not (line.callback or line.voicemail):
        return None, state
    if state.words_until_offer:
        return None, replace(state, words_until_offer=state.words_until_offer - 1)
    is_refused = False
    if line.callback:
        from ivr.voice.callback import hooks

        found = hooks.on_hold(call, line, line.callback)
        if found.offer:
            return found.offer, found.state
        call, is_refused = call.in_state(found.state), found.is_refused
    if line.voicemail is None:
        return None, call.state
    from ivr.voice.voicemail import on_hold

    offer = on_hold.offer(call, line, is_refused=is_refused)
    return offer, replace(call.state, words_until_offer=WORDS_BETWEEN) if offer else call.state


def _after_callback(call: Call, result: str) -> Response | None:
    """Return the answer to a caller who was promised a callback and has left the queue; None for any other caller."""
    line = call.line
    if line is None or line.callback is None:
        return None
    from ivr.voice.callback import ended

    found = ended.left(call, line, line.callback, result)
    if found.sentences is not None:
        return twiml_answer(twiml.goodbye(found.sentences) if result != "hangup" else twiml.empty())
    if result == "leave" and not found.is_known and line.voicemail is None and not call.is_cut_off():
        # While the line is open, only a confirmed callback takes a caller out of the queue.
        return twiml_answer(twiml.goodbye([call.words.say(key) for key in ("callback_promised", "callback_goodbye")]))
    return None


def _next_step(call: Call, result: str) -> Next:
    step = leaving.next_step(result, call.state)
    # Only our own hold loop takes a caller out of the queue at closing time.
    is_cut_off = step is Next.GOODBYE and call.overflows_when_closed and call.is_cut_off()
    return Next.OVERFLOW if is_cut_off else step


def _after_the_queue(call: Call, step: Next) -> Response:
    line, words = call.line, call.words
    if step is Next.NOTHING:
        return twiml_answer(twiml.empty())
    if step is Next.GOODBYE:
        return _message_after_leaving(call) or twiml_answer(twiml.goodbye([words.say("goodbye")]))
    if step is Next.RETRY and line:
        return _second_attempt(call, line)
    if line and line.leaving.overflow:
        return twiml_answer(twiml.transfer([words.say("sorry_overflow")], line.leaving.overflow))
    return twiml_answer(twiml.goodbye([words.say("sorry_not_connected")]))


def _second_attempt(call: Call, line: Line) -> Response:
    entry = joining(call.in_state(replace(call.state, is_retry=True)), line, wait_url=None)
    if line.callback and webhook.is_outbound():
        from ivr.voice.callback.outbound import at_the_head

        entry = at_the_head(entry, line)
    return twiml_answer(twiml.enqueue([], entry))


def _message_after_leaving(call: Call) -> Response | None:
    """Return the answer that lets a caller speak who has left the queue; None unless the line takes messages."""
    line = call.line
    if line is None or line.voicemail is None:
        return None
    # Imported here for the same reason as in enqueueing.py.
    from ivr.voice.voicemail.dialogue import after_leaving

    return after_leaving(call, line)


def _log_announced(line: Line, current: CurrentWait) -> None:
    fields = {"state": current.announcement.state.value, "age_seconds": current.age_seconds}
    log.info("call.announced", extra={"call_sid": webhook.call_sid(), "line": line.name, **fields})
