"""Slows down whoever guesses passphrases. The tries are counted in the table, so all workers count together.

A try is counted before it is looked at, so many at the same time cannot slip through. No address is stored: each counts
in one of a few sums, chosen by a hash with a key.
"""

import ipaddress
from dataclasses import dataclass, field

from flask import request

from ivr.wallboard import patience
from ivr.wallboard.signing_in.keys import Keys
from waittimes.table import Table

WINDOW_SECONDS = 600
MOST_OF_ONE_ADDRESS = 10
"""Wrong passphrases of one address in a window."""
MOST_TOGETHER = 500
"""Wrong passphrases of all addresses together in a window: twelve random characters outlast that for ever."""
ADDRESS_SUMS = 256
"""Bounds the item, and so the cost of a try."""
TOGETHER = "together"
NEAR = tuple(
    map(ipaddress.ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)
"""Networks of proxies that stand beside the app: loopback and private ones (RFC 1918, RFC 4193)."""


class TooManyTries(Exception):
    """Too many wrong passphrases came from this address, or from all together."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


@dataclass(slots=True)
class Tries:
    """Counts tries in `table`. What this process has seen to be too many is not counted further."""

    table: Table
    _window: int = 0
    _over: set[str] = field(default_factory=set)

    def count(self, keys: Keys, now: float) -> None:
        """Count a try. Raises TooManyTries if there were too many, and TableUnavailable."""
        window, of_address = int(now // WINDOW_SECONDS), sum_of(keys, client_address())
        if window != self._window:
            self._window, self._over = window, set()
        if self._over.isdisjoint({of_address, TOGETHER}):
            patience.asked(lambda: self._add(window, of_address, 1, now))
            sums = patience.asked(lambda: self.table.sums(_key(window)))
            most = {of_address: MOST_OF_ONE_ADDRESS, TOGETHER: MOST_TOGETHER}
            self._over |= {name for name, limit in most.items() if sums.get(name, 0) > limit}
        if not self._over.isdisjoint({of_address, TOGETHER}):
            raise TooManyTries(int((window + 1) * WINDOW_SECONDS - now) + 1)

    def take_back(self, keys: Keys, now: float) -> None:
        """Do not count the try after all: the passphrase was right. Raises TableUnavailable."""
        window, of_address = int(now // WINDOW_SECONDS), sum_of(keys, client_address())
        patience.asked(lambda: self._add(window, of_address, -1, now))

    def _add(self, window: int, of_address: str, amount: int, now: float) -> None:
        amounts = {of_address: amount, TOGETHER: amount}
        self.table.add(_key(window), amounts, now=now, life_seconds=2 * WINDOW_SECONDS)


def client_address() -> str:
    """Return where the request comes from, as the nearest proxy says; the first half of an IPv6 address."""
    address = _ip(_seen_by_api_gateway() or request.environ.get("REMOTE_ADDR", ""))
    if address is None or any(address in network for network in NEAR):
        # The proxy stands beside the app, and has written the last of these itself.
        address = _ip(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()) or address
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)


def _seen_by_api_gateway() -> str:
    """Return the address that connected to API Gateway, "" without Lambda.

    Zappa's REMOTE_ADDR is the last but one of X-Forwarded-For, which behind an HTTP API the client may have written.
    The event's `sourceIp` is what API Gateway has seen (AWS's documentation, "Lambda proxy integration").
    """
    context = request.environ.get("lambda.event", {}).get("requestContext", {})
    return str(context.get("http", {}).get("sourceIp") or context.get("identity", {}).get("sourceIp") or "")


def sum_of(keys: Keys, address: str) -> str:
    """Return the sum in which an address counts."""
    return f"address{int(keys.marks(address)[0], 16) % ADDRESS_SUMS}"


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _key(window: int) -> str:
    return f"wallboard-tries#{window}"
