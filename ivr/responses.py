"""What every route answers with: TwiML as Twilio takes it, and the addresses of later webhooks."""

from urllib.parse import quote

from flask import Response, request

from ivr.announcing.phrases import Phrases
from ivr.phone import Phone
from waittimes.settings.config import Line

METHODS = ("GET", "POST")


def twiml_answer(document: str) -> Response:
    """Return the document as Twilio takes it."""
    return Response(document, content_type="text/xml; charset=utf-8")


def later(phone: Phone, step: str, line_name: str, words: Phrases, told: str) -> str:
    """Return the URL of a later webhook of this call: `hold` or `left`, with the promise as written."""
    return reached(phone, f"/voice/{quote(line_name, safe='')}/{words.name}/{step}/{told}")


def music(phone: Phone, line: Line | None) -> str:
    """Return the address of what callers of this line hear while they wait."""
    own = line.hold.music if line else ""
    return own or reached(phone, "/music/hold.wav")


def reached(phone: Phone, path: str) -> str:
    """Return the address of a path of ours: by our settings where they say, else as Flask sees itself."""
    return (phone.config.public_url or request.script_root) + path
