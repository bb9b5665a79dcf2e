"""The kill switch: one item of the table that silences the numbers of all lines, or of some, within seconds.

The item has the form of a page, so the table needs no second format. Its rows are a compressed JSON list of the names
of the silenced lines; "*" stands for all.
"""

import json
import zlib
from collections.abc import Iterable
from typing import Final

from waittimes.page import NO_PAGE, Page
from waittimes.table import Table

KEY: Final = "mute"
EVERY_LINE: Final = "*"
MEMORY_SECONDS: Final = 5.0
FOR_EVER_SECONDS: Final = 100 * 365 * 24 * 3600
"""DynamoDB deletes expired pages; a mute must last until `unmute`."""


class Switch:
    """The switch as the phone reads it. What was read is remembered for `MEMORY_SECONDS`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._read_at = float("-inf")
        self._muted: frozenset[str] | None = None

    def is_remembered(self, now: float) -> bool:
        """Tell whether what was read last is no older than five seconds."""
        return 0 <= now - self._read_at < MEMORY_SECONDS

    def read(self, *, now: float) -> None:
        """Read which lines are silenced, and remember it. Raises TableUnavailable."""
        self._muted = muted_lines(self._table.get(KEY, consistent=False))
        self._read_at = now

    def is_muted(self, line_name: str) -> bool:
        """Tell whether this line is silenced, by what was read last.

        If the switch was never read, the line is silenced: silence harms nobody, but a number that an operator has
        forbidden may.
        """
        return self._muted is None or not self._muted.isdisjoint({line_name, EVERY_LINE})


def muted_lines(page: Page) -> frozenset[str]:
    """Return the names of the lines that this item silences; "*" for all, also where it cannot be decoded."""
    if page == NO_PAGE:
        return frozenset()
    try:
        return frozenset(str(each) for each in json.loads(zlib.decompress(page.rows)))
    except (zlib.error, ValueError, TypeError):
        return frozenset({EVERY_LINE})


def write(table: Table, line_names: Iterable[str], *, replaces: Page, now: float) -> None:
    """Silence these lines and no others. Raises TableUnavailable and PageConflict."""
    rows = zlib.compress(json.dumps(sorted(line_names)).encode())
    table.put(KEY, rows, replaces=replaces, measured_at=now, expires_at=now + FOR_EVER_SECONDS)
