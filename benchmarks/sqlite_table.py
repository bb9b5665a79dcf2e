"""The speed of the table in SQLite: reading a page, writing a page, adding to a sum, and reading during a poll."""

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from server.sqlite_file import SqliteFile
from server.sqlite_table import SqliteTable
from tests.fakes.waits import WORKSPACE, busy_contact_centre
from waittimes import cache

QUEUES = 5000
TIMES = 3000
ALLOWED_MILLISECONDS = 0.3
"""The most that reading a page may cost (the median)."""


def main() -> None:
    """Print the figures; exit with a sentence if reading a page costs too much."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "waits.db")
        SqliteFile(path).create()
        table = SqliteTable(path)
        poll(table)
        key = f"{WORKSPACE}#7"
        size = len(table.get(key, consistent=True).rows)
        print(f"{QUEUES} task queues, {size / 1024:.0f} KB a page; milliseconds: median, p99")
        read = figures("page read", lambda: table.get(key, consistent=False))
        figures("the same, written", lambda: write_page(table))
        figures("sum added to", lambda: table.add("sums", {"calls": 1, "waited": 9}, now=time.time(), life_seconds=900))
        stopping = threading.Event()
        polling = threading.Thread(target=poll_until, args=(table, stopping))
        polling.start()
        figures("page read beside a poll", lambda: table.get(key, consistent=False))
        stopping.set()
        polling.join()
        table.close()
    if read > ALLOWED_MILLISECONDS:
        raise SystemExit(f"A page read costs {read:.3f} ms; {ALLOWED_MILLISECONDS} are allowed.")


def figures(name: str, action: Callable[[], object]) -> float:
    """Print how long the action takes, and return its median in milliseconds."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - began))
    print(f"  {name:<24} {median(times):7.3f} {quantiles(times, n=100)[98]:7.3f}")
    return median(times)


def write_page(table: SqliteTable) -> None:
    """Replace a page of this benchmark's own by itself."""
    page = table.get("page", consistent=True)
    table.put("page", bytes(20_000), replaces=page, measured_at=time.time(), expires_at=time.time() + 900)


def poll(table: SqliteTable) -> None:
    """Write what a poll of a large contact centre writes."""
    now = time.time()
    waits = busy_contact_centre(QUEUES)
    cache.refresh(
        table,
        cache.Measurement(WORKSPACE, waits, frozenset(each.queue_sid for each in waits), now),
        now=now,
        at_once=16,
    )


def poll_until(table: SqliteTable, stopping: threading.Event) -> None:
    """Poll without a pause."""
    while not stopping.is_set():
        poll(table)


if __name__ == "__main__":
    main()
