"""The configured address of the API. An account's credentials are sent nowhere else, whatever URL an answer names."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from poller.taskrouter.port import TaskRouterError
from waittimes.settings.config import TWILIO_TASKROUTER_URL

DEFAULT_PORTS = {"https": 443, "http": 80}

Origin = tuple[str, str, int | None]
"""Scheme, host in lower case, and port."""


@dataclass(frozen=True, slots=True)
class ApiAddress:
    """The configured address of the API. In every URL, Twilio's own address means this one."""

    base_url: str
    """Scheme, host, port and perhaps a path before Twilio's own; without a slash at its end."""

    def locate(self, url: str) -> str:
        """Return the URL at the configured address that `url` stands for.

        It is put together from the configured address and the parts of `url`, so that no second parser can read
        another host in it. Raises TaskRouterError unless scheme, host and port of `url` are those of the API.
        """
        origin = _origin_of(url)
        if origin is None or origin not in (_origin_of(self.base_url), _TWILIO):
            raise TaskRouterError("not asked: its URL is outside the configured API")
        parts, base = urlsplit(url), urlsplit(self.base_url)
        path = base.path + parts.path if origin == _TWILIO else parts.path
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))


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


_TWILIO = _origin_of(TWILIO_TASKROUTER_URL)
