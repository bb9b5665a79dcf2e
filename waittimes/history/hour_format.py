"""An hour of points as the bytes of one item: column by column, each number as its difference to the slot before. Pure.

A column holds one figure of every task queue, so neighbours resemble each other and zlib finds them. Figures that move
together are stored as the difference to what one predicts of the other. That makes six bytes a point of an active
queue, in place of seven. A queue is known by the last twelve digits of its SID; that two of 5,000 queues share them has
a chance of one in twenty million.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from waittimes.history import planes
from waittimes.history.point import FIGURES, SLOTS, STEP_SECONDS, SUMS, StoredPoint

FORMAT: Final = 1
TAIL_DIGITS: Final = 12
MOVES_WITH: Final = {
    "low_seconds": ("estimate_seconds", Fraction(2, 3)),
    "high_seconds": ("estimate_seconds", Fraction(4, 3)),
    "agents_free": ("agents_busy", Fraction(-1)),
}
"""Figures that are stored less a share of another one, which comes before them in FIGURES."""

Points = Mapping[int, StoredPoint]
"""One queue's points by when their slots begin."""
Hour = Mapping[str, Points]
"""The points of an hour, by the last digits of the queue's SID."""


class MalformedHour(ValueError):
    """The bytes are not an hour in the format that this program writes."""


def tail(queue_sid: str) -> str:
    """Return the digits of a task queue's SID by which an hour knows it."""
    return queue_sid[-TAIL_DIGITS:].lower()


def pack(hour: Hour, hour_at: int) -> bytes:
    """Return the bytes of the points of the hour that begins at `hour_at`, in seconds since the epoch.

    Points outside the hour are left out. The same points give the same bytes.
    """
    times = [hour_at + slot * STEP_SECONDS for slot in range(SLOTS)]
    inside = {name: [hour[name][at] for at in times if at in hour[name]] for name in sorted(hour)}
    queues = {name: points for name, points in inside.items() if points}
    parts = [bytes([FORMAT]), planes.counted(len(queues)), *map(bytes.fromhex, queues)]
    parts.append(planes.written([_slots(points, hour_at) for points in queues.values()]))
    parts += [
        planes.written([code for points in queues.values() for code in _codes(_figures(points, name))])
        for name in FIGURES
    ]
    classes = [
        _Class(place, priority) for place, points in enumerate(queues.values()) for priority in _priorities(points)
    ]
    series = list(queues.values())
    parts += [planes.counted(len(classes)), planes.written([each.place for each in classes])]
    parts.append(planes.written([planes.folded(each.priority) for each in classes]))
    parts += [
        planes.written([code for each in classes for code in _codes(_sums(series[each.place], each.priority, name))])
        for name in SUMS
    ]
    packer = zlib.compressobj(level=9, strategy=zlib.Z_FILTERED)
    return packer.compress(b"".join(parts)) + packer.flush()


class _Class(NamedTuple):
    """Whose totals a column of sums holds: the place of their queue in the hour, and their task priority."""

    place: int
    priority: int


def _slots(points: Iterable[StoredPoint], hour_at: int) -> int:
    """Return which slots have a point, a bit for each."""
    return sum(1 << (each.point.at - hour_at) // STEP_SECONDS for each in points)


def _priorities(points: Iterable[StoredPoint]) -> list[int]:
    return sorted({priority for each in points for priority in each.totals})


def _figures(points: Iterable[StoredPoint], name: str) -> Iterator[int | None]:
    other, share = MOVES_WITH.get(name, (name, Fraction(0)))
    for each in points:
        value = getattr(each.point, name)
        yield None if value is None else value - moved(getattr(each.point, other), share)


def moved(other: int | None, share: Fraction) -> int:
    """Return the share of the other figure, rounded down; 0 where that is not known."""
    return 0 if other is None else other * share.numerator // share.denominator


def _sums(points: Iterable[StoredPoint], priority: int, name: str) -> Iterator[int | None]:
    return (getattr(each.totals.get(priority), name, None) for each in points)


def _codes(values: Iterable[int | None]) -> Iterator[int]:
    """Yield 0 for an unknown value, else 1 more than the folded difference to the last known one."""
    last = 0
    for value in values:
        yield 0 if value is None else planes.folded(value - last) + 1
        last = last if value is None else value
