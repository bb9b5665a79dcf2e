"""A day of a line: the range that was promised, and the waits that callers met."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from ivr.wallboard.charts.scale import Scale, points, runs, top_minutes

WIDTH, HEIGHT = 960, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 24, 10, 26
LEAST_TOP_SECONDS = 240
QUARTER_SECONDS = 900
LABEL_EVERY_HOURS = 3
LINES_ACROSS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What the history knows of one slot; seconds, None where not known."""

    at: float
    estimate_seconds: float | None = None
    low_seconds: float | None = None
    high_seconds: float | None = None
    waited_seconds: float | None = None
    """The mean wait of the calls that were promised a number and ended in this slot."""
    calls: int = 0
    """How many those were."""


@dataclass(frozen=True, slots=True)
class DayChart:
    """The shapes of the chart, in the coordinates of a picture of `WIDTH` by `HEIGHT`."""

    ranges: tuple[str, ...]
    """Polygons, one for each run of slots without a gap."""
    estimates: tuple[str, ...]
    """Polylines."""
    waits: tuple[tuple[float, float, str], ...]
    """Where a dot stands for the mean wait of a slot's calls, and the same in words."""
    hours: tuple[tuple[float, str], ...]
    """Labels of the time axis."""
    minutes: tuple[tuple[float, str], ...]
    """Labels of the axis of waits."""


def day_chart(slots: Sequence[Slot], *, starts_at: float, ends_at: float, zone: tzinfo, step_seconds: int) -> DayChart:
    """Return the chart of a day, whose ends are in seconds since the epoch; `zone` labels its hours."""
    known = (
        seconds
        for each in slots
        for seconds in (each.estimate_seconds, each.high_seconds, each.waited_seconds)
        if seconds is not None
    )
    top = top_minutes(max([LEAST_TOP_SECONDS, *known])) * 60
    across = Scale(starts_at, ends_at, LEFT, WIDTH - RIGHT)
    up = Scale(0, top, HEIGHT - BOTTOM, TOP)
    estimates = runs(((each.at, each.estimate_seconds) for each in slots), step_seconds=step_seconds)
    return DayChart(
        ranges=tuple(points(each) for each in _bands(slots, across, up, step_seconds)),
        estimates=tuple(points([(across(at), up(seconds)) for at, seconds in run]) for run in estimates),
        waits=tuple(_dots(slots, across, up, zone)),
        hours=tuple(_hours(starts_at, ends_at, across, zone)),
        minutes=tuple((up(part * top / LINES_ACROSS), f"{part * top / LINES_ACROSS / 60:g}") for part in range(5)),
    )


def _bands(slots: Sequence[Slot], across: Scale, up: Scale, step_seconds: int) -> Iterator[list[tuple[float, float]]]:
    ranged = {each.at: each for each in slots if each.low_seconds is not None and each.high_seconds is not None}
    for run in runs(((at, each.high_seconds) for at, each in ranged.items()), step_seconds=step_seconds):
        highs = [(across(at), up(high)) for at, high in run]
        lows = [(across(at), up(ranged[at].low_seconds or 0)) for at, _ in reversed(run)]
        # A run of one slot would be a line without an area.
        end = [(across(run[-1][0] + step_seconds), y) for y in (highs[-1][1], lows[0][1])]
        yield [*highs, *end, *lows]


def _dots(slots: Sequence[Slot], across: Scale, up: Scale, zone: tzinfo) -> Iterator[tuple[float, float, str]]:
    for each in slots:
        if each.waited_seconds is not None:
            at = datetime.fromtimestamp(each.at, UTC).astimezone(zone)
            minutes, seconds = divmod(round(each.waited_seconds), 60)
            yield across(each.at), up(each.waited_seconds), f"{at:%H:%M}: {minutes}:{seconds:02} ({each.calls})"


def _hours(starts_at: float, ends_at: float, across: Scale, zone: tzinfo) -> Iterator[tuple[float, str]]:
    # Quarters of an hour, because a few zones are off by half an hour or by three quarters.
    at = math.ceil(starts_at / QUARTER_SECONDS) * QUARTER_SECONDS
    while at <= ends_at:
        local = datetime.fromtimestamp(at, UTC).astimezone(zone)
        if local.minute == 0 and local.hour % LABEL_EVERY_HOURS == 0:
            yield across(at), f"{local:%H:%M}"
        at += QUARTER_SECONDS
