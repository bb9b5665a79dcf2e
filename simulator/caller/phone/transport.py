"""How a request reaches the app: in this process, or over HTTP. Neither follows redirects."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers
from werkzeug.test import Client

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PATIENCE_SECONDS = 15.0
"""Twilio's limit for every request of a call, also with connection overrides."""


class Unreachable(Exception):
    """There was no answer: the connection failed, broke, or timed out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, and how long it took."""

    status: int
    headers: Headers
    body: bytes
    took_seconds: float = 0.0

    @property
    def content_type(self) -> str:
        """The Content-Type header; empty if there is none."""
        return self.headers.get("Content-Type", "")


class Transport(Protocol):
    """Sends one request exactly as given. Raises Unreachable when nothing answers."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer, with any status."""


@dataclass(frozen=True, slots=True)
class InProcess:
    """Calls a WSGI application directly, for any host in the URL."""

    app: "WSGIApplication"

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the application's answer. Its exceptions are not caught."""
        parts = urlsplit(url)
        began = time.perf_counter()
        response = Client(self.app, use_cookies=False).open(
            path=parts.path or "/",
            base_url=f"{parts.scheme}://{parts.netloc}",
            query_string=parts.query,
            method=method,
            headers=Headers(dict(headers)),
            data=body,
        )
        return Answer(response.status_code, response.headers, response.data, time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class OverHTTP:
    """Sends over HTTP, with one connection for each request, and the URL byte for byte as it was signed."""

    timeout_seconds: float = PATIENCE_SECONDS

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the server's answer."""
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.netloc.rpartition("@")[2], timeout=self.timeout_seconds)
        began = time.perf_counter()
        try:
            connection.request(method, parts._replace(scheme="", netloc="").geturl() or "/", body, dict(headers))
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"{method} {parts.path}: {error!r}") from error
        finally:
            connection.close()
        return Answer(response.status, Headers(response.getheaders()), content, time.perf_counter() - began)
