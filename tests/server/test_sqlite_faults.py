"""A full disk, a locked, damaged, missing or read-only file: the table is unavailable, with SQLite's code."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from server import sqlite_file
from server.sqlite_file import SqliteFile
from server.sqlite_table import SqliteTable
from tests.server.open_connections import watch
from waittimes.page import NO_PAGE
from waittimes.table import TableUnavailable

ROOT = Path(__file__).parents[2]


def put(table: SqliteTable, rows: bytes = b"rows") -> None:
    table.put("page", rows, replaces=table.get("page", consistent=True), measured_at=5, expires_at=2**40)


def test_a_locked_file_can_be_read_and_is_written_once_the_lock_is_gone(path: Path, table: SqliteTable) -> None:
    put(table)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert table.get("page", consistent=False).rows == b"rows"
        with pytest.raises(TableUnavailable, match=r"^SQLITE_BUSY$") as refused:
            put(table, b"newer")
        assert refused.value.is_passing

    put(table, b"newer")
    assert table.get("page", consistent=False).rows == b"newer"


FILLING = """
import resource, signal, sys
from pathlib import Path
from server.sqlite_table import SqliteTable
from waittimes.page import NO_PAGE
from waittimes.table import TableUnavailable

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
table = SqliteTable(Path(sys.argv[1]))
table.put("page", b"rows", replaces=NO_PAGE, measured_at=5, expires_at=2**40)
page = table.get("page", consistent=True)
try:
    table.put("page", bytes(300_000), replaces=page, measured_at=6, expires_at=2**40)
except TableUnavailable as error:
    print(error)
print(table.get("page", consistent=True) == page)
"""


def test_a_file_that_can_grow_no_more_keeps_what_it_held(path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", FILLING, str(path)]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    code, kept = run.stdout.split()
    assert sqlite_file.remedy(code).startswith("its disk "), code
    assert kept == "True"


def test_a_full_disk_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class FullDisk(sqlite3.Connection):
        """A connection to a file that may not grow: SQLite's own code for it is that of a full disk."""

        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            super().execute("PRAGMA max_page_count = 1")
            return super().execute(statement, *values)  # type: ignore[arg-type]  # passed through

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, factory=FullDisk, **named))
    table = SqliteTable(path)

    with pytest.raises(TableUnavailable, match=r"^SQLITE_FULL$"):
        put(table, bytes(300_000))
    assert table.get("page", consistent=True) == NO_PAGE
    table.close()


def missing(path: Path) -> None:
    path.unlink()


def in_a_folder_that_does_not_exist(path: Path) -> None:
    shutil.rmtree(path.parent)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def no_database(path: Path) -> None:
    path.write_text("These are somebody's notes, and no database. " * 40, encoding="utf-8")


def without_the_table(path: Path) -> None:
    path.write_bytes(b"")


def damaged(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


@pytest.mark.parametrize(
    ("happens", "code", "remedy"),
    [
        (missing, "SQLITE_CANTOPEN", "make it"),
        (in_a_folder_that_does_not_exist, "SQLITE_CANTOPEN", "make it"),
        (a_folder, "SQLITE_CANTOPEN", "make it"),
        (no_database, "SQLITE_NOTADB", "name another"),
        (without_the_table, "SQLITE_ERROR", "make it"),
        (damaged, "SQLITE_CORRUPT", "put a backup in its place"),
    ],
)
def test_a_file_that_cannot_be_used_is_unavailable_with_a_remedy(
    path: Path, happens: Callable[[Path], None], code: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(path)
    are_open = watch(monkeypatch)
    table = SqliteTable(path)

    with pytest.raises(TableUnavailable, match=rf"^{code}") as read:
        table.get("page", consistent=False)
    with pytest.raises(TableUnavailable, match=rf"^{code}"):
        table.add("sums", {"calls": 1}, now=5, life_seconds=60)

    assert remedy in sqlite_file.remedy(str(read.value))
    assert not read.value.is_passing
    assert are_open == []


def test_a_file_that_cannot_be_written_is_read_all_the_same(path: Path, table: SqliteTable) -> None:
    put(table)
    connect = sqlite3.connect

    def without_the_right_to_write(name: str, **named: object) -> sqlite3.Connection:
        return connect(name.replace("mode=rw", "mode=ro"), **named)  # type: ignore[call-overload,no-any-return]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", without_the_right_to_write)
        read_only = SqliteTable(path)
        assert read_only.get("page", consistent=False).rows == b"rows"
        with pytest.raises(TableUnavailable, match=r"^SQLITE_READONLY") as refused:
            put(read_only)
        read_only.close()

    assert "right to write" in sqlite_file.remedy(str(refused.value))


def test_a_file_put_in_the_place_of_another_is_found(path: Path, table: SqliteTable, tmp_path: Path) -> None:
    put(table)
    backup = tmp_path / "backup.db"
    SqliteFile(backup).create()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    table.close()
    for name in ("waits.db", "waits.db-wal", "waits.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)

    with pytest.raises(TableUnavailable, match=r"^SQLITE_CANTOPEN$"):
        table.get("page", consistent=False)
    backup.rename(path)

    assert table.get("page", consistent=False).rows == b"rows"


@pytest.mark.parametrize("name", ["number of 70 bits", "no Unicode"])
def test_what_sqlite_cannot_hold_is_refused(table: SqliteTable, name: str) -> None:
    key, amount = ("sums", 2**70) if name == "number of 70 bits" else ("\ud800", 1)

    with pytest.raises(TableUnavailable, match=r"^SQLITE_MISMATCH$"):
        table.add(key, {"calls": amount}, now=5, life_seconds=60)


def test_the_code_of_another_table_has_no_remedy_here() -> None:
    assert sqlite_file.remedy("ResourceNotFoundException") == ""
