"""A past for the tests: hours of the history as the poller stores them."""

from collections.abc import Mapping

from waittimes.history import Point, hour_format, items
from waittimes.history.point import STEP_SECONDS, StoredPoint, hour_of, slot_of
from waittimes.page import NO_PAGE
from waittimes.score import NO_SCORE, Score
from waittimes.settings.config import Line
from waittimes.table import Table

LIFE_SECONDS = 30 * 24 * 3600


def remember(
    table: Table, line: Line, *, now: float, seconds: Mapping[int, int], totals: Mapping[int, Score] | None = None
) -> None:
    """Store an estimate for the line's task queue for some slots, counted back from the one before `now`'s.

    `totals` are the sums of scores at those slots.
    """
    hours: dict[int, dict[int, StoredPoint]] = {}
    for back, estimate in seconds.items():
        at = slot_of(now) - back * STEP_SECONDS
        point = Point(
            at=at,
            estimate_seconds=estimate,
            low_seconds=estimate // 2,
            high_seconds=2 * estimate,
            waiting=back + 1,
            answered=back + 20,
        )
        hours.setdefault(hour_of(at), {})[at] = StoredPoint(point, {line.priority: (totals or {}).get(back, NO_SCORE)})
    for hour_at, points in hours.items():
        rows = hour_format.pack({hour_format.tail(line.task_queue_sid): points}, hour_at)
        key = items.whole_key(line.workspace_sid, hour_at)
        table.put(key, rows, replaces=NO_PAGE, measured_at=hour_at + 60, expires_at=now + LIFE_SECONDS)
