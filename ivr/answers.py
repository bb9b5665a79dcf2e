"""What every route answers with: TwiML as Twilio takes it, and the addresses of later webhooks."""

from flask import Response, request, url_for

from ivr.phone import Phone
from ivr.phrases import Phrases
from ivr.promise import Promise, write
from waittimes.settings import Line

METHODS = ("GET", "POST")


def twiml_answer(document: str) -> Response:
    """Return the document as Twilio takes it."""
    return Response(document, content_type="text/xml; charset=utf-8")


def later(phone: Phone, step: str, line_name: str, words: Phrases, told: Promise) -> str:
    """Return the URL of a later webhook of this call: `hold` or `left`."""
    return reached(phone, url_for(f"voice.{step}", line_name=line_name, language=words.name, told=write(told)))


def music(phone: Phone, line: Line | None) -> str:
    """Return the address of what callers of this line hear while they wait."""
    own = line.hold.music if line else ""
    return own or reached(phone, url_for("music"))


def reached(phone: Phone, path: str) -> str:
    """Return the address of a path of ours: by our settings where they say, else as Flask sees itself."""
    return phone.config.public_url + path.removeprefix(request.script_root) if phone.config.public_url else path
