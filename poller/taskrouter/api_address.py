"""The configured addresses of the APIs. Credentials are sent nowhere else, whatever URL an answer names."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from poller.taskrouter.port import TaskRouterError
from waittimes.settings.config import TWILIO_TASKROUTER_URL

DEFAULT_PORTS = {"https": 443, "http": 80}

Origin = tuple[str, str, int | None]
"""Scheme, host in lower case, and port."""


@dataclass(frozen=True, slots=True)
class ApiAddress:
    """The configured address of an API. In every URL, Twilio's own address of this API means this one."""

    base_url: str
    """Scheme, host, port and perhaps a path before Twilio's own; without a slash at its end."""
    twilio_url: str = TWILIO_TASKROUTER_URL
    """Twilio's own address of this API."""

    def covers(self, url: str) -> bool:
        """Tell whether scheme, host and port of `url` are those of this API."""
        return _origin_of(url) in self._origins

    def locate(self, url: str) -> str:
        """Return the URL at the configured address that `url` stands for.

        It is put together from the configured address and the parts of `url`, so that no second parser can read
        another host in it. Raises TaskRouterError unless scheme, host and port of `url` are those of the API.
        """
        if not self.covers(url):
            raise TaskRouterError("not asked: its URL is outside the configured API")
        parts, base = urlsplit(url), urlsplit(self.base_url)
        path = base.path + parts.path if _origin_of(url) == _origin_of(self.twilio_url) else parts.path
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))

    @property
    def _origins(self) -> set[Origin]:
        return {origin for url in (self.base_url, self.twilio_url) if (origin := _origin_of(url))}


def _origin_of(url: str) -> Origin | None:
    """Return the origin of a URL; None where it has none, names a user, or cannot be parsed."""
    try:
        parts = urlsplit(url)
        port = DEFAULT_PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        return None
    if parts.hostname is None or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port
