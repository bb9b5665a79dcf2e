"""The webhook that is being answered: its account, its line, its deadline, and its fields as far as they are valid."""

import re
from dataclasses import dataclass
from typing import cast

from flask import g, request

from waittimes.deadline import Deadline
from waittimes.settings.config import Account, Line

CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")
COUNT = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request that the guard has let in."""

    account: Account
    """The account whose secret signed it."""
    line: Line | None
    """The line it is about; None where no line matches."""
    deadline: Deadline


def begin(webhook: Webhook) -> None:
    """Make this the current webhook until its answer is sent."""
    g.webhook = webhook


def current() -> Webhook:
    """Return the webhook that is being answered. Call it only behind the guard."""
    return cast("Webhook", g.webhook)


def is_let_in() -> bool:
    """Tell whether the guard has let this request in."""
    return "webhook" in g


def field(name: str, pattern: re.Pattern[str]) -> str | None:
    """Return a field of the request, or None unless the whole of it matches `pattern`."""
    found = request.values.get(name, "")
    return found if pattern.fullmatch(found) else None


def fields() -> dict[str, str]:
    """Return the fields of the request by name; of a repeated field, the first value."""
    return request.values.to_dict()


def call_sid() -> str:
    """Return the call's SID for a log; "none" where the request has none."""
    return field("CallSid", CALL_SID) or "none"


def is_outbound() -> bool:
    """Tell whether the webhook belongs to a call that was made to a person."""
    return request.values.get("Direction", "").startswith("outbound")


def count(name: str) -> int | None:
    """Return a field of the request as a whole number; None if it is missing or not of one to seven digits."""
    found = field(name, COUNT)
    return None if found is None else int(found)
