"""Days of 23, 24 and 25 hours, in the time zone of the line that is asked for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.history.asked import Day, Queue, day_of
from ops.history.history import report
from tests.fakes.histories import SALES, store
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import WORKSPACE
from tests.waittimes.settings.acme import FILE, config_of
from waittimes.history import STEP_SECONDS, Point, read
from waittimes.history.point import StoredPoint

BERLIN = ZoneInfo("Europe/Berlin")
QUEUE = Queue(WORKSPACE, SALES, "Sales")


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 7, 1), 24), (date(2026, 10, 25), 25)])
def test_a_day_has_a_point_for_every_five_minutes_that_it_lasts(day: date, hours: int) -> None:
    table, asked = MemoryTable(), Day(day, BERLIN)
    moments = range(round(asked.start) - 3600, round(asked.end) + 3600, STEP_SECONDS)
    store(table, {SALES: [StoredPoint(Point(at=moment, waiting=1)) for moment in moments]})

    points = read(table, WORKSPACE, SALES, start=asked.start, end=asked.end)
    rows = list(report(QUEUE, asked, points))[1].splitlines()[1:]

    assert len(points) == len(rows) == hours * 12
    labels = [row.split("  ")[0] for row in rows]
    assert len(set(labels)) == len(labels), "no two rows have the same time"
    assert (labels[0], labels[-1]) == {
        23: ("00:00 CET", "23:55 CEST"),
        24: ("00:00", "23:55"),
        25: ("00:00 CEST", "23:55 CET"),
    }[hours]


@given(st.dates(date(2000, 1, 1), date(2037, 12, 31)), st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "UTC"]))
def test_days_follow_each_other_without_a_gap(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    following = date.fromordinal(day.toordinal() + 1)

    assert Day(day, zone).end == Day(following, zone).start
    assert Day(day, zone).end - Day(day, zone).start in (23 * 3600, 24 * 3600, 25 * 3600)


HOURS = """
[hours.shop]
time_zone = "Australia/Sydney"
monday = ["09:00-17:00"]
"""


@pytest.mark.parametrize("named", ["line", "queue"])
def test_the_day_is_that_of_the_lines_opening_hours(named: str) -> None:
    settings = config_of(FILE.replace("[lines.sales]", '[lines.sales]\nhours = "shop"') + HOURS)
    line = settings.line("sales")
    assert line
    queue = Queue(line.workspace_sid, line.task_queue_sid, "Sales", line if named == "line" else None)

    chosen = day_of(datetime(2026, 11, 29), settings, queue)  # noqa: DTZ001 - an operator writes a day without a zone

    assert (chosen.date, chosen.zone) == (date(2026, 11, 29), ZoneInfo("Australia/Sydney"))
    assert day_of(None, settings, queue).date == datetime.now(ZoneInfo("Australia/Sydney")).date()


def test_a_queue_without_opening_hours_has_days_in_utc() -> None:
    assert day_of(datetime(2026, 11, 29), config_of(FILE), QUEUE).zone.key == "UTC"  # noqa: DTZ001 - as above
