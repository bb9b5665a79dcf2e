"""Refuses forms that another site sends: they must come from our own page, and hold a token of it."""

from urllib.parse import urlsplit

from flask import abort, request
from markupsafe import Markup

from ivr.phone import Phone
from ivr.wallboard import session

FIELD = "token"
PURPOSE = "form"
FOREIGN = "The form did not come from this site's own page. Open the wallboard again, and send it from there."
OLD = "The form is of another session. Go back, load the page again, and send it from there."


def refuse_foreign(phone: Phone) -> None:
    """Abort with 403 unless the browser says that the request comes from this origin.

    Browsers since 2023 send Sec-Fetch-Site over https and on loopback (W3C, Fetch Metadata); older ones send Origin.
    """
    site = request.headers.get("Sec-Fetch-Site")
    is_ours = site == "same-origin" if site else request.headers.get("Origin") in _origins(phone)
    if request.method != "POST" or not is_ours:
        abort(403, FOREIGN)


def refuse(phone: Phone, action: str) -> None:
    """Abort with 403 unless the form comes from this origin and holds the viewer's token for this action."""
    refuse_foreign(phone)
    if not session.keys().has_signed(PURPOSE, _content(action), request.form.get(FIELD, "")):
        abort(403, OLD)


def token(action: str) -> Markup:
    """Return the hidden field with the viewer's token for this action."""
    signature = session.keys().signature(PURPOSE, _content(action))
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, signature)


def _content(action: str) -> str:
    viewer = session.viewer()
    return f"{viewer.id}:{action}"


def _origins(phone: Phone) -> set[str]:
    public = urlsplit(phone.config.public_url)
    return {f"{request.scheme}://{request.host}", f"{public.scheme}://{public.netloc}"}
