"""The trend of a row: the estimates of the last two hours as a small line."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.wallboard.charts.scale import Scale, points, runs
from ivr.wallboard.shown.durations import clock_time

WIDTH, HEIGHT, MARGIN = 120, 28, 3
TREND_SECONDS = 2 * 3600
LEAST_TOP_SECONDS = 120
"""The scale holds at least two minutes, so that noise of a few seconds does not look like a mountain."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Polylines, the dot at the end of the last one, and the same in words."""

    lines: tuple[str, ...]
    dot: tuple[float, float] | None
    summary: str


def sparkline(slots: Sequence[tuple[float, float | None]], *, until: float, step_seconds: float) -> Sparkline | None:
    """Return the trend of these estimates, seconds by the time of their slot; None if none is known.

    It covers the `TREND_SECONDS` before `until`.
    """
    known = [value for _, value in slots if value is not None]
    if not known:
        return None
    across = Scale(until - TREND_SECONDS, until, MARGIN, WIDTH - MARGIN)
    up = Scale(0, max(LEAST_TOP_SECONDS, *known), HEIGHT - MARGIN, MARGIN)
    drawn = [[(across(at), up(value)) for at, value in run] for run in runs(slots, step_seconds=step_seconds)]
    return Sparkline(tuple(points(_visible(run)) for run in drawn), drawn[-1][-1], _summary(known))


def _visible(run: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the run, a single value of which becomes a short dash."""
    (x, y) = run[0]
    return run if len(run) > 1 else [(x - 1, y), (x + 1, y)]


def _summary(known: list[float]) -> str:
    first, last = clock_time(known[0]), clock_time(known[-1])
    return f"from {first} to {last}, between {clock_time(min(known))} and {clock_time(max(known))}"
