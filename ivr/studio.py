"""Studio: say the wait and return to the flow (TwiML Redirect widget), or answer with JSON (Make HTTP Request)."""

import json
import logging
import math
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from ivr import spoken_wait, studio_request, twiml, webhook
from ivr.announcing.announce import State, estimate_for
from ivr.announcing.phrases import Spoken
from ivr.current_wait import CurrentWait
from ivr.phone import Phone
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
        line = studio_request.line(target)
        current, words = _current_wait(phone, line, target), phone.words(line, language)
        sentences = spoken_wait.sentences(current, words, line)
        facts = wait_facts(current, sentences, line)
        log.info("studio.announced", extra={"call_sid": webhook.call_sid(), "state": facts["state"]})
        return twiml_answer(twiml.transfer(sentences, _return_url(flow_sid, facts)))

    @studio.route("/wait/<target>", methods=METHODS)
    @studio.route("/wait/<target>/<language>", methods=METHODS)
    def wait(target: str, language: str | None = None) -> Response:
        line = studio_request.line(target)
        if line is None and not formats.TASK_QUEUE_SID.matches(target):
            return _json({"error": "there is no such line, task queue or workflow of a line"}, status=404)
        words = phone.words(line, language or studio_request.language())
        current = _current_wait(phone, line, target)
        return _json(wait_facts(current, spoken_wait.sentences(current, words, line), line))

    return studio


def last_resort(phone: Phone) -> Response:
    """Return the answer that needs nothing but the settings: back to the flow, or a wait that is not known."""
    line, asked = webhook.current().line, request.view_args or {}
    words = phone.words(line, asked.get("language"))
    current = CurrentWait(0.0)
    facts = wait_facts(current, spoken_wait.sentences(current, words, line), line)
    if request.endpoint == "studio.wait":
        return _json(facts)
    return twiml_answer(twiml.transfer([words.plainer().say("unknown")], _return_url(asked["flow_sid"], facts)))


def wait_facts(current: CurrentWait, sentences: Iterable[Spoken], line: Line | None) -> dict[str, Any]:
    """Return the facts for a flow, by the names of docs/studio.md; None for what is not known."""
    announcement, seconds = current.announcement, None
    if current.wait is not None and announcement.state is State.NUMBER:
        seconds = estimate_for(current.wait, line.priority if line else 0).seconds
    return {
        "waittime": None if seconds is None else math.ceil(seconds),
        "state": announcement.state.value,
        "low_minutes": announcement.low_minutes,
        "high_minutes": announcement.high_minutes,
        "spoken": " ".join(each.text for each in sentences),
        "age_seconds": current.age_seconds,
        "queue": current.wait.queue_name if current.wait else None,
        "queues": list(current.queues),
        "certain": current.is_certain,
        "opens_at": _local_time(line, current.opening.opens_at if current.opening else None),
        "closes_at": _local_time(line, current.opening.closes_at if current.opening else None),
    }


def _local_time(line: Line | None, moment: float | None) -> str | None:
    """Return the moment as ISO 8601 in the line's time zone, with its offset; None without a zone or a moment."""
    if line is None or line.hours is None or moment is None:
        return None
    from datetime import datetime

    return datetime.fromtimestamp(moment, line.hours.zone).isoformat()


def _current_wait(phone: Phone, line: Line | None, target: str) -> CurrentWait:
    """Return the wait of the line, or of the task queue `target`; for anything else a wait without a record."""
    asked = webhook.current()
    if line is not None:
        return phone.current_wait(line, asked.deadline, studio_request.call_fields())
    if formats.TASK_QUEUE_SID.matches(target):
        return phone.current_wait_of_queue(target, asked.account, asked.deadline)
    log.warning("studio.unknown_line", extra={"call_sid": webhook.call_sid()})
    return CurrentWait(phone.clock())


def _return_url(flow_sid: str, facts: dict[str, Any]) -> str:
    account_sid = webhook.field("AccountSid", formats.ACCOUNT_SID.pattern) or webhook.current().account.sid
    hours = [name for name in ("opens_at", "closes_at") if facts[name]]
    names = ("waittime", "low_minutes", "high_minutes", "state", "age_seconds", *hours)
    query = {"FlowEvent": "return"} | {name: "" if facts[name] is None else facts[name] for name in names}
    return f"{FLOWS.format(account_sid=account_sid, flow_sid=flow_sid)}?{urlencode(query)}"


def _json(facts: dict[str, Any], status: int = 200) -> Response:
    # Studio accepts only the bare content type, and only a JSON object.
    return Response(json.dumps(facts), status=status, content_type="application/json")
