"""A small app that answers webhooks with prepared TwiML, and refuses requests that its token did not sign."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import VoiceResponse

Page = VoiceResponse | str | Response


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    method: str
    fields: Mapping[str, str]


@dataclass(slots=True)
class AnsweringApp:
    """Answers a path with its pages in turn, then always with the last one."""

    auth_token: str
    pages: dict[str, list[Page]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    flask: Flask = field(default_factory=lambda: Flask("answering_app"))

    def __post_init__(self) -> None:
        self.flask.add_url_rule("/<path:path>", view_func=self.answer, methods=["GET", "POST"])

    def on(self, path: str, *pages: Page) -> None:
        self.pages[path] = list(pages)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, path: str) -> Response:
        pages = self.pages.get(f"/{path}", [])
        page = pages.pop(0) if len(pages) > 1 else next(iter(pages), Response("nothing here", 404))
        if isinstance(page, Response) and page.content_type.startswith("audio/"):
            return page
        if not self.is_signed():
            return Response("not signed", 403)
        self.requests.append(Request(f"/{path}", request.method, request.values.to_dict()))
        return page if isinstance(page, Response) else Response(str(page), content_type="text/xml")

    def is_signed(self) -> bool:
        query = request.environ["QUERY_STRING"]
        url = request.base_url + (f"?{query}" if query else "")
        body = request.get_data(as_text=True) if request.is_json else request.form
        signature = request.headers.get("X-Twilio-Signature", "")
        return bool(RequestValidator(self.auth_token).validate(url, body, signature))
