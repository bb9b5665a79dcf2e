"""Containers that poll one workspace and keep its history, with a table and a clock of the test's choosing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from poller.estimation.statistics import Measured, QueueStatistics
from poller.setup import PollSetup
from poller.workspace.history.keeper import HistoryKeeper
from poller.workspace.history.store import HistoryMemory
from tests.fakes.histories import HOUR_AT, SALES, SUPPORT
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics import BUSY_HOUR
from tests.fakes.waits import WORKSPACE, wait_of
from waittimes.deadline import Deadline
from waittimes.history import Point, items, read
from waittimes.page import NO_PAGE
from waittimes.score import CallerClass
from waittimes.settings.polling import Polling
from waittimes.wait import Estimate, Wait

CALLERS = CallerClass(SALES, 0)
WHOLE = items.whole_key(WORKSPACE, HOUR_AT)
DAYS = 30


@dataclass
class Container:
    """A process that polls; another one with the same table is another Lambda container."""

    table: MemoryTable
    days: int = DAYS
    page_bytes: int = 20_000
    """The size of the page that each poll writes, which paces the history."""
    memory: HistoryMemory = field(default_factory=HistoryMemory)

    def poll(self, minute: float, *, waiting: int = 4, queue_sids: tuple[str, ...] = (SALES, SUPPORT)) -> None:
        """Poll at this minute after HOUR_AT; the estimate is the minute in seconds."""
        now = HOUR_AT + 60 * minute
        setup = PollSetup(self.table, lambda: now, Polling(history_days=self.days))
        keeper = HistoryKeeper(setup, WORKSPACE, self.memory)
        waits = {sid: _wait(sid, now, minute, waiting) for sid in queue_sids}
        keeper.collect(waits, {sid: Measured(_statistics(waiting), now) for sid in queue_sids})
        pages, key = keeper.pages_table(), f"{WORKSPACE}#page{minute}"
        pages.put(key, bytes(self.page_bytes), replaces=NO_PAGE, measured_at=now, expires_at=now)
        keeper.store({CALLERS}, Deadline.in_seconds(20))

    def polls(self, minutes: range) -> None:
        for minute in minutes:
            self.poll(minute)


def _wait(queue_sid: str, now: float, minute: float, waiting: int) -> Wait:
    wait = wait_of(0, queue_sid=queue_sid, measured_at=now, estimate=Estimate(minute, minute, 2 * minute))
    return replace(wait, pending=waiting)


def _statistics(waiting: int) -> QueueStatistics:
    return replace(BUSY_HOUR, pending=waiting)


def history(table: MemoryTable, *, hours: int = 1, queue_sid: str = SALES) -> tuple[Point, ...]:
    """Return what the table holds of the first hours."""
    return read(table, WORKSPACE, queue_sid, start=HOUR_AT, end=HOUR_AT + 3600 * hours)


def slots(points: tuple[Point, ...]) -> list[int]:
    """Return the slots that have a point, counted from HOUR_AT."""
    return [(each.at - HOUR_AT) // 300 for each in points]


def items_of_hours(table: MemoryTable) -> Mapping[str, bytes]:
    """Return the rows of the history's items."""
    return {key: item["rows"]["B"] for key, item in table.items.items() if "#history#" in key}
