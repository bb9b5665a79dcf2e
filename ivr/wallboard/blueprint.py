"""The wallboard as a Flask blueprint, and the app around it. ivr/wallboard_door.py makes it for the first viewer."""

import logging
from functools import partial
from typing import Any

from flask import Blueprint, Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as Answer

from ivr import request_bounds
from ivr.phone import Phone
from ivr.wallboard import answer_headers, assets, cross_site, session, switch_pages, views
from ivr.wallboard.links import link
from ivr.wallboard.rate_cap import RateCap
from ivr.wallboard.signing_in import keys, kiosk_pages, pages
from ivr.wallboard.signing_in.keys import SecretsUnavailable
from ivr.wallboard.signing_in.kiosks import Kiosks
from waittimes.settings.wallboard import Wallboard
from waittimes.table import TableUnavailable

log = logging.getLogger("waittimes.ivr")

OPEN_ENDPOINTS = frozenset({"board.asset", "board.sign_in", "board.signed_in", "board.kiosk", "board.kiosk_begun"})
"""The endpoints that anybody may ask. Every other one needs a viewer."""
MOST_BODY_BYTES = 16 * 1024
MOST_FIELDS = 50
API = "/board/api/"
"""Below it a program asks, and errors are JSON."""
NO_TABLE = "The table does not answer. It is not known whether a change was stored: look again in a minute."
NO_SECRETS = "The keys or passphrases of the wallboard cannot be read. python -m ops check names the cause."
RETRY_AFTER_SECONDS = 15


def app(phone: Phone) -> Flask:
    """Return the app of the wallboard. The settings must have one."""
    made = Flask("ivr.wallboard", static_folder=None)
    made.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES
    made.config["MAX_FORM_MEMORY_SIZE"] = MOST_BODY_BYTES
    made.config["MAX_FORM_PARTS"] = MOST_FIELDS
    made.url_map.strict_slashes = False
    made.register_blueprint(blueprint(phone))
    made.after_request(answer_headers.add)
    made.register_error_handler(HTTPException, _problem)
    made.register_error_handler(TableUnavailable, _table_down)
    made.register_error_handler(SecretsUnavailable, _secrets_missing)
    made.register_error_handler(Exception, _broken)
    return made


def blueprint(phone: Phone) -> Blueprint:
    """Return the wallboard's routes. Raises LookupError if the settings have no wallboard."""
    board = phone.config.wallboard
    if board is None:
        raise LookupError("the settings have no wallboard")
    made = Blueprint("board", __name__, template_folder="templates")
    kiosks, cap = Kiosks(phone.table), RateCap(board.requests_per_second, phone.clock)
    made.before_request(lambda: _let_in(phone, board, kiosks, cap))
    made.app_context_processor(lambda: _for_templates(phone))
    assets.register(made)
    pages.register(made, phone, board)
    kiosk_pages.register(made, phone, kiosks)
    switch_pages.register(made, phone)
    views.register(made, phone)
    return made


def _let_in(phone: Phone, board: Wallboard, kiosks: Kiosks, cap: RateCap) -> Answer | None:
    """Find out who is looking. A stranger is led to the page on which to sign in, or told so in JSON."""
    request_bounds.refuse_oversized()
    if request.endpoint == "board.asset":
        return cap.refuses_file()
    g.keys = keys.read(board.cookie_keys)
    g.viewer = session.found(phone, g.keys, kiosks)
    refusal = cap.refuses(has_signed_in=g.viewer is not None)
    if refusal or g.viewer or request.endpoint in OPEN_ENDPOINTS:
        return refusal
    if request.path.startswith(API):
        return make_response(jsonify(error="signed out", sign_in=link(phone, "board.sign_in")), 401)
    return pages.to_sign_in(phone)


def _for_templates(phone: Phone) -> dict[str, Any]:
    return {
        "link": partial(link, phone),
        "asset": lambda name: link(phone, "board.asset", name=assets.hashed(name)),
        "token": cross_site.token,
        "viewer": session.viewer_or_none(),
        **switch_pages.for_templates(phone),
    }


def _problem(error: HTTPException) -> Answer:
    """Answer with what is wrong, and with what the error's own answer says beside it."""
    if error.code is None or error.response is not None:
        return error.get_response()
    return _explained(error.code, error.name, error.description or "")


def _table_down(error: TableUnavailable) -> Answer:
    log.warning("wallboard.table_unavailable", extra={"reason": str(error)})
    return _explained(503, "The table does not answer", NO_TABLE)


def _secrets_missing(_error: SecretsUnavailable) -> Answer:
    log.error("wallboard.secrets_unavailable")
    return _explained(503, "Nobody can sign in now", NO_SECRETS)


def _broken(error: Exception) -> Answer:
    log.error("wallboard.broken", exc_info=error, extra={"endpoint": request.endpoint})
    return _explained(500, "Something is broken", InternalServerError.description)


def _explained(status: int, title: str, sentence: str) -> Response:
    if request.path.startswith(API):
        answer = make_response(jsonify(error=title, detail=sentence), status)
    else:
        answer = make_response(render_template("problem.html", title=title, sentence=sentence), status)
    if status == 503:  # noqa: PLR2004 - Service Unavailable
        answer.retry_after = RETRY_AFTER_SECONDS
    return answer
