"""The pages on which people sign in and out."""

import logging
import re

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from ivr.phone import Phone
from ivr.wallboard import cross_site, session
from ivr.wallboard.links import link, root
from ivr.wallboard.signing_in import cookies, passphrases
from ivr.wallboard.signing_in.tries import TooManyTries, Tries
from waittimes.settings.wallboard import Wallboard

log = logging.getLogger("waittimes.ivr")

SIGN_OUT = "sign out"
PAGE_OF_BOARD = re.compile(r"/board(?:/[A-Za-z0-9_-]+)*(?:\?[A-Za-z0-9_=&%.-]*)?")
"""Where somebody may be led after signing in: a path of the board, so never another site."""
WRONG = "That is not a passphrase of this wallboard."
TOO_MANY = "Too many wrong passphrases. Try again in {} minutes. Whoever has signed in stays so."
MOST_CHARACTERS = 1000


def register(blueprint: Blueprint, phone: Phone, board: Wallboard) -> None:
    """Add the routes."""
    tries = Tries(phone.table)
    blueprint.add_url_rule("/board/sign-in", "sign_in", _form, methods=["GET"])
    blueprint.add_url_rule("/board/sign-in", "signed_in", lambda: _sign_in(phone, board, tries), methods=["POST"])
    blueprint.add_url_rule("/board/sign-out", "sign_out", lambda: _sign_out(phone), methods=["POST"])


def to_sign_in(phone: Phone) -> Answer:
    """Lead a stranger to the page on which to sign in, and from there back to this one."""
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and request.method == "GET":
        # A browser sends strict cookies only with requests from our own pages: let one such page ask again.
        return make_response(render_template("arriving.html", again=root(phone) + _asked()))
    return redirect(link(phone, "board.sign_in", next=_asked()), 303)


def _asked() -> str:
    return _safe(request.full_path.rstrip("?") if request.method == "GET" else "")


def _form(problem: str = "", status: int = 200) -> Response:
    following = _following()
    is_kept = request.scheme == "https" or cookies.is_plain_loopback()
    page = render_template("sign_in.html", problem=problem, following=following, is_kept=is_kept)
    return make_response(page, status)


def _sign_in(phone: Phone, board: Wallboard, tries: Tries) -> Answer:
    cross_site.refuse_foreign(phone)
    keys, now = session.keys(), phone.clock()
    try:
        tries.count(keys, now)
    except TooManyTries as refusal:
        log.warning("wallboard.too_many_tries")
        minutes = -(-refusal.retry_after_seconds // 60)
        refused = _form(TOO_MANY.format(minutes), 429)
        refused.retry_after = refusal.retry_after_seconds
        return refused
    text = request.form.get("passphrase", "")
    right = passphrases.typed(board, text) if len(text) <= MOST_CHARACTERS else None
    if right is None:
        log.warning("wallboard.wrong_passphrase")
        return _form(WRONG, 403)
    tries.take_back(keys, now)
    passphrase, value = right
    log.info("wallboard.signed_in", extra={"passphrase": passphrase.name})
    answer = redirect(root(phone) + _following(), 303)
    cookies.put(answer, cookies.SESSION, session.begun(passphrase, value, keys, now))
    return answer


def _sign_out(phone: Phone) -> Answer:
    cross_site.refuse(phone, SIGN_OUT)
    answer = redirect(link(phone, "board.sign_in"), 303)
    for name in (cookies.SESSION, cookies.KIOSK):
        cookies.remove(answer, name)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _following() -> str:
    return _safe(request.values.get("next", ""))


def _safe(path: str) -> str:
    return path if PAGE_OF_BOARD.fullmatch(path) else "/board"
