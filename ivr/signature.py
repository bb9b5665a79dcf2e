"""Who may speak to the phone: Twilio, by its signature. The only importer of RequestValidator. No off switch."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Request
from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


def is_signed(request: Request, tokens: Iterable[str], public_url: str) -> bool:
    """Tell whether the request is signed with one of the auth tokens.

    Behind API Gateway the URL that Twilio signed can only be reconstructed, so several are tried; each still
    needs a valid signature. A request without a signature is refused.
    """
    signature = request.headers.get(HEADER, "")
    if not signature:
        return False
    fields = request.form if request.method == "POST" else {}
    urls = list(dict.fromkeys(_urls(request, public_url)))
    return any(_is_valid(token, url, fields, signature) for token in tokens for url in urls)


def _is_valid(token: str, url: str, fields: Any, signature: str) -> bool:
    try:
        return bool(token) and RequestValidator(token).validate(url, fields, signature)
    except (ValueError, TypeError, IndexError, AttributeError):
        # The package trips over signatures and hosts that Twilio never sends.
        return False


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
