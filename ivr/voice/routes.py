"""A phone number's webhooks: announce and enqueue, the hold loop, leaving the queue."""

import logging
import re
from dataclasses import replace

from flask import Blueprint, Response, g, request

from ivr import twiml
from ivr.announcing.announce import NOTHING, State, estimate_for
from ivr.announcing.phrases import Phrases, Spoken
from ivr.phone import Phone, Said
from ivr.request_guard import call_sid, field, line_asked
from ivr.responses import METHODS, later, music, twiml_answer
from ivr.voice import call_state, holding, leaving
from ivr.voice.call_state import NOTHING_PROMISED, CallState
from ivr.voice.leaving import Next
from waittimes import metrics
from waittimes.score import score_call
from waittimes.settings.config import Line
from waittimes.settings.line_policy import Hold

log = logging.getLogger("waittimes.ivr")

COUNT = re.compile(r"[0-9]{1,7}")
USUAL_HOLD = Hold()


def blueprint(phone: Phone) -> Blueprint:
    """Return the routes under /voice."""
    voice = Blueprint("voice", __name__, url_prefix="/voice")

    @voice.route("", methods=METHODS)
    @voice.route("/<line_name>", methods=METHODS)
    @voice.route("/<line_name>/<language>", methods=METHODS)
    def answer(line_name: str | None = None, language: str | None = None) -> Response:  # noqa: ARG001 - line_asked's
        line = line_asked(phone)
        words = phone.words(line, language)
        if line is None:
            log.warning("call.unknown_line", extra={"call_sid": call_sid()})
            return twiml_answer(twiml.goodbye([words.say("sorry_unknown_line")]))
        # Twilio asks with an ErrorCode when what it was answered before did not work: the voice, for one.
        words = words.plainer() if "ErrorCode" in request.values else words
        said = phone.said(line, g.deadline)
        _log_announced(line, said)
        return _enqueued(phone, line, words, [words.wait(said.announcement)], promised(line, said))

    @voice.route("/<line_name>/<language>/hold/<told>", methods=METHODS)
    def hold(line_name: str, language: str, told: str) -> Response:
        line = line_asked(phone)
        words, state = phone.words(line, language), call_state.read(told)
        sentences, state = _word(phone, line, words, state)
        next_url = later(phone, "hold", line_name, words, call_state.write(state))
        return twiml_answer(twiml.hold(sentences, music_url=music(phone, line), next_url=next_url))

    @voice.route("/<line_name>/<language>/left/<told>", methods=METHODS)
    def left(line_name: str, language: str, told: str) -> Response:  # noqa: ARG001 - part of the route
        line = line_asked(phone)
        words, state = phone.words(line, language), call_state.read(told)
        result = leaving.known(request.values.get("QueueResult", ""))
        answer = _after(phone, line, words, leaving.following(result, state), state)
        _score(phone, line, result, state)
        return answer

    return voice


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: the greeting and the enqueue, or music."""
    line = line_asked(phone)
    words = phone.words(line, (request.view_args or {}).get("language")).plainer()
    if request.endpoint == "voice.hold":
        return twiml_answer(twiml.hold([], music_url=music(phone, line), next_url=None))
    if request.endpoint == "voice.left":
        if leaving.RESULTS.get(request.values.get("QueueResult", "")) is Next.NOTHING:
            return twiml_answer(twiml.nothing())
        return twiml_answer(twiml.goodbye([words.say("sorry_not_connected")]))
    if line is None:
        return twiml_answer(twiml.goodbye([words.say("sorry_unknown_line")]))
    return _enqueued(phone, line, words, [words.say("unknown")], NOTHING_PROMISED)


def promised(line: Line, said: Said) -> CallState:
    """Return what a caller of this line was promised by these words."""
    high = said.announcement.high_minutes
    told = CallState(told_at=int(said.now), upper_minutes=high, said_minutes=high)
    # A band is said of a record that is no longer true to the minute: it would be unjust to score its estimate.
    if said.wait is None or said.announcement.state is not State.NUMBER:
        return told
    estimate = estimate_for(said.wait, line.priority)
    return replace(
        told,
        estimate_seconds=_whole(estimate.seconds),
        low_seconds=_whole(estimate.low_seconds),
        high_seconds=_whole(estimate.high_seconds),
        history_seconds=_whole(said.wait.evidence.get("history")),
    )


def _enqueued(phone: Phone, line: Line, words: Phrases, sentences: list[Spoken], told: CallState) -> Response:
    is_own = words.name == line.language
    # A greeting of the line's own is in its language, and would be nonsense in the voice of another.
    own = words.spoken(line.greeting) if line.greeting and is_own and "greeting" not in line.play else None
    written = call_state.write(told)
    joining = _joining(phone, line, words, written, wait_url=later(phone, "hold", line.name, words, written))
    return twiml_answer(twiml.enqueue([own or words.say("greeting"), *sentences], joining))


def _joining(phone: Phone, line: Line, words: Phrases, told: str, *, wait_url: str | None) -> twiml.Joining:
    return twiml.Joining(
        workflow_sid=line.workflow_sid,
        attributes=line.attributes,
        priority=line.priority,
        wait_url=wait_url,
        action_url=later(phone, "left", line.name, words, told),
    )


def _word(phone: Phone, line: Line | None, words: Phrases, told: CallState) -> tuple[list[Spoken], CallState]:
    """Return the sentences of this round of the hold loop, often none."""
    wishes = line.hold if line else USUAL_HOLD
    waited = max(_count("QueueTime") or 0, int(phone.clock()) - told.told_at if told.told_at else 0)
    if not holding.is_due(told, waited, wishes):
        return [], told
    now = phone.said(line, g.deadline).announcement if line and told.upper_minutes else NOTHING
    return holding.word(told, holding.Moment(waited, now, _count("QueuePosition")), wishes, words)


def _after(phone: Phone, line: Line | None, words: Phrases, step: Next, told: CallState) -> Response:
    if step is Next.NOTHING:
        return twiml_answer(twiml.nothing())
    if step is Next.GOODBYE:
        return twiml_answer(twiml.goodbye([words.say("goodbye")]))
    if step is Next.RETRY and line:
        again = _joining(phone, line, words, call_state.write(replace(told, is_retry=True)), wait_url=None)
        return twiml_answer(twiml.enqueue([], again))
    if line and line.leaving.overflow:
        return twiml_answer(twiml.elsewhere([words.say("sorry_overflow")], line.leaving.overflow))
    return twiml_answer(twiml.goodbye([words.say("sorry_not_connected")]))


def _score(phone: Phone, line: Line | None, result: str, told: CallState) -> None:
    """Log how the call left the queue; tell the metrics and the table what the promise was worth."""
    facts = leaving.scored(result, _count("QueueTime"), told, line.leaving) if line else {}
    seconds = {f"{name}_seconds": value for name, value in facts.items()}
    line_name = line.name if line else "unknown"
    log.info("call.left_queue", extra={"call_sid": call_sid(), "line": line_name, "result": result, **seconds})
    if line and facts:
        values = {name.title().replace("_", ""): (float(value), "Seconds") for name, value in facts.items()}
        metrics.emit(values, {"account": line.account.name, "line": line.name})
    if line and "promised" in facts:
        worth = score_call(
            promised=facts["promised"],
            waited=facts["waited"],
            low=told.low_seconds,
            high=told.high_seconds,
            history=told.history_seconds,
        )
        phone.scored(line, worth, g.deadline)


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def _count(name: str) -> int | None:
    found = field(name, COUNT)
    return None if found is None else int(found)


def _log_announced(line: Line, said: Said) -> None:
    fields = {"state": said.announcement.state.value, "age_seconds": said.age_seconds}
    log.info("call.announced", extra={"call_sid": call_sid(), "line": line.name, **fields})
