"""The register of a line's messages: for each, what the poller must know without reading its item. Pure.

The table cannot be searched, so the poller finds messages here. An entry may be older than its item: it then only says
that somebody should look sooner than is needed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from waittimes.page import NO_PAGE, Page

Entries = Mapping[str, "Entry"]
"""Entries by the SID of the call."""
NO_ENTRIES: Final[Entries] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One message in the register. Times are in seconds since the epoch, stored as whole ones."""

    created_at: float
    next_at: float
    """When the poller looks at the message next."""
    is_pending: bool = True
    """Whether an agent may still have to deal with it."""


def register_key(line_name: str) -> str:
    """Return the `ID` of a line's register."""
    return f"voicemails#{line_name}"


def encode_entries(entries: Entries) -> bytes:
    """Return the register as it is stored."""
    rows = {
        call_sid: [int(each.created_at), int(each.next_at), int(each.is_pending)] for call_sid, each in entries.items()
    }
    return json.dumps(rows, separators=(",", ":")).encode()


def decode_entries(page: Page) -> Entries:
    """Return the entries of a register; none if it cannot be read."""
    try:
        rows = json.loads(page.rows) if page != NO_PAGE else {}
        return {
            str(call_sid): Entry(float(created_at), float(next_at), bool(is_pending))
            for call_sid, (created_at, next_at, is_pending) in rows.items()
        }
    except (ValueError, TypeError, AttributeError):
        return NO_ENTRIES
