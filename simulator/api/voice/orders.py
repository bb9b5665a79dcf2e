"""The order for an outbound call in a request, and Twilio's codes for an order that it refuses.

The codes are those of Twilio's error dictionary, twilio.com/docs/api/errors.
"""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from simulator.api.accounts import Account
from simulator.api.errors import ApiRefusal, invalid
from simulator.phones.placed_call import CallOrder

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

LONGEST_RING_SECONDS = 600
DEFAULT_RING_SECONDS = 60
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
NO_TO, INVALID_URL, INVALID_TIMEOUT, INVALID_METHOD = 21201, 21205, 21208, 21209
FOREIGN_FROM, INVALID_TO, INVALID_FROM, NO_FROM, NOT_PERMITTED = 21210, 21211, 21212, 21213, 21215
INVALID_CALLBACK, INVALID_EVENT = 21609, 21626
_KNOWN = frozenset(
    {"To", "From", "Url", "Method", "Timeout", "StatusCallback", "StatusCallbackEvent", "StatusCallbackMethod"}
)
_E164 = re.compile(r"\+[1-9]\d{6,14}")


def order(form: "MultiDict[str, str]", account: Account) -> CallOrder:
    """Return the order. Raises ApiRefusal (400) with Twilio's code; also for a parameter that is not simulated."""
    if unknown := sorted(set(form) - _KNOWN):
        raise invalid(f"{unknown[0]} is not simulated")
    to, caller = _numbers(form, account)
    callback = form.get("StatusCallback", "")
    if callback and not _is_url(callback):
        raise _refusal(INVALID_CALLBACK, "StatusCallback is not a valid URL")
    events = frozenset(form.getlist("StatusCallbackEvent")) or {"completed"}
    if not events <= EVENTS:
        raise _refusal(INVALID_EVENT, "StatusCallbackEvent must be initiated, ringing, answered or completed")
    if not _is_url(form.get("Url", "")):
        raise _refusal(INVALID_URL, "Url is not a valid URL")
    return CallOrder(
        to=to,
        from_number=caller,
        url=form["Url"],
        method=_method(form, "Method"),
        timeout_seconds=_ring_seconds(form),
        status_callback=callback,
        status_callback_method=_method(form, "StatusCallbackMethod"),
        status_callback_events=frozenset(events),
    )


def _numbers(form: "MultiDict[str, str]", account: Account) -> tuple[str, str]:
    to, caller = form.get("To", ""), form.get("From", "")
    if not to:
        raise _refusal(NO_TO, "No 'To' number is specified")
    if not caller:
        raise _refusal(NO_FROM, "'From' phone number is required")
    if not _E164.fullmatch(caller):
        raise _refusal(INVALID_FROM, "'From' is not a valid phone number")
    if caller not in account.caller_ids:
        raise _refusal(FOREIGN_FROM, "'From' phone number not verified: it is neither the account's nor verified")
    if not _E164.fullmatch(to) or to == caller:
        raise _refusal(INVALID_TO, "'To' is not a valid phone number")
    if not to.startswith(account.may_dial):
        raise _refusal(NOT_PERMITTED, "Account not authorized to call this number: see its geographic permissions")
    return to, caller


def _method(form: "MultiDict[str, str]", name: str) -> str:
    method = form.get(name, "POST")
    if method not in ("GET", "POST"):
        raise _refusal(INVALID_METHOD, f"{name} must be GET or POST")
    return method


def _ring_seconds(form: "MultiDict[str, str]") -> float:
    text = form.get("Timeout", str(DEFAULT_RING_SECONDS))
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= LONGEST_RING_SECONDS):
        raise _refusal(INVALID_TIMEOUT, f"Timeout must be a whole number from 1 to {LONGEST_RING_SECONDS}")
    return float(text)


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _refusal(code: int, message: str) -> ApiRefusal:
    return ApiRefusal(400, code, message)
