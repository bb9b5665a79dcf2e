"""How much the history may write: a twentieth of the write units that the pages take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from waittimes.page import Page
from waittimes.table import Table

SHARE: Final = 0.05
"""The share of the pages' write units that the history may use."""
UNIT_BYTES: Final = 1024
"""DynamoDB bills a write for each kilobyte begun (AWS's Developer Guide, "DynamoDB read and write operations")."""
ATTRIBUTE_BYTES: Final = 60
"""The size of an item's attributes besides its key and rows, rounded up."""
MOST_SAVED_UNITS: Final = 60.0
"""What may be saved for later, so that a quiet night does not end in a burst of writes."""


@dataclass(slots=True)
class Pace:
    """The units that the history may still use; below 0 after a large item, and then it waits."""

    units: float = 0.0
    _adding: Lock = field(default_factory=Lock)

    @property
    def allows(self) -> bool:
        """Whether an item may be written now."""
        return self.units > 0

    def note_page(self, key: str, rows: bytes) -> None:
        """Add the history's share of a page's write."""
        with self._adding:
            self.units = min(MOST_SAVED_UNITS, self.units + SHARE * write_units(key, rows))

    def note_hour(self, key: str, rows: bytes, before: bytes) -> None:
        """Subtract what writing an hour took; DynamoDB bills the larger of the item before and after."""
        self.units -= max(write_units(key, rows), write_units(key, before))


def write_units(key: str, rows: bytes) -> int:
    """Return the units that DynamoDB bills for writing an item with these rows."""
    return -(-(len(key) + len(rows) + ATTRIBUTE_BYTES) // UNIT_BYTES)


@dataclass(frozen=True, slots=True)
class PacingTable:
    """The table of the pages; what is put into it paces the history."""

    table: Table
    pace: Pace

    def get(self, key: str, *, consistent: bool) -> Page:
        """See Table."""
        return self.table.get(key, consistent=consistent)

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        """See Table."""
        self.table.put(key, rows, replaces=replaces, measured_at=measured_at, expires_at=expires_at)
        self.pace.note_page(key, rows)

    def add(self, key: str, amounts: Mapping[str, int], *, now: float, life_seconds: int) -> None:
        """See Table."""
        self.table.add(key, amounts, now=now, life_seconds=life_seconds)

    def sums(self, key: str) -> dict[str, int]:
        """See Table."""
        return self.table.sums(key)
