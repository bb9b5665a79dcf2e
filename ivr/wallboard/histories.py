"""Reads the history for viewers: trends of two hours, and days. Hours that are over stay in memory."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
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
TREND_MEMORY_SECONDS = 120.0
MOST_RENEWED = 100

Queue = tuple[str, str]
"""The SIDs of a workspace and of a task queue in it."""


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
    _trends: dict[Queue, tuple[float, Sparkline | None]] = field(default_factory=dict)
    """Each trend with the time at which it was read."""

    def __post_init__(self) -> None:
        self._items = RememberedItems(self.phone.table)

    def points(self, queues: Iterable[Queue], *, start: float, end: float) -> Mapping[Queue, tuple[Point, ...]]:
        """Return the points of these task queues, each given by the SIDs of its workspace and its own.

        What cannot be read in time is left out.
        """
        wanted: dict[str, list[str]] = {}
        for workspace_sid, queue_sid in sorted(set(queues)):
            wanted.setdefault(workspace_sid, []).append(queue_sid)
        self._items.now = self.phone.clock()
        found: dict[Queue, tuple[Point, ...]] = {}
        for workspace_sid, queue_sids in wanted.items():
            try:
                read = patience.asked(partial(self._read, workspace_sid, queue_sids, start, end))
            except TableUnavailable:
                continue
            found |= {(workspace_sid, sid): points for sid, points in read.items()}
        return found

    def trends(self, queues: Iterable[Queue], *, now: float) -> Mapping[Queue, Sparkline]:
        """Return the trend of each of these task queues that has one.

        Unpacking the history of hundreds of task queues takes longer than one view may. So at most about
        `MOST_RENEWED` of the trends are read or renewed; the others follow at the next views.
        """
        wanted = set(queues)
        due = sorted((each for each in wanted if self._is_due(each, now)), key=self._age)
        renewed = _whole_shards(due)
        # The picture moves with the slots, so it stays the same from view to view.
        until = (now // STEP_SECONDS + 1) * STEP_SECONDS
        found = self.points(renewed, start=until - TREND_SECONDS, end=until) if renewed else {}
        for queue, points in found.items():
            slots = [(each.at, each.estimate_seconds) for each in points]
            self._trends[queue] = (now, sparkline(slots, until=until, step_seconds=STEP_SECONDS))
        known = {queue: self._trends[queue][1] for queue in wanted if queue in self._trends}
        return {queue: each for queue, each in known.items() if each is not None}

    def _is_due(self, queue: Queue, now: float) -> bool:
        return queue not in self._trends or not 0 <= now - self._trends[queue][0] < TREND_MEMORY_SECONDS

    def _age(self, queue: Queue) -> tuple[float, str, str]:
        """Return the order in which trends are renewed: the oldest first, and those of a shard together."""
        return self._trends.get(queue, (0.0, None))[0], queue[0], queue[1][-1]

    def _read(
        self, workspace_sid: str, queue_sids: list[str], start: float, end: float
    ) -> dict[str, tuple[Point, ...]]:
        # The reader of the history needs nothing of a table but `get`.
        table = cast("Table", self._items)
        return history.read_many(table, workspace_sid, queue_sids, start=start, end=end, at_once=AT_ONCE)


def _whole_shards(due: Sequence[Queue]) -> list[Queue]:
    """Return the first of these task queues: at most `MOST_RENEWED`, but no part of a shard without its rest."""
    shards = groupby(due, key=lambda queue: (queue[0], queue[1][-1]))
    found: list[Queue] = []
    for _, shard in shards:
        whole = list(shard)
        if found and len(found) + len(whole) > MOST_RENEWED:
            break
        found += whole
    return found
