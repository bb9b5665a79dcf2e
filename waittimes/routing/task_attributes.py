"""A task's attributes: those from the line, and those that TaskRouter adds from the call.

Twilio docs, TaskRouter, TwiML: `<Enqueue>` merges call_sid, from, to and other fields of the call into the attributes.
"""

from collections.abc import Mapping
from typing import Any, Final

from waittimes.routing.doubt import Doubt
from waittimes.wait import PROMISE

PARTIES: Final = ("from", "to", "caller", "called")
PLACES: Final = ("city", "state", "zip", "country")
FIELDS: Final[Mapping[str, str]] = {
    "call_sid": "CallSid",
    "account_sid": "AccountSid",
    "direction": "Direction",
    "api_version": "ApiVersion",
    **{party: party.title() for party in PARTIES},
    **{f"{party}_{place}": f"{party.title()}{place.title()}" for party in PARTIES for place in PLACES},
}
"""The field of a voice webhook that holds each attribute."""
NOT_TOLD: Final = Doubt("TaskRouter adds this from the call, whose webhook does not tell it")
TOLD_LATER: Final = Doubt("it holds what the caller is told, which depends on where the caller goes")
CONTRADICTED: Final = Doubt("both the line's attributes and the call give it; which of them wins is not documented")


def merged(own: Mapping[str, Any], call: Mapping[str, str], *, not_told: Doubt = NOT_TOLD) -> dict[str, Any]:
    """Return the task's attributes: `own`, and those in the fields of `call`, with `not_told` for a missing field."""
    added: dict[str, Any] = {name: call.get(field, not_told) for name, field in FIELDS.items()}
    added |= {"call_status": not_told, PROMISE: TOLD_LATER}
    disputed = {name: CONTRADICTED for name in added.keys() & own.keys() if own[name] != added[name]}
    return {**added, **own, **disputed}
