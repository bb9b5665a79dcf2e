"""The cache of waits: sixteen pages per workspace, read by the phone and refreshed by the poller."""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from waittimes.page import NO_PAGE, Page, merge, newest_time, pack
from waittimes.table import PAGE_LIFE_SECONDS, PageConflict, Table, TableUnavailable
from waittimes.wait import Wait

LAST_DIGITS: Final = "0123456789abcdef"
MEMORY_SECONDS: Final = 5.0
WRITE_ATTEMPTS: Final = 6


def page_key(workspace_sid: str, queue_sid: str) -> str:
    """Return the `ID` of the page that holds this queue: the workspace and the queue's last hex digit."""
    return f"{workspace_sid}#{last_digit(queue_sid)}"


def last_digit(key: str) -> str:
    """Return the last hex digit of a queue's SID or a page's key, in lower case."""
    return key[-1].lower()


class WaitReader:
    """Reads a queue's wait with one GetItem, and remembers its page for `MEMORY_SECONDS`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._remembered: dict[str, tuple[float, Page]] = {}

    def wait(self, workspace_sid: str, queue_sid: str, *, now: float) -> Wait | None:
        """Return the queue's wait, or None if it is not known.

        Raises TableUnavailable, and MalformedPage if the stored page cannot be read.
        """
        return self._page(page_key(workspace_sid, queue_sid), now).wait(queue_sid)

    def is_remembered(self, workspace_sid: str, queue_sid: str, *, now: float) -> bool:
        """Tell whether `wait` would answer from memory now."""
        return self.recalled(page_key(workspace_sid, queue_sid), now=now) is not None

    def remember(self, key: str, page: Page, *, now: float) -> None:
        """Remember a page that was read by this key at `now`."""
        self._remembered[key] = (now, page)

    def _page(self, key: str, now: float) -> Page:
        page = self.recalled(key, now=now)
        if page is None:
            page = self._table.get(key, consistent=False)
            self.remember(key, page, now=now)
        return page

    def recalled(self, key: str, *, now: float) -> Page | None:
        """Return the page of this key if it is still remembered, else None."""
        read_at, page = self._remembered.get(key, (float("-inf"), NO_PAGE))
        return page if 0 <= now - read_at < MEMORY_SECONDS else None


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one poll knows of one workspace: its waits, the queues that TaskRouter listed, and when it listed them."""

    workspace_sid: str
    waits: tuple[Wait, ...]
    listed: frozenset[str]
    listed_at: float


def refresh(
    table: Table, measurement: Measurement, *, now: float, at_once: int = 1, digits: Iterable[str] = LAST_DIGITS
) -> dict[str, Exception]:
    """Write a measurement to the table, `at_once` pages at a time, and return the failures by page key.

    `digits` names the pages to write, by default all. A page that fails keeps its content and affects no other page.
    """
    fresh: defaultdict[str, dict[str, Wait]] = defaultdict(dict)
    for wait in measurement.waits:
        fresh[page_key(measurement.workspace_sid, wait.queue_sid)][wait.queue_sid] = wait
    keys = [page_key(measurement.workspace_sid, digit) for digit in digits]

    def failure(key: str) -> Exception | None:
        try:
            _refresh_page(table, key, fresh.get(key, {}), measurement, now)
        except (TableUnavailable, PageConflict, ValueError) as error:  # ValueError: a wait that JSON cannot hold
            return error
        return None

    with ThreadPoolExecutor(max_workers=at_once) as pool:
        return {key: error for key, error in zip(keys, pool.map(failure, keys), strict=True) if error}


def _refresh_page(table: Table, key: str, fresh: dict[str, Wait], measurement: Measurement, now: float) -> None:
    for _ in range(WRITE_ATTEMPTS):
        page = table.get(key, consistent=True)
        merged = merge(page, fresh, listed=measurement.listed, listed_at=measurement.listed_at, now=now)
        rows = pack(merged.values())
        if (page == NO_PAGE and not merged) or (page.version is not None and rows == page.rows):
            return
        measured_at = newest_time(page, listed_at=measurement.listed_at, now=now)
        with contextlib.suppress(PageConflict):
            table.put(key, rows, replaces=page, measured_at=measured_at, expires_at=now + PAGE_LIFE_SECONDS)
            return
    raise PageConflict(key)


def all_waits(table: Table, workspace_sid: str) -> Iterator[Wait]:
    """Yield every known wait of a workspace. Raises TableUnavailable."""
    for digit in LAST_DIGITS:
        yield from table.get(page_key(workspace_sid, digit), consistent=False).waits().values()
