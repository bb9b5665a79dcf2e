"""Studio: say the wait and return to the flow (TwiML Redirect), or only tell it (Make HTTP Request)."""

import json
import logging
import math
import re
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, request

from ivr import twiml
from ivr.announcing.announce import State, estimate_for
from ivr.announcing.phrases import Phrases
from ivr.phone import Phone, Said
from ivr.request_guard import call_sid, field, line_asked
from ivr.responses import METHODS, twiml_answer
from waittimes.settings import formats
from waittimes.settings.config import Line

log = logging.getLogger("waittimes.ivr")

FLOW_SID = re.compile(r"FW[0-9a-fA-F]{32}")
FLOWS = "https://webhooks.twilio.com/v1/Accounts/{account_sid}/Flows/{flow_sid}"


def blueprint(phone: Phone) -> Blueprint:
    """Return the routes under /studio and /wait."""
    studio = Blueprint("studio", __name__)

    @studio.route("/studio/<target>/return/<flow_sid>", methods=METHODS)
    @studio.route("/studio/<target>/<language>/return/<flow_sid>", methods=METHODS)
    def announce_and_return(target: str, flow_sid: str, language: str | None = None) -> Response:
        if not FLOW_SID.fullmatch(flow_sid):
            abort(404)
        line = line_asked(phone)
        said, words = _said(phone, line, target), phone.words(line, language)
        facts = told(said, words, line)
        log.info("studio.announced", extra={"call_sid": call_sid(), "state": facts["state"]})
        spoken = twiml.elsewhere([words.wait(said.announcement)], _back(flow_sid, facts))
        return twiml_answer(spoken)

    @studio.route("/wait/<target>", methods=METHODS)
    @studio.route("/wait/<target>/<language>", methods=METHODS)
    def wait(target: str, language: str | None = None) -> Response:
        line = line_asked(phone)
        if line is None and not formats.TASK_QUEUE_SID.matches(target):
            return _json({"error": "there is no such line or task queue"}, status=404)
        return _json(told(_said(phone, line, target), phone.words(line, language or _language_field()), line))

    return studio


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: back to the flow, or a wait that nobody knows."""
    asked, line = request.view_args or {}, line_asked(phone)
    nothing, words = Said(0.0), phone.words(line, asked.get("language"))
    facts = told(nothing, words, line)
    if request.endpoint == "studio.wait":
        return _json(facts)
    return twiml_answer(twiml.elsewhere([words.plainer().say("unknown")], _back(asked["flow_sid"], facts)))


def told(said: Said, words: Phrases, line: Line | None) -> dict[str, Any]:
    """Return what a flow is told; None stands where there is nothing to tell."""
    what, seconds = said.announcement, None
    if said.wait is not None and what.state is State.NUMBER:
        seconds = estimate_for(said.wait, line.priority if line else 0).seconds
    return {
        "waittime": None if seconds is None else math.ceil(seconds),
        "state": what.state.value,
        "low_minutes": what.low_minutes,
        "high_minutes": what.high_minutes,
        "spoken": words.wait(what).text,
        "age_seconds": said.age_seconds,
        "queue": said.wait.queue_name if said.wait else None,
    }


def _said(phone: Phone, line: Line | None, target: str) -> Said:
    """Return what may be said of a line, or of a task queue that no line names; nothing of anything else."""
    if line is not None:
        return phone.said(line, g.deadline)
    if formats.TASK_QUEUE_SID.matches(target):
        return phone.said_of_queue(target, g.account, g.deadline)
    log.warning("studio.unknown_line", extra={"call_sid": call_sid()})
    return Said(phone.clock())


def _back(flow_sid: str, facts: dict[str, Any]) -> str:
    account_sid = field("AccountSid", formats.ACCOUNT_SID.pattern) or g.account.sid
    names = ("waittime", "low_minutes", "high_minutes", "state", "age_seconds")
    query = {"FlowEvent": "return"} | {name: "" if facts[name] is None else facts[name] for name in names}
    return f"{FLOWS.format(account_sid=account_sid, flow_sid=flow_sid)}?{urlencode(query)}"


def _language_field() -> str | None:
    """Return the language that the body asks for, as a form's field or a JSON object's."""
    body = request.get_json(silent=True)
    found = body.get("language") if isinstance(body, dict) else request.values.get("language")
    return found if isinstance(found, str) else None


def _json(facts: dict[str, Any], status: int = 200) -> Response:
    # Studio takes the bare type only, and reads nothing but objects.
    return Response(json.dumps(facts), status=status, content_type="application/json")
