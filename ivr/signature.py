"""Who may speak to the phone: Twilio, by its signature. The only importer of RequestValidator. No off switch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Request
from twilio.request_validator import (
    HMAC_SHA1,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

BODY_HASH = "bodySHA256"
"""The query's field that holds the hash of a body that is no form."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A signature, and the request it may have been made over."""

    request: Request
    public_url: str
    signature: str
    algorithm: str
    key_id: str | None
    """The shared key that signed; None for the account's auth token."""

    def holds(self, secrets: Sequence[str]) -> bool:
        """Tell whether the signature was made with one of these secrets.

        Behind API Gateway the URL that Twilio signed can only be reconstructed, so several are tried; each still
        needs a valid signature.
        """
        content = _content(self.request)
        urls = _urls(self.request, self.public_url)
        return any(self._is_made(url, content, secret) for url in urls for secret in secrets if secret)

    def _is_made(self, url: str, content: Any, secret: str) -> bool:
        try:
            return bool(RequestValidator(secret).validate(url, content, self.signature, self.algorithm))
        except (ValueError, TypeError, IndexError, AttributeError):
            # The package trips over signatures, bodies and hosts that Twilio never sends.
            return False


def claim(request: Request, public_url: str) -> Claim | None:
    """Return what the request claims to be signed with, None where it claims nothing."""
    signature = request.headers.get(SIGNATURE_HEADER, "")
    if not signature:
        return None
    settings = request.headers.get(SIGNATURE_SETTINGS_HEADER, "")
    algorithm = get_signature_algorithm(settings)
    return Claim(
        request=request,
        public_url=public_url,
        signature=signature,
        algorithm=algorithm,
        key_id=None if algorithm == HMAC_SHA1 else _setting(settings, "key"),
    )


def _setting(settings: str, wanted: str) -> str:
    pairs = (part.partition("=") for part in settings.split(","))
    return next((value.strip() for name, _, value in pairs if name.strip() == wanted), "")


def _content(request: Request) -> Any:
    """Return what is signed beside the URL: the fields of a form, or a body that the URL holds the hash of."""
    if request.method != "POST":
        return {}
    if BODY_HASH in request.args or request.is_json:
        return request.get_data(as_text=True)
    return request.form


def _urls(request: Request, public_url: str) -> Iterator[str]:
    """Yield the URLs Twilio may have signed: by our settings, by the gateway's event, by the request."""
    path, query = request.environ.get("PATH_INFO", ""), request.environ.get("QUERY_STRING", "")
    event = request.environ.get("lambda.event")
    for each in _queries(query, is_get=request.method == "GET"):
        if public_url:
            yield public_url + path + each
        if isinstance(event, Mapping):
            yield from _event_urls(event, each)
    yield request.url


def _event_urls(event: Mapping[str, Any], query: str) -> Iterator[str]:
    """Yield the URL in an API Gateway event of version 1 or 2, whose path is as it came."""
    headers = {str(name).lower(): value for name, value in (event.get("headers") or {}).items()}
    path = event.get("rawPath") or (event.get("requestContext") or {}).get("path")
    if headers.get("host") and isinstance(path, str):
        yield f"https://{headers['host']}{path}{query}"


def _queries(query: str, *, is_get: bool) -> Iterator[str]:
    """Yield the query as it came and, for a GET, in the orders and encodings it may have had when signed."""
    if not query:
        yield ""
        return
    yield f"?{query}"
    if is_get:
        ordered = "&".join(sorted(query.split("&")))
        for each in (query, ordered):
            yield f"?{each.replace('+', '%20')}"
            yield f"?{each.replace('%20', '+')}"
        yield f"?{ordered}"
