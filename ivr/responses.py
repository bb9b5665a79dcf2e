"""What the routes answer with: TwiML, and the URLs that Twilio requests next."""

from flask import Response, current_app, request

from ivr.phone import Phone
from waittimes.settings.config import Line

METHODS = ("GET", "POST")


def twiml_answer(document: str) -> Response:
    """Return the document as a response with the content type of TwiML."""
    return Response(document, content_type="text/xml; charset=utf-8")


def url_of(phone: Phone, endpoint: str, **values: str) -> str:
    """Return the URL at which Twilio reaches this endpoint: below `public_url`, else below this request's own root.

    The path comes from the endpoint's route, so only the route knows its shape.
    """
    path = current_app.url_map.bind("").build(endpoint, values)
    return (phone.config.public_url or request.script_root) + path


def music_url(phone: Phone, line: Line | None) -> str:
    """Return the URL of what callers of this line hear while they wait."""
    own = line.hold.music if line else ""
    return own or url_of(phone, "music")
