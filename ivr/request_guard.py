"""The door of the phone: nobody comes in without the signature of an account that owns what is asked for."""

import re
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Request, abort, g, request

from ivr import signature, signing_secrets
from ivr.deadline import ANSWER_SECONDS
from ivr.phone import Phone
from waittimes.deadline import Deadline
from waittimes.settings import formats
from waittimes.settings.config import Account, Line

OPEN_ENDPOINTS = frozenset({"health", "music"})
"""What anybody may ask: it says nothing about callers."""
CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")


def refuse_strangers(phone: Phone) -> None:
    """Abort with 403 unless the request is signed by an account that owns what is asked for, and note which one."""
    g.deadline = Deadline.in_seconds(ANSWER_SECONDS)
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return
    claim = signature.claim(request, phone.config.public_url)
    if claim is None:
        abort(403)
    for account in _owners(phone):
        shared = account.shared_keys.get(claim.key_id) if claim.key_id is not None else None
        secrets = account.auth_tokens if claim.key_id is None else (shared,) if shared else ()
        if claim.holds(list(signing_secrets.known(secrets, g.deadline))):
            g.account = account
            return
    abort(403)


def line_asked(phone: Phone) -> Line | None:
    """Return the line that the path names, by its own name or by its task queue; else the line of the number called."""
    if "line" not in g:
        g.line = _line_asked(phone)
    return cast("Line | None", g.line)


def _line_asked(phone: Phone) -> Line | None:
    asked = request.view_args or {}
    if "target" in asked:
        return phone.config.line(asked["target"]) or phone.config.line_of_queue(asked["target"])
    if "line_name" in asked:
        return phone.config.line(asked["line_name"])
    return phone.config.line_called(request.values.get("To") or request.values.get("Called") or "")


def field(name: str, pattern: re.Pattern[str], source: Request = request) -> str | None:
    """Return a field of the request that looks as it should, and nothing else that may have come in its place."""
    found = source.values.get(name, "")
    return found if pattern.fullmatch(found) else None


def call_sid() -> str:
    """Return the call's SID for a log."""
    return field("CallSid", CALL_SID) or "none"


def base_path(public_url: str) -> str:
    """Return the path below which Twilio reaches the phone: that of the public URL."""
    return urlsplit(public_url).path.rstrip("/")


class BelowBasePath:
    """Takes the base path of the public URL off a request's path, where a gateway has left it on."""

    def __init__(self, app: Any, public_url: str) -> None:
        self._app = app
        self._base = base_path(public_url)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer as the app does for the path below the base path."""
        path = environ.get("PATH_INFO", "")
        if self._base and path.startswith(f"{self._base}/"):
            script = environ.get("SCRIPT_NAME", "")
            environ = {**environ, "SCRIPT_NAME": script + self._base, "PATH_INFO": path.removeprefix(self._base)}
        return self._app(environ, start_response)


def _owners(phone: Phone) -> tuple[Account, ...]:
    """Return the account of the line that is asked for; without one, that which the request names, else every one."""
    line = line_asked(phone)
    if line is not None:
        return (line.account,)
    account_sid = field("AccountSid", formats.ACCOUNT_SID.pattern)
    named = tuple(account for account in phone.config.accounts if account.sid == account_sid)
    return named or phone.config.accounts
