"""Checks that Twilio has signed a request. The only importer of RequestValidator. The check cannot be turned off.

Several URLs and several secrets may have made a signature. Our own hashing finds the pair that did, in bounded time.
Twilio's RequestValidator then decides: nothing is let in that it would refuse.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Request
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from ivr.query_spellings import BODY_HASH
from ivr.signed_urls import candidates

HASHES = {HMAC_SHA1: "sha1", HMAC_SHA256: "sha256"}
MOST_HASHED_BYTES = 6 * 2**20
"""Upper bound on what is hashed for one request, about ten milliseconds; a call's own webhooks need a tenth of it."""
OVERHEAD_BYTES = 1536
"""The fixed cost of one hash, as the bytes that could be hashed in the same time."""

Owner = TypeVar("Owner")


@dataclass(frozen=True, slots=True)
class Claim:
    """A signature, and the request that it claims to sign."""

    request: Request
    public_url: str
    signature: str
    algorithm: str
    key_id: str | None
    """The shared key that signed; None for the account's auth token."""

    def signer(self, secrets: Sequence[tuple[Owner, str]]) -> Owner | None:
        """Return the owner of the secret that made the signature; None if none of `secrets` did."""
        keys = [(owner, secret, secret.encode()) for owner, secret in secrets if secret]
        signed, digest = _signed_content(self.request), self._digest()
        if not keys or signed is None or digest is None:
            return None
        hash_name, hashed_bytes = HASHES[self.algorithm], 0
        for url in candidates(_bases(self.request, self.public_url), _wsgi_text(self.request, "QUERY_STRING")):
            message = url.encode(errors="surrogateescape") + signed.appended
            for owner, secret, key in keys:
                is_found = hmac.compare_digest(hmac.digest(key, message, hash_name), digest)
                if is_found and self._is_valid(secret, url, signed.content):
                    return owner
            hashed_bytes += len(keys) * (len(message) + OVERHEAD_BYTES)
            if hashed_bytes > MOST_HASHED_BYTES:
                break
        return None

    def _digest(self) -> bytes | None:
        """Return the bytes of the signature; None if it is not Base64, or of an unknown algorithm."""
        try:
            return base64.b64decode(self.signature, validate=True) if self.algorithm in HASHES else None
        except (binascii.Error, ValueError):
            return None

    def _is_valid(self, secret: str, url: str, content: Any) -> bool:
        try:
            return bool(RequestValidator(secret).validate(url, content, self.signature, self.algorithm))
        except (ValueError, TypeError, IndexError, AttributeError):
            # The package raises these for bodies and hosts that Twilio never sends.
            return False


def claim(request: Request, public_url: str) -> Claim | None:
    """Return the request's claim to be signed; None if it has no signature."""
    signature = request.headers.get(SIGNATURE_HEADER, "")
    if not signature:
        return None
    settings = request.headers.get(SIGNATURE_SETTINGS_HEADER, "")
    algorithm = get_signature_algorithm(settings).upper()
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


@dataclass(frozen=True, slots=True)
class _Signed:
    """What is signed besides the URL: `content` as RequestValidator takes it, `appended` as it follows the URL."""

    content: Any
    appended: bytes = b""


def _signed_content(request: Request) -> _Signed | None:
    """Return the fields of a form, or a body whose hash is in the URL; None if that hash is wrong or missing."""
    if request.method != "POST":
        return _Signed({})
    if BODY_HASH in request.args or request.is_json:
        body_hash = hashlib.sha256(request.get_data()).hexdigest()
        matches = hmac.compare_digest(request.args.get(BODY_HASH, "").encode(), body_hash.encode())
        return _Signed(request.get_data(as_text=True)) if matches else None
    fields = sorted((name, value) for name, values in request.form.lists() for value in set(values))
    return _Signed(request.form, "".join(name + value for name, value in fields).encode())


def _bases(request: Request, public_url: str) -> Iterator[str]:
    """Yield the URLs that may have been called, without query: by the settings, the gateway's event and the request."""
    path = _wsgi_text(request, "PATH_INFO")
    paths = dict.fromkeys((path, quote(path, safe="/:@!$&'()*+,;=-._~", errors="surrogateescape")))
    if public_url:
        yield from (public_url + each for each in paths)
    event = request.environ.get("lambda.event")
    if isinstance(event, Mapping):
        yield from _event_urls(event)
    yield from (f"{request.scheme}://{request.host}{request.root_path.rstrip('/')}{each}" for each in paths)


def _event_urls(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield the URL in an API Gateway event of version 1 or 2, which holds the path as the client sent it."""
    headers = {str(name).lower(): value for name, value in (event.get("headers") or {}).items()}
    path = event.get("rawPath") or (event.get("requestContext") or {}).get("path")
    if headers.get("host") and isinstance(path, str):
        yield f"https://{headers['host']}{path}"


def _wsgi_text(request: Request, name: str) -> str:
    """Return a variable of the WSGI environment, which holds UTF-8 decoded as Latin-1 (PEP 3333)."""
    text: str = request.environ.get(name, "")
    return text.encode("latin-1").decode(errors="surrogateescape")
