"""Reads the history for viewers: trends of two hours, and days. Hours that are over stay in memory."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import cast

from ivr.phone import Phone
from ivr.wallboard import patience
from ivr.wallboard.charts.sparkline import TREND_SECONDS, Sparkline, sparkline
from waittimes import history
from waittimes.history import STEP_SECONDS, Point
from waittimes.page import Page
from waittimes.table import Table, TableUnavailable

AT_ONCE = 8
"""The most items that are read at the same time."""
MOST_ITEMS = 1000
"""How many items a process keeps; a day of a large workspace's shard takes about half a megabyte."""
MEMORY_SECONDS = 240.0
"""A point comes every five minutes."""
SETTLED_SECONDS, SETTLED_MEMORY_SECONDS = 2 * 3600.0, 3600.0
"""An hour that began this long ago is over, and its item is remembered longer."""
HOUR_DIGITS = len("2026-11-29T14")


@dataclass(slots=True)
class RememberedItems:
    """Reads items of the history, each at most once in four minutes."""

    table: Table
    now: float = 0.0
    _items: OrderedDict[str, tuple[float, Page]] = field(default_factory=OrderedDict)

    def get(self, key: str, *, consistent: bool) -> Page:
        """See waittimes.table.Table."""
        read_at, page = self._items.get(key, (float("-inf"), None))
        if page is None or not 0 <= self.now - read_at < self._memory_seconds(key):
            page = self.table.get(key, consistent=consistent)
            self._items[key] = (self.now, page)
            while len(self._items) > MOST_ITEMS:
                self._items.popitem(last=False)
        return page

    def _memory_seconds(self, key: str) -> float:
        settled = f"{datetime.fromtimestamp(self.now - SETTLED_SECONDS, UTC):%Y-%m-%dT%H}"
        return SETTLED_MEMORY_SECONDS if key[-HOUR_DIGITS:] < settled else MEMORY_SECONDS


@dataclass(slots=True)
class Histories:
    """The history of task queues as viewers see it. One for each process."""

    phone: Phone
    _items: RememberedItems = field(init=False)

    def __post_init__(self) -> None:
        self._items = RememberedItems(self.phone.table)

    def points(
        self, queues: Iterable[tuple[str, str]], *, start: float, end: float
    ) -> Mapping[tuple[str, str], tuple[Point, ...]]:
        """Return the points of these task queues, each given by the SIDs of its workspace and its own.

        What cannot be read in time is left out.
        """
        wanted: dict[str, list[str]] = {}
        for workspace_sid, queue_sid in sorted(set(queues)):
            wanted.setdefault(workspace_sid, []).append(queue_sid)
        self._items.now = self.phone.clock()
        found: dict[tuple[str, str], tuple[Point, ...]] = {}
        for workspace_sid, queue_sids in wanted.items():
            try:
                read = patience.asked(partial(self._read, workspace_sid, queue_sids, start, end))
            except TableUnavailable:
                continue
            found |= {(workspace_sid, sid): points for sid, points in read.items()}
        return found

    def trends(self, queues: Iterable[tuple[str, str]], *, now: float) -> Mapping[tuple[str, str], Sparkline]:
        """Return the trend of each of these task queues that has one."""
        # The picture moves with the slots, so it stays the same from poll to poll.
        until = (now // STEP_SECONDS + 1) * STEP_SECONDS
        found = self.points(queues, start=until - TREND_SECONDS, end=until)
        drawn = {
            queue: sparkline(
                [(each.at, each.estimate_seconds) for each in points], until=until, step_seconds=STEP_SECONDS
            )
            for queue, points in found.items()
        }
        return {queue: each for queue, each in drawn.items() if each is not None}

    def _read(
        self, workspace_sid: str, queue_sids: list[str], start: float, end: float
    ) -> dict[str, tuple[Point, ...]]:
        # The reader of the history needs nothing of a table but `get`.
        table = cast("Table", self._items)
        return history.read_many(table, workspace_sid, queue_sids, start=start, end=end, at_once=AT_ONCE)
