import pytest

from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE, busy_contact_centre, queue_sid, wait_of
from waittimes.cache import Measurement, WaitReader, all_waits, page_key, refresh
from waittimes.page import NO_PAGE, MalformedPage, pack
from waittimes.table import TableUnavailable

NOW = MEASURED_AT + 20


@pytest.fixture
def table() -> MemoryTable:
    """Return a table that knows queues 0 to 39, each page two or three of them."""
    table = MemoryTable()
    waits = tuple(wait_of(number) for number in range(40))
    listed = frozenset(wait.queue_sid for wait in waits)
    refresh(table, Measurement(WORKSPACE, waits, listed, MEASURED_AT), now=NOW)
    table.units.reads = 0
    table.units.read_units = 0
    return table


@pytest.mark.parametrize("digit", "0123456789abcdef")
def test_a_queue_lies_on_the_page_of_its_last_digit(digit: str) -> None:
    assert page_key(WORKSPACE, f"WQ{'0' * 31}{digit}") == f"{WORKSPACE}#{digit}"


def test_a_digit_in_capitals_is_the_same_page() -> None:
    assert page_key(WORKSPACE, f"WQ{'0' * 31}E") == f"{WORKSPACE}#e"


def test_a_workspace_has_sixteen_pages_of_much_the_same_size(table: MemoryTable) -> None:
    assert sorted(table.items) == [f"{WORKSPACE}#{digit}" for digit in "0123456789abcdef"]


def test_a_known_queue_is_found(table: MemoryTable) -> None:
    assert WaitReader(table).wait(WORKSPACE, queue_sid(23), now=NOW) == wait_of(23)


def test_an_unknown_queue_is_not_known(table: MemoryTable) -> None:
    assert WaitReader(table).wait(WORKSPACE, queue_sid(99), now=NOW) is None


def test_a_queue_of_an_unknown_workspace_is_not_known(table: MemoryTable) -> None:
    assert WaitReader(table).wait("WS" + "9" * 32, queue_sid(23), now=NOW) is None


def test_an_empty_table_knows_nothing() -> None:
    assert WaitReader(MemoryTable()).wait(WORKSPACE, queue_sid(23), now=NOW) is None


def test_reading_a_queue_is_one_eventually_consistent_read(table: MemoryTable) -> None:
    WaitReader(table).wait(WORKSPACE, queue_sid(23), now=NOW)

    assert (table.units.reads, table.units.read_units) == (1, 0.5)


def test_queues_of_one_page_are_read_together(table: MemoryTable) -> None:
    reader = WaitReader(table)

    assert reader.wait(WORKSPACE, queue_sid(0x07), now=NOW) == wait_of(0x07)
    assert reader.wait(WORKSPACE, queue_sid(0x17), now=NOW + 1) == wait_of(0x17)
    assert table.units.reads == 1


def test_queues_of_two_pages_are_two_reads(table: MemoryTable) -> None:
    reader = WaitReader(table)

    reader.wait(WORKSPACE, queue_sid(7), now=NOW)
    reader.wait(WORKSPACE, queue_sid(8), now=NOW)

    assert table.units.reads == 2


@pytest.mark.parametrize(
    ("later_seconds", "reads"), [(0, 1), (4.9, 1), (4.999, 1), (5.0, 2), (5.1, 2), (-0.1, 2), (-3600, 2)]
)
def test_a_page_is_remembered_for_less_than_five_seconds_and_never_from_the_future(
    table: MemoryTable, later_seconds: float, reads: int
) -> None:
    reader = WaitReader(table)

    reader.wait(WORKSPACE, queue_sid(23), now=NOW)
    reader.wait(WORKSPACE, queue_sid(23), now=NOW + later_seconds)

    assert table.units.reads == reads


def test_remembering_is_counted_from_the_reading_and_not_from_the_last_call(table: MemoryTable) -> None:
    reader = WaitReader(table)

    for later_seconds in (0, 2, 4, 6, 8, 10):
        reader.wait(WORKSPACE, queue_sid(23), now=NOW + later_seconds)

    assert table.units.reads == 2


def test_that_a_queue_is_not_known_is_remembered_too(table: MemoryTable) -> None:
    reader = WaitReader(table)

    for later_seconds in (0, 1):
        reader.wait("WS" + "9" * 32, queue_sid(23), now=NOW + later_seconds)

    assert table.units.reads == 1


def test_two_readers_remember_apart(table: MemoryTable) -> None:
    for reader in (WaitReader(table), WaitReader(table)):
        reader.wait(WORKSPACE, queue_sid(23), now=NOW)

    assert table.units.reads == 2


def test_a_table_that_refuses_is_asked_again_by_the_next_call(table: MemoryTable) -> None:
    reader = WaitReader(table)
    table.fails()
    with pytest.raises(TableUnavailable, match="ProvisionedThroughputExceededException"):
        reader.wait(WORKSPACE, queue_sid(23), now=NOW)

    table.recovers()

    assert reader.wait(WORKSPACE, queue_sid(23), now=NOW + 1) == wait_of(23)


def test_a_malformed_page_says_so(table: MemoryTable) -> None:
    key = page_key(WORKSPACE, queue_sid(23))
    table.items[key] = {"ID": {"S": key}, "rows": {"B": b"spoilt"}}

    with pytest.raises(MalformedPage):
        WaitReader(table).wait(WORKSPACE, queue_sid(23), now=NOW)


def test_all_waits_are_those_of_all_pages(table: MemoryTable) -> None:
    found = {wait.queue_sid for wait in all_waits(table, WORKSPACE)}

    assert found == {queue_sid(number) for number in range(40)}


def test_all_waits_leave_out_a_malformed_page(table: MemoryTable) -> None:
    key = page_key(WORKSPACE, queue_sid(0))
    table.items[key] = {"ID": {"S": key}, "rows": {"B": b"spoilt"}}

    assert len(list(all_waits(table, WORKSPACE))) == 40 - 3


def test_a_queue_takes_less_than_50_bytes() -> None:
    waits = busy_contact_centre(312)

    assert len(pack(waits)) / len(waits) < 50


@pytest.mark.parametrize(("queues", "units_a_queue", "units_a_call"), [(500, 0.07, 0.5), (5000, 0.05, 2.0)])
def test_what_a_poll_and_a_call_cost(queues: int, units_a_queue: float, units_a_call: float) -> None:
    table = MemoryTable()
    waits = busy_contact_centre(queues)
    listed = frozenset(wait.queue_sid for wait in waits)

    refresh(table, Measurement(WORKSPACE, waits, listed, MEASURED_AT), now=NOW)
    written = table.units.write_units
    dearest = max(_read_units(table, f"{WORKSPACE}#{digit}") for digit in "0123456789abcdef")

    assert len(list(all_waits(table, WORKSPACE))) == queues
    assert written / queues <= units_a_queue
    assert dearest <= units_a_call


def _read_units(table: MemoryTable, key: str) -> float:
    before = table.units.read_units
    assert table.get(key, consistent=False) != NO_PAGE
    return table.units.read_units - before
