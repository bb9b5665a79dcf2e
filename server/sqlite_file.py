"""A SQLite file that many threads and processes use at once, and what may prevent its use."""

import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from waittimes.table import TableUnavailable

BUSY_SECONDS: Final = 0.3
"""How long one waits for the write lock: a caller hears silence meanwhile."""
CREATING_SECONDS: Final = 5.0
"""How long one tries to create a file that others are creating at the same time."""
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS attribute (id TEXT NOT NULL, name TEXT NOT NULL, value NOT NULL, PRIMARY KEY (id, name));
CREATE INDEX IF NOT EXISTS expiry ON attribute (value) WHERE name = 'expires_at';
"""
"""A row is one attribute of an item, so that an item has the attributes that it has in DynamoDB."""
REMEDIES: Final = {
    "SQLITE_BUSY": "another program keeps the file locked; end it, or try again",
    "SQLITE_FULL": "its disk is full; free some space, and the next poll stores the waits again",
    "SQLITE_READONLY": "the file cannot be written; give this user the right to write it and its folder",
    "SQLITE_CANTOPEN": (
        "there is no such file, or this user may not open it; make it with python -m ops create-table, in a folder that"
        " exists"
    ),
    "SQLITE_NOTADB": "the file is not a SQLite database; name another in TABLE",
    "SQLITE_CORRUPT": "the file is damaged; end the server, put a backup in its place or delete it, and start again",
    "SQLITE_IOERR": "its disk fails, or the file has grown as far as it may; look at the system's log",
    "SQLITE_ERROR": "the file does not hold the table; make it with python -m ops create-table",
    "SQLITE_MISMATCH": "an item holds a text where a number belongs; delete the item",
}
"""What to do, by SQLite's result code."""


def remedy(code: str) -> str:
    """Return what to do about a TableUnavailable with this code, "" for a code that is not SQLite's."""
    return next((sentence for known, sentence in REMEDIES.items() if code.startswith(known)), "")


class SqliteFile:
    """The file at `path`. Nothing is opened before it is needed, and never for longer than one thread uses it.

    Connections are kept and used again. One that failed is closed, so that a file put in place of another is found.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()

    def create(self) -> None:
        """Create the file and the table in it; what is there already stays. Raises TableUnavailable."""
        until = time.monotonic() + CREATING_SECONDS
        while True:
            try:
                self._create()
            except TableUnavailable as error:
                # SQLite does not wait for its lock while somebody else changes the file's journal mode.
                if not error.is_passing or time.monotonic() > until:
                    raise
                time.sleep(BUSY_SECONDS / 10)
            else:
                return

    def _create(self) -> None:
        with _unavailable(), closing(self._connect("rwc")) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(SCHEMA)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection to read with. Raises TableUnavailable."""
        with _unavailable():
            connection = self._take()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection in a transaction, which is rolled back if the block raises. Raises TableUnavailable."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def __del__(self) -> None:
        # A command of the operator's shell opens a table and ends; a connection that nobody closes is a warning.
        self.close()

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect("rw")

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(self.path))}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            # After a power failure the last transactions may be missing, but never half of one. A write need not wait.
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def _unavailable() -> Iterator[None]:
    """Turn whatever SQLite raises into TableUnavailable with its result code, such as "SQLITE_BUSY"."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", type(error).__name__)
        raise TableUnavailable(code, is_passing=code.startswith("SQLITE_BUSY")) from error
    except (OverflowError, UnicodeError) as error:
        raise TableUnavailable("SQLITE_MISMATCH") from error
