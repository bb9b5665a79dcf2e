"""A day of history for scripts: an object of JSON, and lines of CSV."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import reduce
from typing import Any

from ivr.wallboard.shown.accuracy_figures import figures
from ops.history.asked import Day, Queue
from waittimes.history import STEP_SECONDS, Point
from waittimes.history.point import FIGURES, SUMS
from waittimes.score import NO_SCORE, Score

JUDGED = (
    *("promised_seconds", "waited_seconds", "error_seconds", "bias_seconds", "above_share", "below_share"),
    *("history_seconds", "history_error_seconds", "history_bias_seconds", "ratio"),
)
"""The figures of a day that the history's sums are enough for."""


def of_day(queue: Queue, day: Day, points: Iterable[Point]) -> dict[str, Any]:
    """Return the day of a task queue as an object of JSON."""
    kept = list(points)
    total = scored(each for each in kept)
    return {
        "workspace_sid": queue.workspace_sid,
        "task_queue_sid": queue.sid,
        "name": queue.name,
        "line": queue.line.name if queue.line else None,
        "day": day.date.isoformat(),
        "time_zone": day.zone.key,
        "start": round(day.start),
        "end": round(day.end),
        "step_seconds": STEP_SECONDS,
        "points": [_point(each) for each in kept],
        "calls": total.calls if total else None,
        **{name: each for name, each in figures(total or NO_SCORE).items() if name in JUDGED},
    }


def _point(point: Point) -> dict[str, Any]:
    sums = [
        {"priority": priority, **{name: getattr(score, name) for name in SUMS}}
        for priority, score in sorted(point.scores.items())
    ]
    return {"at": point.at, **{name: getattr(point, name) for name in FIGURES}, "scores": sums}


def as_csv(day: Day, points: Iterable[Point]) -> str:
    """Return a line for each point under a line of names; unknown figures are empty, sums are of all priorities."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(["time", "at", *FIGURES, *SUMS])
    for each in points:
        score: Mapping[str, int] = asdict(found) if (found := scored([each])) else {}
        time = datetime.fromtimestamp(each.at, day.zone).isoformat()
        figures_of_point = (getattr(each, name) for name in FIGURES)
        lines.writerow([time, each.at, *figures_of_point, *(score.get(name) for name in SUMS)])
    return written.getvalue().rstrip("\n")


def scored(points: Iterable[Point]) -> Score | None:
    """Return the sums of these points, of all their priorities; None if none of them has any."""
    scores = [score for each in points for score in each.scores.values()]
    return reduce(Score.plus, scores) if scores else None
