"""A day of the task queue Sales in an operator's table."""

from collections.abc import Iterable
from pathlib import Path

from server.sqlite_table import SqliteTable
from tests.fakes.histories import point_of, store, total_of
from waittimes.history.point import StoredPoint
from waittimes.settings import loading

DAY = "2026-09-21"
"""The day of HOUR_AT, which is 15:00 in UTC."""
SLOTS = (0, 1, 2, 14, 15)


def stored(slots: Iterable[int] = SLOTS) -> None:
    """Store points of Sales, each with the sums of four more calls than the one before; one figure is unknown."""
    settings = loading.current()
    line = settings.line("sales")
    assert line
    points = [
        StoredPoint(point_of(slot, hung_up=None if slot == 1 else slot), {0: total_of(4 * place), 9: total_of(place)})
        for place, slot in enumerate(slots, 1)
    ]
    table = SqliteTable(Path("waits.db"))
    store(table, {line.task_queue_sid: points}, workspace=line.workspace_sid)
    table.close()
