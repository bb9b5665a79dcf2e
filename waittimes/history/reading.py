"""Reads the history from the table: the points of task queues between two times."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from waittimes import cache
from waittimes.history import items
from waittimes.history.hour_format import MalformedHour, tail
from waittimes.history.point import HOUR_SECONDS, Point, StoredPoint, hour_of
from waittimes.history.unpacking import unpack
from waittimes.page import NO_PAGE
from waittimes.score import NO_SCORE, Score
from waittimes.table import Table

KNOWN_SECONDS = HOUR_SECONDS
"""Scores are the difference to sums at most this old. After a longer gap, the calls of the gap are in no point."""


def read(table: Table, workspace_sid: str, queue_sid: str, *, start: float, end: float) -> tuple[Point, ...]:
    """Return a task queue's points whose slots begin from `start` until before `end`, in order.

    Both are in seconds since the epoch. A slot without a poll has no point, and neither has an hour whose item is
    missing or cannot be read. Raises TableUnavailable.
    """
    return read_many(table, workspace_sid, (queue_sid,), start=start, end=end)[queue_sid]


def read_many(  # noqa: PLR0913 - those of `read`, and how many at once
    table: Table, workspace_sid: str, queue_sids: Iterable[str], *, start: float, end: float, at_once: int = 1
) -> dict[str, tuple[Point, ...]]:
    """Return the points of several task queues of a workspace, by SID, as `read` does for one.

    Each item is read once, whatever the number of queues, and at most `at_once` at the same time.
    Raises TableUnavailable.
    """
    wanted = {sid: tail(sid) for sid in queue_sids}
    digits = sorted({cache.last_digit(sid) for sid in wanted})
    # The hour before is read for its sums, of which the first point's scores are the difference.
    asked = [
        (hour_at, key)
        for hour_at in range(hour_of(start - KNOWN_SECONDS), int(end), HOUR_SECONDS)
        if start < end and digits
        for key in _keys(workspace_sid, digits, hour_at)
    ]
    stored: dict[str, dict[int, StoredPoint]] = {name: {} for name in wanted.values()}
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        pages = pool.map(lambda each: table.get(each[1], consistent=False), asked)
        for (hour_at, _), page in zip(asked, pages, strict=True):
            if page != NO_PAGE:
                _take(stored, page.rows, hour_at)
    return {sid: tuple(_between(stored[name], start, end)) for sid, name in wanted.items()}


def _keys(workspace_sid: str, digits: Iterable[str], hour_at: int) -> Iterator[str]:
    """Yield the keys of the items that may hold these queues: a workspace that grows has both kinds in one hour."""
    yield items.whole_key(workspace_sid, hour_at)
    for digit in digits:
        yield items.shard_key(workspace_sid, digit, hour_at)


def _take(stored: dict[str, dict[int, StoredPoint]], rows: bytes, hour_at: int) -> None:
    with contextlib.suppress(MalformedHour):
        for name, points in unpack(rows, hour_at, stored.keys()).items():
            stored[name] |= points


def _between(stored: Mapping[int, StoredPoint], start: float, end: float) -> Iterator[Point]:
    known: dict[int, tuple[int, Score]] = {}
    for at in sorted(stored):
        point, totals = stored[at].point, stored[at].totals
        scores = {
            priority: _increase(total, known[priority][1])
            for priority, total in totals.items()
            if priority in known and at - known[priority][0] <= KNOWN_SECONDS
        }
        known |= {priority: (at, total) for priority, total in totals.items()}
        if start <= at < end:
            yield replace(point, scores=scores)


def _increase(total: Score, earlier: Score) -> Score:
    """Return what was added to the sums since; sums that expired have started again at 0."""
    return total.less(earlier if total.calls >= earlier.calls else NO_SCORE)
