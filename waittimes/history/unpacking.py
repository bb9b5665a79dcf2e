"""The points of an hour from the bytes of its item, of all queues or of some. Pure."""

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final

from waittimes.history import planes
from waittimes.history.hour_format import FORMAT, MOVES_WITH, TAIL_DIGITS, MalformedHour, moved
from waittimes.history.point import FIGURES, SLOTS, STEP_SECONDS, SUMS, Point, StoredPoint
from waittimes.score import Score

_TAIL_BYTES: Final = TAIL_DIGITS // 2
_MOST_BYTES: Final = 16_000_000
"""More than an hour of 5,000 queues unpacks to, so that broken bytes do not fill the memory."""


def unpack(rows: bytes, hour_at: int, wanted: Collection[str] | None = None) -> dict[str, dict[int, StoredPoint]]:
    """Return the points of the hour that begins at `hour_at`, of all queues or of those in `wanted`.

    Raises MalformedHour.
    """
    try:
        unpacked = zlib.decompressobj()
        data = unpacked.decompress(rows, _MOST_BYTES)
        if not unpacked.eof:
            raise MalformedHour("the bytes are cut off")
        return _Unpacked(data, hour_at).points(wanted)
    except (zlib.error, ValueError, OverflowError) as error:
        raise MalformedHour(f"an hour of the history cannot be read: {error}") from error


class _Unpacked:
    """The bytes of an hour, and where in them its columns are. Raises ValueError."""

    def __init__(self, data: bytes, hour_at: int) -> None:
        if planes.taken(data, 0, 1) != bytes([FORMAT]):
            raise MalformedHour("its format is another one")
        queues, start = planes.count(data, 1)
        names = planes.taken(data, start, queues * _TAIL_BYTES)
        self._names = [names[at : at + _TAIL_BYTES].hex() for at in range(0, len(names), _TAIL_BYTES)]
        slots = planes.Column(data, start + len(names), queues)
        self._times = [_times(each, hour_at) for each in slots.numbers(0, queues)]
        self._starts = list(accumulate(map(len, self._times), initial=0))
        self._figures, end = _columns(data, slots.end, len(FIGURES), self._starts[-1])
        classes, end = planes.count(data, end)
        places = planes.Column(data, end, classes)
        priorities = planes.Column(data, places.end, classes)
        self._classes: dict[int, list[tuple[int, int]]] = {}
        """By the place of a queue, its task priorities, and where the sums of each begin in their columns."""
        sums = 0
        for place, priority in zip(places.numbers(0, classes), priorities.numbers(0, classes), strict=True):
            if place >= queues:
                raise MalformedHour("a sum is of no queue")
            self._classes.setdefault(place, []).append((planes.unfolded(priority), sums))
            sums += len(self._times[place])
        self._sums, end = _columns(data, priorities.end, len(SUMS), sums)
        if end != len(data):
            raise MalformedHour("there are more bytes than points")

    def points(self, wanted: Collection[str] | None) -> dict[str, dict[int, StoredPoint]]:
        return {
            name: dict(self._of_queue(place))
            for place, name in enumerate(self._names)
            if wanted is None or name in wanted
        }

    def _of_queue(self, place: int) -> Iterator[tuple[int, StoredPoint]]:
        times, start = self._times[place], self._starts[place]
        figures = _values(self._figures, start, len(times))
        sums = {priority: _values(self._sums, first, len(times)) for priority, first in self._classes.get(place, ())}
        for slot, at in enumerate(times):
            totals = {priority: _score(values[slot]) for priority, values in sums.items() if None not in values[slot]}
            yield at, StoredPoint(Point(at=at, **_known(FIGURES, _unmoved(figures[slot]))), totals)


def _columns(data: bytes, start: int, columns: int, count: int) -> tuple[list[planes.Column], int]:
    found: list[planes.Column] = []
    for _ in range(columns):
        found.append(planes.Column(data, start, count))
        start = found[-1].end
    return found, start


def _values(columns: Iterable[planes.Column], first: int, count: int) -> list[tuple[int | None, ...]]:
    """Return, for each of `count` slots, its value in each column."""
    return list(zip(*(_decoded(column.numbers(first, count)) for column in columns), strict=True))


def _unmoved(values: Sequence[int | None]) -> Iterator[int | None]:
    """Yield the figures of a point, with those that are stored less another one as they were."""
    stored = dict(zip(FIGURES, values, strict=True))
    for name, value in stored.items():
        other, share = MOVES_WITH.get(name, (name, Fraction(0)))
        yield None if value is None else value + moved(stored[other], share)


def _score(values: Iterable[int | None]) -> Score:
    return Score(**_known(SUMS, values))


def _known(names: Sequence[str], values: Iterable[int | None]) -> dict[str, Any]:
    found = dict(zip(names, values, strict=True))
    if any(value is not None and value < 0 for value in found.values()):
        raise MalformedHour("a figure is below 0")
    return found


def _times(slots: int, hour_at: int) -> list[int]:
    if slots >> SLOTS:
        raise MalformedHour("a point is outside the hour")
    return [hour_at + slot * STEP_SECONDS for slot in range(SLOTS) if slots >> slot & 1]


def _decoded(codes: Sequence[int]) -> list[int | None]:
    found: list[int | None] = []
    last = 0
    for code in codes:
        last += planes.unfolded(code - 1) if code else 0
        found.append(last if code else None)
    return found
