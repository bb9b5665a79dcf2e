"""What `make serve` prints: how Twilio reaches the phone, what to paste there, and where to look."""

from collections.abc import Iterator

from server import sqlite_table
from waittimes.settings.config import Config

TIMEOUTS = "#rc=2&rt=4000&rp=all"
"""Twilio repeats a webhook twice, after four seconds each (docs/deploy.md)."""


def introduction(settings: Config, address: str) -> str:
    """Return the text for a server that listens on `address`, a host and port."""
    return "\n".join([*_reaching(settings, address), *_pasting(settings), *_looking(settings), ""])


def _reaching(settings: Config, address: str) -> Iterator[str]:
    yield f"The phone answers at http://{address}, polls every minute, and ends with Ctrl-C."
    if not settings.public_url:
        yield "\nMake it reachable from outside, in another terminal; each of these prints an address:\n"
        yield f"  cloudflared tunnel --url http://{address}"
        yield f"  ngrok http {address}"


def _pasting(settings: Config) -> Iterator[str]:
    base = settings.public_url or "https://ADDRESS-OF-THE-TUNNEL"
    yield "\nPaste at Twilio: Phone Numbers, your number, Voice, A call comes in: Webhook, HTTP POST\n"
    for line in settings.lines:
        path = "/voice" if line.numbers else f"/voice/{line.name}"
        yield f"  line {line.name}: {base}{path}{TIMEOUTS}"


def _looking(settings: Config) -> Iterator[str]:
    variable = f"TABLE={settings.table} " if sqlite_table.path_of(settings.table) else ""
    yield "\nSee the waits, and what callers hear:\n"
    yield f"  {variable}.venv/bin/python -m ops show"
