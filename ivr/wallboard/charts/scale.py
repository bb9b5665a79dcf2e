"""How values become coordinates of a chart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

NICE_MINUTES = (4, 8, 12, 16, 20, 32, 40, 60, 80, 120, 160, 240)
"""Ends of the axis of waits. Each has whole minutes at its quarters."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from `low` to `high` onto coordinates from `first` to `last`; `last` may be the smaller one."""

    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        """Return the coordinate of the value, at most at either end, rounded to a tenth."""
        part = min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        return round(self.first + part * (self.last - self.first), 1)


def top_minutes(most_seconds: float) -> int:
    """Return the whole minutes at which an axis ends that has room for `most_seconds`."""
    return next((each for each in NICE_MINUTES if each * 60 >= most_seconds), NICE_MINUTES[-1])


def runs(slots: Iterable[tuple[float, float | None]], *, step_seconds: float) -> Iterator[list[tuple[float, float]]]:
    """Yield the known values in runs without a gap: a value that is missing or None ends a run.

    `slots` are times in order, in seconds since the epoch, with a value each.
    """
    run: list[tuple[float, float]] = []
    for at, value in slots:
        if run and (value is None or at - run[-1][0] > 1.5 * step_seconds):
            yield run
            run = []
        if value is not None:
            run.append((at, value))
    if run:
        yield run


def points(coordinates: Sequence[tuple[float, float]]) -> str:
    """Return coordinates as the `points` of a polyline or polygon."""
    return " ".join(f"{x:g},{y:g}" for x, y in coordinates)
