"""Writes a workspace's history to the table, a few items a poll. A failure here is logged, and costs only history.

An item is read, merged and written on the condition that nobody has written it since, so that several processes may
write it, and a process that has just started adds to what the one before it wrote.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from poller.workspace.history.collected import CollectedPoints, Item
from poller.workspace.history.pace import Pace
from waittimes import feedback
from waittimes.deadline import Deadline
from waittimes.history import items
from waittimes.history.hour_format import MalformedHour, pack
from waittimes.history.merging import merge
from waittimes.history.point import HOUR_SECONDS, STEP_SECONDS, StoredPoint, slot_of
from waittimes.history.unpacking import unpack
from waittimes.page import NO_PAGE, Page
from waittimes.score import CallerClass
from waittimes.table import PageConflict, Table, TableUnavailable

log = logging.getLogger("waittimes.poller")

DAY_SECONDS = 24 * HOUR_SECONDS
ANSWER_SECONDS = 2.0
"""How long to wait for one item, or for the sums; a request that hangs is left behind."""
WRITE_ATTEMPTS = 3
LAST_SECONDS = 60.0
"""The sums are read in this part of a slot, at its end."""
CLASSES_AT_ONCE = 16
MOST_BYTES = 390_000
"""DynamoDB takes an item of 400 KB, including its key, version and times."""

_Answer = TypeVar("_Answer")


class TooLarge(Exception):
    """An item would exceed what DynamoDB takes. Its points are given up. The message is its key and size."""


@dataclass(slots=True)
class HistoryMemory:
    """What a process remembers of one workspace's history. Losing it costs the points that are not stored yet."""

    collected: CollectedPoints = field(default_factory=CollectedPoints)
    pace: Pace = field(default_factory=Pace)
    totals_at: int | None = None
    """The slot for which the sums were last read."""


@dataclass(frozen=True, slots=True)
class HistoryStore:
    """One workspace's history between the process and the table."""

    table: Table
    workspace_sid: str
    memory: HistoryMemory
    days: int
    """How long an hour is kept."""

    def read_totals(self, classes: Iterable[CallerClass], deadline: Deadline, *, now: float) -> None:
        """Add the sums of these classes to the running slot, once in its last minute."""
        at, wanted = slot_of(now), frozenset(classes)
        if not wanted or self.memory.totals_at == at or now < at + STEP_SECONDS - LAST_SECONDS:
            return
        try:
            reading = partial(feedback.read, self.table, self.workspace_sid, wanted, at_once=CLASSES_AT_ONCE)
            found = _answer(reading, deadline)
        except (TableUnavailable, TimeoutError) as error:
            self._log("poll.history_sums_not_read", error)
            return
        self.memory.totals_at = at
        self.memory.collected.add_totals({callers: totals.score for callers, totals in found.items()}, now=now)

    def store(self, deadline: Deadline, *, now: float) -> None:
        """Write the items that lack points of slots that have ended, as far as the pace allows."""
        for item in self.memory.collected.due(now):
            if not self.memory.pace.allows:
                return
            try:
                self._write(item, deadline, now)
            except TooLarge as error:
                self._log("poll.history_too_large", error)
            except (TableUnavailable, PageConflict, TimeoutError) as error:
                self._log("poll.history_not_stored", error)
                return
            self.memory.collected.forget(item, now)

    def _write(self, item: Item, deadline: Deadline, now: float) -> None:
        """Write one item. Raises TooLarge, TableUnavailable, PageConflict and TimeoutError."""
        key, points = self._key(item), self.memory.collected.hour(item, now)
        for attempt in range(WRITE_ATTEMPTS):
            page = _answer(partial(self.table.get, key, consistent=True), deadline)
            rows = pack(merge(_points(page, item.hour_at), points), item.hour_at)
            if rows == page.rows:
                return
            if len(rows) > MOST_BYTES:
                raise TooLarge(f"{key} would take {len(rows)} bytes")
            self.memory.pace.note_hour(key, rows, page.rows)
            try:
                _answer(partial(self._put, key, rows, page, item.hour_at, now), deadline)
            except PageConflict:
                if attempt == WRITE_ATTEMPTS - 1:
                    raise
            else:
                return

    def _put(self, key: str, rows: bytes, replaces: Page, hour_at: int, now: float) -> None:
        expires_at = hour_at + HOUR_SECONDS + self.days * DAY_SECONDS
        self.table.put(key, rows, replaces=replaces, measured_at=now, expires_at=expires_at)

    def _key(self, item: Item) -> str:
        if item.digit:
            return items.shard_key(self.workspace_sid, item.digit, item.hour_at)
        return items.whole_key(self.workspace_sid, item.hour_at)

    def _log(self, event: str, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        log.warning(event, extra={"workspace": self.workspace_sid, "reason": reason})


def _points(page: Page, hour_at: int) -> dict[str, dict[int, StoredPoint]]:
    """Return the points that the item holds; none of an item that cannot be read, which is replaced."""
    try:
        return {} if page == NO_PAGE else unpack(page.rows, hour_at)
    except MalformedHour:
        return {}


def _answer(ask: Callable[[], _Answer], deadline: Deadline) -> _Answer:
    """Return what `ask` returns. Raises TimeoutError if that takes too long, and whatever `ask` raises."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        return pool.submit(ask).result(timeout=min(ANSWER_SECONDS, deadline.remaining_seconds()))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
