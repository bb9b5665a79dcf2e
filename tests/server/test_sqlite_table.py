"""What the table in SQLite does beyond the contract: expiry, many users at once, and its name in the settings."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server import sqlite_table
from server.sqlite_file import SqliteFile
from server.sqlite_table import EXPIRING_EVERY_SECONDS, SqliteTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE, busy_contact_centre
from waittimes import cache
from waittimes.page import NO_PAGE
from waittimes.table import PageConflict

ROOT = Path(__file__).parents[2]
NOW = MEASURED_AT


class SteppedClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def put(table: SqliteTable, key: str, expires_at: float) -> None:
    table.put(key, b"rows", replaces=NO_PAGE, measured_at=NOW, expires_at=expires_at)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("sqlite:///waits.db", Path("waits.db")),
        ("sqlite:////var/lib/waits.db", Path("/var/lib/waits.db")),
        ("task-queue-waits", None),
    ],
)
def test_a_table_is_a_file_by_its_name(name: str, path: Path | None) -> None:
    assert sqlite_table.path_of(name) == path


def test_whoever_writes_deletes_what_has_expired_now_and_then(path: Path) -> None:
    clock = SteppedClock()
    table = SqliteTable(path, clock)
    put(table, "old", NOW + 60)
    put(table, "young", NOW + 7200)

    clock.now = NOW + EXPIRING_EVERY_SECONDS - 1
    put(table, "third", NOW + 7200)
    assert table.get("old", consistent=True) != NO_PAGE

    clock.now = NOW + EXPIRING_EVERY_SECONDS
    table.add("sums", {"calls": 1}, now=clock.now, life_seconds=60)

    assert [table.get(key, consistent=True) == NO_PAGE for key in ("old", "young", "third")] == [True, False, False]
    assert table.sums("sums")["calls"] == 1
    table.close()


def test_a_clock_that_was_set_back_does_not_end_the_expiry(path: Path) -> None:
    clock = SteppedClock()
    table = SqliteTable(path, clock)
    clock.now = NOW + 10**7
    put(table, "first", NOW + 2 * 10**7)
    put(table, "old", NOW - 60)

    clock.now = NOW
    put(table, "second", NOW + 7200)

    assert table.get("old", consistent=True) == NO_PAGE
    table.close()


def test_sums_that_threads_add_to_at_once_lose_nothing(table: SqliteTable) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: table.add("sums", {"calls": 1, "waited": 7}, now=NOW, life_seconds=60), range(200)))

    assert table.sums("sums") == {"calls": 200, "waited": 1400, "since": int(NOW)}


def test_of_many_who_replace_the_same_page_one_succeeds(table: SqliteTable) -> None:
    def replaces(_: int) -> bool:
        try:
            put(table, "page", NOW + 60)
        except PageConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(replaces, range(40))) == 1


def test_a_poll_of_a_large_contact_centre_writes_its_sixteen_pages_at_once(table: SqliteTable) -> None:
    waits = busy_contact_centre(800)
    measurement = cache.Measurement(WORKSPACE, waits, frozenset(each.queue_sid for each in waits), NOW)

    assert cache.refresh(table, measurement, now=NOW, at_once=16) == {}
    assert {each.queue_sid for each in cache.all_waits(table, WORKSPACE)} == measurement.listed


CREATING = """
import sys
from pathlib import Path
from server.sqlite_file import SqliteFile
from server.sqlite_table import SqliteTable

SqliteFile(Path(sys.argv[1])).create()
for _ in range(25):
    SqliteTable(Path(sys.argv[1])).add("sums", {"calls": 1}, now=5, life_seconds=2**40)
"""


def test_processes_may_create_the_file_and_add_to_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "waits.db"
    command = [sys.executable, "-W", "ignore", "-c", CREATING, str(path)]

    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]

    assert [each.communicate()[1] for each in running] == [b""] * 4
    table = SqliteTable(path)
    assert table.sums("sums") == {"calls": 100, "since": 5}
    table.close()


def test_creating_a_table_again_keeps_what_it_holds(path: Path, table: SqliteTable) -> None:
    put(table, "page", NOW + 60)

    SqliteFile(path).create()

    assert table.get("page", consistent=True).rows == b"rows"
