"""Requests signed as Twilio signs them: form fields, fields in the query, or a JSON body by its hash."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urldefrag, urlencode, urlsplit

from twilio.request_validator import (
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)
from werkzeug.datastructures import MultiDict

Fields = Iterable[tuple[str, str]]


class Signer(Protocol):
    """Signs requests."""

    def headers(self, url: str, fields: Fields) -> dict[str, str]:
        """Return the headers that sign a URL and the form fields sent to it."""


@dataclass(frozen=True, slots=True)
class Token:
    """Signs with an account's auth token: HMAC-SHA1, as every account does unless it opted out."""

    auth_token: str

    def headers(self, url: str, fields: Fields) -> dict[str, str]:
        """Return the signature over the URL as Twilio signs it."""
        validator = RequestValidator(self.auth_token)
        return {SIGNATURE_HEADER: validator.compute_signature(signed_address(url), MultiDict(fields))}


@dataclass(frozen=True, slots=True)
class SharedKey:
    """Signs with a shared key: HMAC-SHA256, with the key named in a second header."""

    key_sid: str
    secret: str

    def headers(self, url: str, fields: Fields) -> dict[str, str]:
        """Return the signature, and the settings with the key's SID."""
        validator = RequestValidator(self.secret)
        signature = validator.compute_signature(signed_address(url), MultiDict(fields), HMAC_SHA256)
        settings = f"key={self.key_sid},algorithm={HMAC_SHA256}"
        return {SIGNATURE_HEADER: signature, SIGNATURE_SETTINGS_HEADER: settings}


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Signs nothing."""

    def headers(self, url: str, fields: Fields) -> dict[str, str]:
        """Return no headers."""
        del url, fields
        return {}


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """One request, ready to send."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def form_request(method: str, url: str, fields: Fields, signer: Signer) -> SignedRequest:
    """Return a POST with the fields as a form, or a GET with the fields after the URL's own query."""
    fields, url = list(fields), urldefrag(url).url
    if method == "GET":
        url = _with_query(url, urlencode(fields, quote_via=quote)) if fields else url
        return SignedRequest(method, url, signer.headers(url, ()), b"")
    kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return SignedRequest(method, url, kind | signer.headers(url, fields), urlencode(fields).encode())


def json_request(url: str, body: bytes, signer: Signer) -> SignedRequest:
    """Return a POST with a JSON body, which is signed by its SHA-256 in the query."""
    url = _with_query(urldefrag(url).url, f"bodySHA256={hashlib.sha256(body).hexdigest()}")
    return SignedRequest("POST", url, {"Content-Type": "application/json"} | signer.headers(url, ()), body)


def signed_address(url: str) -> str:
    """Return a URL as Twilio signs it: without credentials, fragment, and the port of HTTPS."""
    parts = urlsplit(urldefrag(url).url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme == "https" and parts.port:
        host = host.removesuffix(f":{parts.port}")
    return url[: url.index("//") + 2] + host + _after_host(url)


def _after_host(url: str) -> str:
    """Return path and query byte for byte; parsing and joining them again could change a byte."""
    rest = urldefrag(url).url.partition("//")[2]
    ends = [rest.find(mark) for mark in "/?" if mark in rest]
    return rest[min(ends) :] if ends else ""


def _with_query(url: str, query: str) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}"
