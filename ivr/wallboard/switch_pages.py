"""Mute, unmute, close and open from the board: the same switch, and the same writer, as `python -m ops`."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from ivr import switch, switch_changes
from ivr.phone import Phone
from ivr.switch import EVERY_LINE, Muting, Override, Positions
from ivr.switch_changes import NotChanged
from ivr.wallboard import cross_site, moments, patience, session
from ivr.wallboard.links import link
from ivr.wallboard.session import Viewer
from waittimes.settings.hours import REASONS
from waittimes.table import TableUnavailable

log = logging.getLogger("waittimes.ivr")

ACTIONS = ("mute", "unmute", "close", "keep-open", "follow-hours")
ENDING = {"unmute": switch_changes.unmute, "follow-hours": switch_changes.lift}
MINUTES = (15, 30, 60, 120, 240, 480, 1440)
"""How long a change may last; a muting may also have no end."""
LONGEST_REASON = 200
NOT_STORED = (
    "The table did not answer, so it is not known whether this was stored. Look at the state below, and send it again."
)


class Mistake(Exception):
    """A field cannot be used. The message is a sentence for the viewer."""


@dataclass(frozen=True, slots=True)
class State:
    """What the switch says of one line, or of all."""

    muting: Muting | None
    override: Override | None
    is_known: bool = True
    """Whether the switch could be read."""


def register(blueprint: Blueprint, phone: Phone) -> None:
    """Add the routes. The line is `*` where all lines are meant."""
    blueprint.add_url_rule("/board/switch/<line>", "switch", lambda line: _page(phone, line))
    blueprint.add_url_rule(
        "/board/switch/<line>/<any({}):action>".format(", ".join(f'"{each}"' for each in ACTIONS)),
        "switched",
        lambda line, action: _switch(phone, line, action),
        methods=["POST"],
    )


def for_templates(phone: Phone) -> dict[str, Any]:
    """Return what the templates need beside the page's own values."""
    return {
        "remembered_switch": lambda line: _remembered(phone, line),
        "moment": lambda at, line: _moment(phone, at, line),
        "switch_minutes": MINUTES,
        "switch_reasons": REASONS,
    }


def form_action(action: str, line: str) -> str:
    """Return what the token of a form is signed for."""
    return f"{action} {line}"


def _switch(phone: Phone, line: str, action: str) -> Answer:
    viewer = session.must_operate()
    _refuse_unknown(phone, viewer, line)
    cross_site.refuse(phone, form_action(action, line))
    now = phone.clock()
    try:
        patience.asked(_wanted(phone, line, action, viewer, now))
    except Mistake as mistake:
        return _page(phone, line, str(mistake), 422)
    except NotChanged as refusal:
        return _page(phone, line, f"{str(refusal)[0].upper()}{str(refusal)[1:]}.", 409)
    except TableUnavailable as error:
        log.warning("wallboard.not_switched", extra={"line": line, "action": action, "reason": str(error)})
        return _page(phone, line, NOT_STORED, 503)
    log.info("wallboard.switched", extra={"line": line, "action": action, "set_by": viewer.name})
    return redirect(link(phone, "board.switch", line=line), 303)


def _wanted(phone: Phone, line: str, action: str, viewer: Viewer, now: float) -> Callable[[], Positions]:
    """Return the change that the form asks for. Raises Mistake."""
    change = partial(partial, waits=phone.table, line=None if line == EVERY_LINE else line, now=now)
    if action == "mute":
        muting = Muting(_ends_at(now, may_be_endless=True), _reason(), viewer.name, now)
        return change(switch_changes.mute, wanted=muting)
    if action in ENDING:
        return change(ENDING[action])
    is_open = action == "keep-open"
    until = _ends_at(now) or now
    override = Override(is_open, until, "" if is_open else _closing_reason(), viewer.name, now)
    return change(switch_changes.override, wanted=override)


def _ends_at(now: float, *, may_be_endless: bool = False) -> float | None:
    text = request.form.get("minutes", "")
    if may_be_endless and not text:
        return None
    if text not in map(str, MINUTES):
        raise Mistake("Choose how long it lasts.")
    return now + 60 * int(text)


def _reason() -> str:
    text = request.form.get("reason", "").strip()
    if len(text) > LONGEST_REASON or not text.isprintable():
        raise Mistake(f"Write a reason of at most {LONGEST_REASON} characters, on one line.")
    return text


def _closing_reason() -> str:
    text = request.form.get("reason", "")
    if text not in REASONS:
        raise Mistake("Choose what callers hear.")
    return text


def _page(phone: Phone, line: str, problem: str = "", status: int = 200) -> Response:
    viewer = session.must_operate()
    _refuse_unknown(phone, viewer, line)
    answer = make_response(
        render_template(
            "switch.html",
            line=line,
            state=_state(phone, line),
            problem=problem,
            sent=request.form,
        ),
        status,
    )
    if status == 503:  # noqa: PLR2004 - Service Unavailable
        answer.retry_after = 15
    return answer


def _refuse_unknown(phone: Phone, viewer: Viewer, line: str) -> None:
    """Abort unless the viewer may see the line; `*` is for those who see every account."""
    if line != EVERY_LINE:
        viewer.line(phone.config, line)
    elif viewer.account:
        abort(403, "You may mute and close the lines of your account only, one by one.")


def _remembered(phone: Phone, line: str) -> State:
    """Return what this process remembers of the switch, which is at most five seconds old where it was just read."""
    now = phone.clock()
    return State(phone.switch.muting(line, now=now), phone.switch.override(line, now=now))


def _moment(phone: Phone, at: float, line: str) -> Markup:
    """Return a moment in the zone of the line's opening hours, else in UTC."""
    found = phone.config.line(line)
    zone = found.hours.zone if found and found.hours else UTC
    text = f"{datetime.fromtimestamp(at, UTC).astimezone(zone):%d %b, %H:%M %Z}"
    return Markup('<time datetime="{}">{}</time>').format(moments.instant(at), text)


def _state(phone: Phone, line: str) -> State:
    """Return what the table says now. What this process remembers may be older than the change that was just made."""
    now = phone.clock()
    try:
        page = patience.asked(lambda: phone.table.get(switch.KEY, consistent=True))
    except TableUnavailable:
        return State(None, None, is_known=False)
    phone.switch.remember(page, now=now)
    found = switch.positions(page)
    return State(found.muting(line, now=now), found.override(line, now=now))
