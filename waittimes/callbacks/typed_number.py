"""A number that a caller has typed, kept until they say whether it is right. It may stand in no URL.

The item lives for a quarter of an hour, and is emptied once it is confirmed.
"""

import json
from dataclasses import dataclass
from typing import Final

from waittimes.page import NO_PAGE
from waittimes.table import Table

LIFE_SECONDS: Final = 900


@dataclass(frozen=True, slots=True)
class TypedNumbers:
    """The typed numbers in a table. Every method raises TableUnavailable."""

    table: Table

    def keep(self, line_name: str, call_sid: str, number: str, *, now: float) -> None:
        """Keep the number that was typed in this call, in place of any before; "" empties the item.

        Raises PageConflict if another webhook of the call writes at the same time.
        """
        key = _key(line_name, call_sid)
        page = self.table.get(key, consistent=True)
        rows = json.dumps({"typed": number}).encode()
        self.table.put(key, rows, replaces=page, measured_at=now, expires_at=now + LIFE_SECONDS)

    def find(self, line_name: str, call_sid: str) -> str:
        """Return the number that was typed in this call; "" if there is none."""
        page = self.table.get(_key(line_name, call_sid), consistent=True)
        try:
            return str(json.loads(page.rows)["typed"]) if page != NO_PAGE else ""
        except (ValueError, TypeError, KeyError):
            return ""


def _key(line_name: str, call_sid: str) -> str:
    return f"callback#{line_name}#typed#{call_sid}"
