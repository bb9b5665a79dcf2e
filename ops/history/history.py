"""`history`: what the table holds of a task queue for a day, a point every five minutes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import click

from ivr.wallboard.shown.accuracy_figures import figures
from ops.aws_clients import table
from ops.history.asked import Day, Queue, day_of, queues
from ops.history.day_facts import as_csv, of_day, scored
from ops.json_output import JSON, echo
from ops.layout import NOTHING, clock_time, columns, counted, ratio, share, signed_time
from waittimes import history as kept
from waittimes.history import STEP_SECONDS, Point
from waittimes.score import Score
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.table import Table

COLUMNS = (
    *("TIME", "WAIT", "FROM", "TO", "WAITING", "LONGEST", "FREE", "BUSY", "ANSWERED", "HUNG UP"),
    *("SCORED", "PROMISED", "WAITED", "ERROR", "AVG15"),
)
LEGEND = """
WAITING and LONGEST are the most of the five minutes; the others are of the last poll in them. ANSWERED and HUNG UP
are of the 15 minutes before. SCORED are the calls that ended, PROMISED and WAITED their means, ERROR the mean
difference, and AVG15 that of the mean wait of 15 minutes. docs/history.md says more."""


@click.command()
@click.argument("queue", metavar="QUEUE")
@click.option("--day", "chosen", type=click.DateTime(("%Y-%m-%d",)), help="Such as 2026-11-29; default: today.")
@click.option("--csv", "as_csv_lines", is_flag=True, help="CSV on standard output, a line for each point.")
@JSON
def history(queue: str, chosen: datetime | None, *, as_csv_lines: bool, as_json: bool) -> None:
    """Show a day of a task queue, a point every five minutes. QUEUE is its SID or name, or a line's name.

    Times and days are those of the line's opening hours, or UTC where it has none. Of a line, only calls of its
    priority count as scored. A slot without a poll has no point.
    """
    if as_csv_lines and as_json:
        raise click.UsageError("--csv and --json exclude each other; give one")
    settings = loading.current()
    found, day, points = read(settings, table(settings), queue, chosen)
    if not points:
        raise click.ClickException(_nothing(settings, found, day))
    if as_json:
        echo(of_day(found, day, points))
    elif as_csv_lines:
        click.echo(as_csv(day, points))
    else:
        click.echo("\n".join(report(found, day, points)))


def read(settings: Config, stored: Table, named: str, chosen: datetime | None) -> tuple[Queue, Day, tuple[Point, ...]]:
    """Return the queue, the day and its points. Raises what `queues` raises."""
    possible = queues(settings, stored, named)
    for queue in possible:
        day = day_of(chosen, settings, queue)
        if points := kept.read(stored, queue.workspace_sid, queue.sid, start=day.start, end=day.end):
            return queue, day, tuple(_of_line(queue, each) for each in points)
    return possible[0], day_of(chosen, settings, possible[0]), ()


def _of_line(queue: Queue, point: Point) -> Point:
    if queue.line is None:
        return point
    return replace(point, scores={key: each for key, each in point.scores.items() if key == queue.line.priority})


def _nothing(settings: Config, queue: Queue, day: Day) -> str:
    none = f"the table holds no history of {queue.name} on {day.date.isoformat()}"
    if days := settings.polling.history_days:
        return f"{none}; a point is stored some minutes after its slot has ended, and kept for {counted(days, 'day')}"
    return f"{none}, and none is kept: set history_days in [poller], or POLLER_HISTORY_DAYS (docs/history.md)"


def report(queue: Queue, day: Day, points: tuple[Point, ...]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{queue.name} ({queue.sid}), {day.date.isoformat()}, times in {day.zone.key}"
    yield columns([COLUMNS, *_rows(day, points)])
    yield LEGEND
    if total := scored(points):
        yield f"\nOf the day: {_judged(total)}"


def _judged(total: Score) -> str:
    known = figures(total)
    times = {
        "promised": clock_time(known["promised_seconds"]),
        "waited": clock_time(known["waited_seconds"]),
        "error": clock_time(known["error_seconds"]),
        "bias": signed_time(known["bias_seconds"]),
        "above the range": share(known["above_share"]),
        "below it": share(known["below_share"]),
        "AVG15's error": clock_time(known["history_error_seconds"]),
        "ratio": ratio(known["ratio"]),
    }
    told = ", ".join(f"{name} {value}" for name, value in times.items())
    return f"{counted(total.calls, 'call')} scored; {told}"


def _rows(day: Day, points: tuple[Point, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each point, and one for each gap between them."""
    for before, point in zip((None, *points), points, strict=False):
        if before and point.at > before.at + STEP_SECONDS:
            gap = f"{day.clock(before.at + STEP_SECONDS)} - {day.clock(point.at)}"
            yield (gap, *[NOTHING] * (len(COLUMNS) - 1))
        yield _row(day, point)


def _row(day: Day, point: Point) -> tuple[str, ...]:
    score = scored([point])
    known = figures(score) if score else {}
    times = (point.estimate_seconds, point.low_seconds, point.high_seconds)
    counts = (point.agents_free, point.agents_busy, point.answered, point.hung_up)
    return (
        day.clock(point.at),
        *map(clock_time, times),
        _count(point.waiting),
        clock_time(point.longest_waiting_seconds),
        *map(_count, counts),
        _count(score.calls if score else None),
        *(clock_time(known.get(name)) for name in ("promised_seconds", "waited_seconds", "error_seconds")),
        clock_time(known.get("history_error_seconds")),
    )


def _count(value: int | None) -> str:
    return NOTHING if value is None else str(value)
