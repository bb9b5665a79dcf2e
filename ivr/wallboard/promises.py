"""What the promises to callers of a line were worth: the sums that calls have added up, and the same by day."""

import contextlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import reduce

from ivr.phone import Phone
from ivr.wallboard import patience
from ivr.wallboard.histories import Histories
from ivr.wallboard.shown.accuracy_figures import figures
from waittimes import feedback, workflow_store
from waittimes.deadline import Deadline
from waittimes.routing.caller_classes import classes_of
from waittimes.score import NO_SCORE, CallerClass, Score
from waittimes.settings.config import Line
from waittimes.table import TableUnavailable

DAYS_SHOWN = 7
AT_ONCE = 8
"""The most lines whose sums are read at the same time."""


@dataclass(frozen=True, slots=True)
class Promises:
    """The promises to some callers, and the waits that they met."""

    title: str
    """The line's name, or the day."""
    score: Score
    since: int | None = None
    """When the first call was counted, in seconds since the epoch; None where not known."""

    @property
    def figures(self) -> Mapping[str, float | None]:
        """Means in seconds, shares and ratios by name; None where no call shows it."""
        return figures(self.score)


def of_line(phone: Phone, line: Line) -> Promises | None:
    """Return what the promises to this line's callers were worth, None if that cannot be read in time."""
    try:
        return patience.asked(lambda: _read(phone, line))
    except TableUnavailable:
        return None


def of_lines(phone: Phone, lines: Iterable[Line]) -> list[Promises]:
    """Return what the promises to the callers of each line were worth, without the lines that cannot be read in time.

    All lines together have the time of one question, so that hundreds of them hold no request for minutes.
    """
    wanted, found, deadline = tuple(lines), dict[str, Promises](), patience.deadline()
    with contextlib.suppress(TableUnavailable):
        patience.asked(lambda: _read_into(found, phone, wanted, deadline))
    return [found[line.name] for line in wanted if line.name in found]


def of_days(phone: Phone, histories: Histories, line: Line, *, zone: tzinfo) -> list[Promises]:
    """Return what the promises of each of the last `DAYS_SHOWN` days were worth, the newest first.

    A day is left out if no point of it can be read: that would look like a day without a call. Raises TableUnavailable.
    """
    today = datetime.fromtimestamp(phone.clock(), zone).date()
    days = [today - timedelta(days=each) for each in range(DAYS_SHOWN)]
    classes = patience.asked(lambda: caller_classes(phone, line))
    queues = [(line.workspace_sid, each.queue_sid) for each in classes]
    start, end = midnight(days[-1], zone), midnight(today + timedelta(days=1), zone)
    found = histories.points(queues, start=start, end=end)
    by_day: dict[date, Score] = {}
    for callers in classes:
        for point in found.get((line.workspace_sid, callers.queue_sid), ()):
            day = datetime.fromtimestamp(point.at, zone).date()
            by_day[day] = by_day.get(day, NO_SCORE).plus(point.scores.get(callers.priority, NO_SCORE))
    return [Promises(day.isoformat(), by_day[day]) for day in days if day in by_day]


def caller_classes(phone: Phone, line: Line) -> frozenset[CallerClass]:
    """Return the classes of the line's callers: one where it names a task queue, else those its workflow leads to.

    Raises TableUnavailable.
    """
    if line.task_queue_sid:
        return frozenset({feedback.of_line(line)})
    stored = workflow_store.load(phone.table, line.workspace_sid, line.workflow_sid, now=phone.clock())
    return classes_of(stored.workflow, line.priority)


def _read_into(found: dict[str, Promises], phone: Phone, lines: Iterable[Line], deadline: Deadline) -> None:
    def read(line: Line) -> None:
        with contextlib.suppress(TableUnavailable):
            if deadline.remaining_seconds() > 0:
                found[line.name] = _read(phone, line)

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        list(pool.map(read, lines))


def _read(phone: Phone, line: Line) -> Promises:
    found = feedback.read(phone.table, line.workspace_sid, caller_classes(phone, line))
    since = [each.since for each in found.values() if each.since is not None]
    return Promises(line.name, total(each.score for each in found.values()), min(since, default=None))


def total(scores: Iterable[Score]) -> Score:
    """Return the sums of all these scores."""
    return reduce(Score.plus, scores, NO_SCORE)


def midnight(day: date, zone: tzinfo) -> float:
    """Return when this day begins in the zone, in seconds since the epoch."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
