"""The waits of a reading are written page by page: each page once, when its queues are read, and none without need."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.report import Failure
from poller.workspace.page_writer import PageWriter
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE, busy_contact_centre
from tests.poller.simulated_time import SimulatedTime
from waittimes import cache
from waittimes.wait import Wait

WAITS = {wait.queue_sid: replace(wait, measured_at=MEASURED_AT) for wait in busy_contact_centre(48)}
SIDS = sorted(WAITS)
LATER = MEASURED_AT + 60


def writer(table: MemoryTable, time: SimulatedTime, interim_seconds: float = 20) -> PageWriter:
    return PageWriter(table, WORKSPACE, lambda: LATER, time.clock, interim_seconds)


def stored(table: MemoryTable) -> dict[str, Wait]:
    return {wait.queue_sid: wait for wait in cache.all_waits(table, WORKSPACE)}


def on_page(digit: str) -> list[str]:
    return [sid for sid in SIDS if sid[-1] == digit]


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


def test_a_quick_reading_writes_each_page_once_at_its_end(table: MemoryTable) -> None:
    time = SimulatedTime(0)
    pages = writer(table, time)
    pages.expect(SIDS, MEASURED_AT, unread=SIDS, deletes=True)

    for sid in SIDS:
        pages.add({sid: WAITS[sid]})
        pages.note_read(sid)
    assert table.units.writes == 0
    pages.write_rest()

    assert (set(stored(table)), table.units.writes) == (set(SIDS), len({sid[-1] for sid in SIDS}))
    assert set(pages.measured_at) == set(SIDS)
    assert pages.failures == []


def test_after_twenty_seconds_a_page_is_written_as_soon_as_its_queues_are_read(table: MemoryTable) -> None:
    time = SimulatedTime(0)
    pages = writer(table, time)
    first, second = SIDS[0][-1], SIDS[-1][-1]
    pages.expect(SIDS, MEASURED_AT, unread=[*on_page(first), *on_page(second)], deletes=True)
    pages.add({sid: WAITS[sid] for sid in on_page(first)})
    time.pause(20)

    for sid in on_page(first)[:-1]:
        pages.note_read(sid)
    assert stored(table) == {}
    pages.note_read(on_page(first)[-1])

    assert set(stored(table)) == set(on_page(first))


@pytest.mark.parametrize("deletes", [True, False])
def test_a_page_without_a_new_wait_is_written_only_to_delete_queues(table: MemoryTable, *, deletes: bool) -> None:
    earlier = writer(table, SimulatedTime(0))
    earlier.expect(SIDS, MEASURED_AT, unread=(), deletes=True)
    earlier.add(WAITS)
    earlier.write_rest()
    pages = writer(table, SimulatedTime(0))
    pages.expect([], LATER, unread=(), deletes=deletes)

    pages.write_rest()

    assert set(stored(table)) == (set() if deletes else set(SIDS))


def test_a_page_that_is_refused_is_tried_again_at_the_end_and_reported_then(table: MemoryTable) -> None:
    time = SimulatedTime(0)
    pages = writer(table, time, interim_seconds=0)
    first, second = SIDS[0][-1], SIDS[-1][-1]
    for digit in (first, second):
        table.fails("ThrottlingException", key=f"{WORKSPACE}#{digit}")
    pages.expect(SIDS, MEASURED_AT, unread=SIDS, deletes=True)
    pages.add(WAITS)
    for sid in SIDS:
        pages.note_read(sid)
    assert pages.failures == []
    table.recovers()
    table.fails("ThrottlingException", key=f"{WORKSPACE}#{second}")

    pages.write_rest()

    assert pages.failures == [Failure(f"{WORKSPACE}#{second}", "TableUnavailable: ThrottlingException")]
    table.recovers()
    assert set(stored(table)) == set(SIDS) - set(on_page(second)) == set(pages.measured_at)


@given(order=st.permutations(SIDS), pauses=st.lists(st.sampled_from([0.0, 5.0, 21.0]), min_size=48, max_size=48))
def test_whatever_the_order_every_wait_is_stored_and_no_page_is_written_twice(
    order: list[str], pauses: list[float]
) -> None:
    table, time = MemoryTable(), SimulatedTime(0)
    pages = writer(table, time)
    pages.expect(SIDS, MEASURED_AT, unread=SIDS, deletes=True)

    for sid, pause in zip(order, pauses, strict=True):
        time.pause(pause)
        pages.add({sid: WAITS[sid]})
        pages.note_read(sid)
    pages.write_rest()

    assert set(stored(table)) == set(SIDS)
    assert table.units.writes == len({sid[-1] for sid in SIDS})
