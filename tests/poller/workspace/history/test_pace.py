"""The history takes at most a twentieth of the write units of the pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.workspace.history.pace import MOST_SAVED_UNITS, SHARE, Pace, PacingTable, write_units
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import item_bytes
from tests.fakes.units import write_units as billed_units
from tests.fakes.waits import WORKSPACE, queue_sid
from tests.poller.workspace.history.keeping import Container, history, items_of_hours, slots
from waittimes.page import NO_PAGE

KEY = f"{WORKSPACE}#a"


@given(st.integers(0, 5000))
def test_the_units_of_an_item_are_those_that_are_billed_or_one_more(size: int) -> None:
    table = MemoryTable()
    table.put(KEY, bytes(size), replaces=NO_PAGE, measured_at=1_795_000_000.123, expires_at=1_795_000_000)

    billed = billed_units(item_bytes(table.items[KEY]))

    assert billed <= write_units(KEY, bytes(size)) <= billed + (size % 1024 > 900)


def test_the_table_of_the_pages_is_the_table() -> None:
    table, pace = MemoryTable(), Pace()
    pages = PacingTable(table, pace)

    pages.put(KEY, b"rows", replaces=NO_PAGE, measured_at=1, expires_at=2)
    pages.add(f"{KEY}#sums", {"calls": 3}, now=1, life_seconds=60)

    assert pages.get(KEY, consistent=True) == table.get(KEY, consistent=True)
    assert pages.sums(f"{KEY}#sums") == {"calls": 3, "since": 1}
    assert pace.units == pytest.approx(SHARE)


def test_a_quiet_night_does_not_end_in_a_burst_of_writes() -> None:
    pace = Pace()

    for _ in range(100_000):
        pace.note_page(KEY, bytes(2000))

    assert pace.units == MOST_SAVED_UNITS


@pytest.mark.parametrize("page_bytes", [900, 3_000, 12_000])
def test_a_day_of_history_takes_at_most_its_share(page_bytes: int) -> None:
    table = MemoryTable()
    container, queues = Container(table, page_bytes=page_bytes), tuple(map(queue_sid, range(40)))
    before = 0
    for minute in range(6 * 60):
        container.poll(minute, queue_sids=queues)
        before += write_units(KEY, bytes(page_bytes))

    assert items_of_hours(table)
    assert table.units.write_units - before <= SHARE * before + 3, "the last item may be paid for later"


def test_where_there_is_less_to_spend_points_are_stored_later_but_none_is_lost() -> None:
    rich, poor = MemoryTable(), MemoryTable()
    for table, page_bytes in ((rich, 20_000), (poor, 900)):
        Container(table, page_bytes=page_bytes).polls(range(185))

    assert poor.units.writes < rich.units.writes
    assert slots(history(rich, hours=3)) == list(range(36))
    late = slots(history(poor, hours=3))
    assert late == list(range(len(late)))
    assert len(late) > 24
