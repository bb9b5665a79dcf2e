"""Two records of the same slot become one: of two polls, of two writers, or of a writer that starts again. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from waittimes.history.hour_format import Hour
from waittimes.history.point import StoredPoint
from waittimes.score import Score


def merge(stored: Hour, newer: Hour) -> dict[str, dict[int, StoredPoint]]:
    """Return the points of both. Where both have a slot of a queue, it is one point; merging again changes nothing."""
    merged = {name: dict(points) for name, points in stored.items()}
    for name, points in newer.items():
        known = merged.setdefault(name, {})
        known |= {at: latest(known.get(at), each) for at, each in points.items()}
    return merged


def latest(earlier: StoredPoint | None, later: StoredPoint) -> StoredPoint:
    """Return the figures of the later one, with the longest line and the longest wait in line of both."""
    if earlier is None:
        return later
    point = replace(
        later.point,
        waiting=_most(earlier.point.waiting, later.point.waiting),
        longest_waiting_seconds=_most(earlier.point.longest_waiting_seconds, later.point.longest_waiting_seconds),
    )
    return StoredPoint(point, _totals(earlier.totals, later.totals))


def _most(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _totals(earlier: Mapping[int, Score], later: Mapping[int, Score]) -> dict[int, Score]:
    """Return the sums of both, for each priority those of more calls: sums only grow."""
    return {**earlier, **{key: max(each, earlier.get(key, each), key=_calls) for key, each in later.items()}}


def _calls(score: Score) -> int:
    return score.calls
