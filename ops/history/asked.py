"""The task queue and the day that an operator asks for."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import click

from ops.known_queue import sid_of, sid_of_line
from ops.waits import heard
from waittimes import cache
from waittimes.settings.config import Config, Line
from waittimes.settings.formats import TASK_QUEUE_SID
from waittimes.table import Table

UTC_NAME = "UTC"


@dataclass(frozen=True, slots=True)
class Queue:
    """A task queue, and the line by which it was named, if it was."""

    workspace_sid: str
    sid: str
    name: str
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in a time zone; 23 or 25 hours long where the clock is changed."""

    date: date
    zone: ZoneInfo

    @property
    def start(self) -> float:
        """When it begins, in seconds since the epoch."""
        return _midnight(self.date, self.zone)

    @property
    def end(self) -> float:
        """When the next one begins, in seconds since the epoch."""
        return _midnight(self.date + timedelta(days=1), self.zone)

    def clock(self, moment: float) -> str:
        """Return the time on the wall, with its zone's abbreviation on a day on which the clock is changed."""
        has_change = self.end - self.start != timedelta(days=1).total_seconds()
        return f"{datetime.fromtimestamp(moment, self.zone):{'%H:%M %Z' if has_change else '%H:%M'}}"


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time_of_day(), zone).timestamp()


def day_of(chosen: datetime | None, settings: Config, queue: Queue) -> Day:
    """Return the chosen day, by default today, in the time zone of the line's opening hours; in UTC without any."""
    lines = [queue.line] if queue.line else _leading_to(settings.lines, queue)
    zone = next((line.hours.zone for line in lines if line.hours), ZoneInfo(UTC_NAME))
    return Day(chosen.date() if chosen else datetime.fromtimestamp(time.time(), zone).date(), zone)


def _leading_to(lines: Iterable[Line], queue: Queue) -> list[Line]:
    return [each for each in lines if (each.workspace_sid, each.task_queue_sid) == (queue.workspace_sid, queue.sid)]


def queues(settings: Config, table: Table, named: str) -> list[Queue]:
    """Return the task queue of the line of this name, or of this name or SID.

    A SID of which the table holds no wait may be a deleted queue's, of any workspace: then there is one for each.
    Raises TableUnavailable, click.ClickException, and click.BadParameter for an unknown name.
    """
    if line := settings.line(named):
        return [_of_line(settings, table, line)]
    known = [
        (workspace_sid, wait)
        for account in settings.accounts
        for workspace_sid in account.workspace_sids
        for wait in cache.all_waits(table, workspace_sid)
    ]
    if sid := sid_of(named, {wait.queue_sid: wait.queue_name for _, wait in known}):
        return [Queue(workspace, sid, wait.queue_name) for workspace, wait in known if wait.queue_sid == sid]
    if TASK_QUEUE_SID.matches(named):
        return [Queue(sid, named, named) for account in settings.accounts for sid in account.workspace_sids]
    there_are = [*(line.name for line in settings.lines), *sorted(wait.queue_name for _, wait in known)]
    raise click.BadParameter(f"there is no line and no task queue {named}; there are: {', '.join(there_are)}")


def _of_line(settings: Config, table: Table, line: Line) -> Queue:
    sid = sid_of_line(heard.phone(settings, table), line)
    wait = table.get(cache.page_key(line.workspace_sid, sid), consistent=False).waits().get(sid)
    return Queue(line.workspace_sid, sid, wait.queue_name if wait else sid, line)
