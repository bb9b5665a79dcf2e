"""The kill switch: one item of the table that silences every number, or those of some lines, within seconds.

The item has the form of a page, so that the table needs to know nothing of it: its rows are the compressed JSON list
of the names of the lines that are silenced, "*" for all.
"""

import json
import logging
import zlib
from collections.abc import Iterable
from typing import Final

from waittimes.page import NO_PAGE, Page
from waittimes.table import Table, TableUnavailable

log = logging.getLogger("waittimes.ivr")

KEY: Final = "mute"
EVERY_LINE: Final = "*"
MEMORY_SECONDS: Final = 5.0
FOR_EVER_SECONDS: Final = 100 * 365 * 24 * 3600
"""The table deletes pages that nobody renews; silence lasts until it is lifted."""


class Switch:
    """Says whether a line is silenced; what was read is remembered for five seconds."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._read_at = float("-inf")
        self._muted: frozenset[str] | None = None

    def is_remembered(self, now: float) -> bool:
        """Tell whether asking now would not read the table."""
        return 0 <= now - self._read_at < MEMORY_SECONDS

    def is_muted(self, line_name: str, *, now: float) -> bool:
        """Tell whether this line is silenced.

        Where the table does not say, what it said last holds; where it never said anything, a line is silenced:
        saying no number harms nobody, saying one that was forbidden may.
        """
        if not self.is_remembered(now):
            try:
                self._muted = muted(self._table.get(KEY, consistent=False))
                self._read_at = now
            except TableUnavailable as error:
                log.warning("mute.not_read", extra={"reason": str(error)})
        return self._muted is None or not self._muted.isdisjoint({line_name, EVERY_LINE})


def muted(page: Page) -> frozenset[str]:
    """Return the names of the lines that the item silences; an item that cannot be read silences all."""
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
