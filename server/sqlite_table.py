"""The table in a SQLite file, named `sqlite:///PATH` in the settings; a relative path begins in the working folder."""

import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from server.sqlite_file import SqliteFile
from waittimes.page import NO_PAGE, Page
from waittimes.settings.formats import SQLITE
from waittimes.table import PageConflict, TableUnavailable

EXPIRING_EVERY_SECONDS: Final = 600.0
"""How often a process that writes deletes expired items."""
MOST_EXPIRED_AT_ONCE: Final = 500
"""How many items a write deletes at most, so that it stays quick."""


def path_of(name: str) -> Path | None:
    """Return the file that the setting `table` names, None if it names a table in DynamoDB."""
    return Path(name.removeprefix(SQLITE)) if name.startswith(SQLITE) else None


class SqliteTable:
    """See waittimes.table.Table. Every write is one transaction, so a process killed in it leaves nothing half-written.

    Expired items are deleted now and then by those who write; `clock` returns the time in epoch seconds.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        self._expired_at = float("-inf")

    def close(self) -> None:
        """Close the file. It is opened again when it is needed."""
        self._file.close()

    def get(self, key: str, *, consistent: bool) -> Page:  # noqa: ARG002 - every read sees the last write
        """See Table."""
        item = self._item(key)
        return _page(item) if item else NO_PAGE

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        """See Table."""
        values = {
            "version": (replaces.version or 0) + 1,
            "measured_at": round(measured_at, 3),
            "expires_at": int(expires_at),
            "rows": rows,
        }
        with self._file.writing() as connection:
            if _page(_attributes(connection, key)).version != replaces.version:
                raise PageConflict(key)
            connection.execute("DELETE FROM attribute WHERE id = ?", (key,))
            _insert(connection, key, values)
            self._delete_expired(connection)

    def add(self, key: str, amounts: Mapping[str, int], *, now: float, life_seconds: int) -> None:
        """See Table."""
        with self._file.writing() as connection:
            found = _attributes(connection, key)
            sums = {name: _sum(found.get(name, 0), amount) for name, amount in amounts.items()}
            _insert(connection, key, {"since": int(now), **found, **sums, "expires_at": int(now) + life_seconds})
            self._delete_expired(connection)

    def sums(self, key: str) -> dict[str, int]:
        """See Table."""
        found = {name: value for name, value in self._item(key).items() if name != "expires_at"}
        return {name: value for name, value in found.items() if isinstance(value, int) and value >= 0}

    def _item(self, key: str) -> dict[str, Any]:
        with self._file.reading() as connection:
            return _attributes(connection, key)

    def _delete_expired(self, connection: sqlite3.Connection) -> None:
        now = self._clock()
        if 0 <= now - self._expired_at < EXPIRING_EVERY_SECONDS:
            return
        connection.execute(
            "DELETE FROM attribute WHERE id IN"
            " (SELECT id FROM attribute WHERE name = 'expires_at' AND value < ? ORDER BY value LIMIT ?)",
            (now, MOST_EXPIRED_AT_ONCE),
        )
        self._expired_at = now


def _attributes(connection: sqlite3.Connection, key: str) -> dict[str, Any]:
    return dict(connection.execute("SELECT name, value FROM attribute WHERE id = ?", (key,)).fetchall())


def _insert(connection: sqlite3.Connection, key: str, values: Mapping[str, Any]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO attribute (id, name, value) VALUES (?, ?, ?)",
        [(key, name, value) for name, value in values.items()],
    )


def _sum(before: Any, amount: int) -> int | float:
    if not isinstance(before, int | float):
        raise TableUnavailable("SQLITE_MISMATCH")
    return before + amount


def _page(item: Mapping[str, Any]) -> Page:
    """Return the item as a page; what cannot be read of it is left out, so that the next poll may heal it."""
    version, measured_at, rows = item.get("version"), item.get("measured_at"), item.get("rows")
    return Page(
        version=version if isinstance(version, int) else None,
        measured_at=float(measured_at) if isinstance(measured_at, int | float) else 0.0,
        rows=rows if isinstance(rows, bytes) else b"",
    )
