"""The page that makes and revokes screens, and the page on which a screen exchanges its link for a cookie."""

import logging
import secrets

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from ivr.phone import Phone
from ivr.wallboard import cross_site, session
from ivr.wallboard.links import link
from ivr.wallboard.session import KIOSK_PURPOSE, Viewer
from ivr.wallboard.signing_in import cookies
from ivr.wallboard.signing_in.kiosks import LINK_SECONDS, Kiosk, Kiosks, NotListed

log = logging.getLogger("waittimes.ivr")

LINK_PURPOSE = "kiosk link"
MAKE = "make a screen"
LONGEST_NAME = 40
TOO_OLD = "This link cannot be used: it is older than a day, was revoked, or is incomplete. Ask for another one."


def register(blueprint: Blueprint, phone: Phone, kiosks: Kiosks) -> None:
    """Add the routes."""
    rule = blueprint.add_url_rule
    rule("/board/kiosks", "kiosks", lambda: _page(phone, kiosks))
    rule("/board/kiosks", "kiosk_made", lambda: _make(phone, kiosks), methods=["POST"])
    rule(
        "/board/kiosks/<kiosk_id>/revoke",
        "kiosk_revoked",
        lambda kiosk_id: _revoke(phone, kiosks, kiosk_id),
        methods=["POST"],
    )
    rule("/board/kiosk", "kiosk", _exchange_form)
    rule("/board/kiosk", "kiosk_begun", lambda: _exchange(phone, kiosks), methods=["POST"])


def _page(phone: Phone, kiosks: Kiosks, made: str = "", problem: str = "", status: int = 200) -> Response:
    viewer = session.must_operate()
    accounts = [each.name for each in phone.config.accounts if viewer.may_see(each)]
    page = render_template(
        "kiosks.html", kiosks=_of(viewer, kiosks, phone.clock()), made=made, problem=problem, accounts=accounts
    )
    return make_response(page, status)


def _make(phone: Phone, kiosks: Kiosks) -> Response:
    viewer, now = session.must_operate(), phone.clock()
    cross_site.refuse(phone, MAKE)
    name, account = request.form.get("name", "").strip(), request.form.get("account", "") or viewer.account
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        return _page(phone, kiosks, problem=f"Give it a name of at most {LONGEST_NAME} characters.", status=422)
    if not any(each.name == account and viewer.may_see(each) for each in phone.config.accounts) and account:
        abort(403, "You may not show the lines of that account.")
    try:
        kiosk_id = kiosks.add(Kiosk(name, account, viewer.name, now), now)
    except NotListed as refusal:
        return _page(phone, kiosks, problem=str(refusal), status=409)
    log.info("wallboard.kiosk_made", extra={"kiosk": kiosk_id, "made_by": viewer.name})
    token = session.keys().sealed(LINK_PURPOSE, [kiosk_id, int(now) + LINK_SECONDS])
    # In the fragment, which a browser sends to nobody: no log and no proxy sees it.
    return _page(phone, kiosks, made=f"{request.scheme}://{request.host}{link(phone, 'board.kiosk')}#{token}")


def _revoke(phone: Phone, kiosks: Kiosks, kiosk_id: str) -> Answer:
    viewer, now = session.must_operate(), phone.clock()
    if kiosk_id not in _of(viewer, kiosks, now):
        abort(404)
    cross_site.refuse(phone, f"revoke {kiosk_id}")
    try:
        kiosks.revoke(kiosk_id, now)
    except NotListed as refusal:
        return _page(phone, kiosks, problem=str(refusal), status=409)
    log.info("wallboard.kiosk_revoked", extra={"kiosk": kiosk_id, "revoked_by": viewer.name})
    return redirect(link(phone, "board.kiosks"), 303)


def _of(viewer: Viewer, kiosks: Kiosks, now: float) -> dict[str, Kiosk]:
    """Return the screens whose account the viewer may see, all of them for a viewer of every account."""
    return {name: each for name, each in kiosks.listed(now).items() if viewer.account in ("", each.account)}


def _exchange_form(problem: str = "", status: int = 200) -> Response:
    return make_response(render_template("kiosk.html", problem=problem), status)


def _exchange(phone: Phone, kiosks: Kiosks) -> Answer:
    cross_site.refuse_foreign(phone)
    now = phone.clock()
    match session.keys().opened(LINK_PURPOSE, request.form.get("token", "").strip().rpartition("#")[2]):
        case [str(kiosk_id), int(valid_until)] if now < valid_until and kiosk_id in kiosks.listed(now):
            log.info("wallboard.kiosk_begun", extra={"kiosk": kiosk_id})
        case _:
            return _exchange_form(TOO_OLD, 403)
    answer = redirect(f"{link(phone, 'board.board')}?view=wall", 303)
    content = [kiosk_id, int(now) + cookies.KIOSK_SECONDS, secrets.token_hex(8)]
    cookies.put(answer, cookies.KIOSK, session.keys().sealed(KIOSK_PURPOSE, content))
    return answer
