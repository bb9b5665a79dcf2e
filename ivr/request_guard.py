"""The request guard: it refuses every request that the owner of the line or task queue has not signed."""

from typing import Any
from urllib.parse import urlsplit

from flask import abort, request

from ivr import signature, signing_secrets, webhook
from ivr.deadline import ANSWER_SECONDS
from ivr.phone import Phone
from ivr.request_bounds import refuse_oversized
from ivr.webhook import Webhook, field
from waittimes.deadline import Deadline
from waittimes.settings import formats
from waittimes.settings.config import Account, Line
from waittimes.settings.secret import Secret

OPEN_ENDPOINTS = frozenset({"health", "music", "public_waits"})
"""The endpoints that anybody may ask: their answers say nothing about callers."""


def refuse_strangers(phone: Phone) -> None:
    """Abort with 403 unless the request is signed by an account that owns what is asked for; else begin the webhook."""
    deadline = Deadline.in_seconds(ANSWER_SECONDS)
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return
    refuse_oversized()
    claim = signature.claim(request, phone.config.public_url)
    if claim is None:
        abort(403)
    line = _line_asked(phone)
    keys = [(account, key) for account in _owners(phone, line) for key in _keys(account, claim.key_id)]
    for values in (signing_secrets.values, signing_secrets.renewed_values):
        account = claim.signer([(account, value) for account, key in keys for value in values([key], deadline)])
        if account is not None:
            webhook.begin(Webhook(account, line, deadline))
            return
    abort(403)


def _line_asked(phone: Phone) -> Line | None:
    """Return the line that the path names by its name or by a SID; if it names none, the line of the number called."""
    asked = request.view_args or {}
    if "target" in asked:
        target, config = asked["target"], phone.config
        return config.line(target) or config.line_of_queue(target) or config.line_of_workflow(target)
    if "line_name" in asked:
        return phone.config.line(asked["line_name"])
    return phone.config.line_called(request.values.get("To") or request.values.get("Called") or "")


def base_path(public_url: str) -> str:
    """Return the path below which Twilio reaches the phone: that of the public URL."""
    return urlsplit(public_url).path.rstrip("/")


class BelowBasePath:
    """Removes the base path of the public URL from a request's path, if a gateway has left it on."""

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


def _keys(account: Account, key_id: str | None) -> tuple[Secret, ...]:
    """Return the secrets that may have signed for this account: the shared key `key_id`, or else its auth tokens."""
    if key_id is None:
        return account.auth_tokens
    shared = account.shared_keys.get(key_id)
    return (shared,) if shared else ()


def _owners(phone: Phone, line: Line | None) -> tuple[Account, ...]:
    """Return the accounts that may have signed: the line's; without a line, the one that AccountSid names, else all."""
    if line is not None:
        return (line.account,)
    account_sid = field("AccountSid", formats.ACCOUNT_SID.pattern)
    named = tuple(account for account in phone.config.accounts if account.sid == account_sid)
    return named or phone.config.accounts
