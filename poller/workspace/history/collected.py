"""The points of a workspace that are not in the table yet."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from poller.estimation.statistics import QueueStatistics
from waittimes import cache
from waittimes.history.hour_format import tail
from waittimes.history.merging import latest
from waittimes.history.point import STEP_SECONDS, Point, StoredPoint, hour_of, slot_of
from waittimes.score import CallerClass, Score
from waittimes.settings.formats import TASK_QUEUE_SID
from waittimes.wait import Wait

MOST_SLOTS = 24
"""Of more slots the oldest are given up, so that a table that fails for long does not fill the memory."""
LARGEST_WHOLE = 500
"""A workspace of at most this many task queues has one item an hour, a larger one has sixteen."""

_Slot = dict[str, dict[str, StoredPoint]]
"""The points of a slot, by the last digit of the queue's SID, and by its last digits in an hour."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """What one item of the table lacks."""

    oldest_at: int
    """When the oldest of the slots begins."""
    hour_at: int
    digit: str
    """The last digit of the queues' SIDs; "" for every queue of a workspace."""

    @property
    def digits(self) -> str:
        """The last digits of the SIDs of its queues."""
        return self.digit or cache.LAST_DIGITS


@dataclass(slots=True)
class CollectedPoints:
    """Points by slot, until they are stored."""

    slots: dict[int, _Slot] = field(default_factory=dict)
    most_queues: int = 0
    """How many queues there were in any slot."""

    def add(self, wait: Wait, statistics: QueueStatistics) -> None:
        """Add what a poll found out about a queue to the point of its slot."""
        if not TASK_QUEUE_SID.matches(wait.queue_sid):
            return
        at, name = slot_of(wait.measured_at), tail(wait.queue_sid)
        points = self.slots.setdefault(at, {}).setdefault(cache.last_digit(name), {})
        points[name] = latest(points.get(name), StoredPoint(point_of(wait, statistics)))

    def add_totals(self, totals: Mapping[CallerClass, Score], *, now: float) -> None:
        """Add the sums of these classes to the points of the running slot. A queue without a point in it keeps none."""
        slot = self.slots.get(slot_of(now), {})
        for callers, score in totals.items():
            name = tail(callers.queue_sid)
            points = slot.get(cache.last_digit(name), {})
            if name in points:
                points[name] = replace(points[name], totals={**points[name].totals, callers.priority: score})

    def due(self, now: float) -> list[Item]:
        """Return the items that lack points of slots that have ended, the longest due first.

        Of more than `MOST_SLOTS` slots the oldest are given up.
        """
        for at in sorted(self.slots)[:-MOST_SLOTS]:
            del self.slots[at]
        self.most_queues = max([self.most_queues, *(sum(map(len, slot.values())) for slot in self.slots.values())])
        items: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for at in self._ended(now):
            for digit in self.slots[at] if self.most_queues > LARGEST_WHOLE else ("",):
                items[hour_of(at), digit].append(at)
        return sorted(Item(min(times), hour_at, digit) for (hour_at, digit), times in items.items())

    def hour(self, item: Item, now: float) -> dict[str, dict[int, StoredPoint]]:
        """Return the points that the item lacks."""
        found: defaultdict[str, dict[int, StoredPoint]] = defaultdict(dict)
        for at in self._of(item, now):
            for digit in item.digits:
                for name, point in self.slots[at].get(digit, {}).items():
                    found[name][at] = point
        return dict(found)

    def forget(self, item: Item, now: float) -> None:
        """Drop the points that `hour` returned for the item: they are stored."""
        for at in self._of(item, now):
            for digit in item.digits:
                self.slots[at].pop(digit, None)
            if not self.slots[at]:
                del self.slots[at]

    def _of(self, item: Item, now: float) -> list[int]:
        return [at for at in self._ended(now) if hour_of(at) == item.hour_at]

    def _ended(self, now: float) -> list[int]:
        return [at for at in self.slots if at + STEP_SECONDS <= now]


def point_of(wait: Wait, statistics: QueueStatistics) -> Point:
    """Return the point of one poll. What TaskRouter left out is unknown."""
    return Point(
        at=slot_of(wait.measured_at),
        estimate_seconds=_whole(wait.estimate.seconds),
        low_seconds=_whole(wait.estimate.low_seconds),
        high_seconds=_whole(wait.estimate.high_seconds),
        waiting=_whole(wait.pending),
        longest_waiting_seconds=_whole(statistics.longest_waiting_seconds),
        agents_free=_whole(wait.agents_free),
        agents_busy=_whole(statistics.in_service_strict),
        answered=_whole(statistics.accepted),
        hung_up=_whole(statistics.canceled),
    )


def _whole(value: float | None) -> int | None:
    return round(value) if value is not None and math.isfinite(value) and value >= 0 else None
