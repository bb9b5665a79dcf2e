import math

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE, queue_sid, wait_of
from tests.waittimes.polls import KEYS, ages, poll, wait_at, write
from waittimes.cache import Measurement, WaitReader, refresh
from waittimes.table import TableUnavailable
from waittimes.wait import Estimate


def test_a_poll_is_at_most_one_write_a_page() -> None:
    table = MemoryTable()

    assert poll(table, 60, range(500)) == {}
    assert (table.units.writes, table.units.reads) == (16, 16)
    assert sorted(table.items) == KEYS


def test_the_pages_read_for_writing_are_read_consistently() -> None:
    table = MemoryTable()

    poll(table, 60)

    assert table.units.read_units == 16.0


def test_a_page_without_queues_is_not_written() -> None:
    table = MemoryTable()

    poll(table, 60, range(0xA, 0xB))

    assert list(table.items) == [f"{WORKSPACE}#a"]


def test_where_nothing_changed_nothing_is_written() -> None:
    table = MemoryTable()
    poll(table, 60)

    poll(table, 60)
    write(table, 120, {})

    assert table.units.writes == 16


def test_a_measuring_time_of_many_digits_is_nothing_new_the_second_time() -> None:
    table = MemoryTable()

    for _ in range(2):
        write(table, 60, {3: 60.1234567, 4: 60.9876543})

    assert table.units.writes == 2


def test_a_queue_that_was_not_measured_keeps_its_value_and_its_age() -> None:
    table = MemoryTable()
    poll(table, 60)

    write(table, 120, {5: 121.0})

    assert ages(table) == dict.fromkeys(range(32), 60.0) | {5: 121.0}
    assert WaitReader(table).wait(WORKSPACE, queue_sid(6), now=MEASURED_AT + 125) == wait_at(6, 60)


def test_pages_of_two_workspaces_lie_apart() -> None:
    table = MemoryTable()
    poll(table, 60)

    other = Measurement("WS" + "9" * 32, (), frozenset(), MEASURED_AT + 120)
    refresh(table, other, now=MEASURED_AT + 120)

    assert len(ages(table)) == 32


def test_a_workspace_whose_queues_are_all_deleted_becomes_empty() -> None:
    table = MemoryTable()
    poll(table, 60)

    refresh(table, Measurement(WORKSPACE, (), frozenset(), MEASURED_AT + 120), now=MEASURED_AT + 121)

    assert ages(table) == {}


@pytest.mark.parametrize("key", [KEYS[0], KEYS[9], KEYS[15]])
def test_a_page_that_fails_costs_no_other_page(key: str) -> None:
    table = MemoryTable()
    poll(table, 60)
    table.fails("InternalServerError", key=key)

    failures = poll(table, 120)

    table.recovers()
    number = KEYS.index(key)
    assert {key: str(error) for key, error in failures.items()} == {key: "InternalServerError"}
    assert isinstance(failures[key], TableUnavailable)
    assert {number: at for number, at in ages(table).items() if at == 60.0} == {number: 60.0, number + 16: 60.0}


def test_a_table_that_fails_is_a_failure_a_page() -> None:
    table = MemoryTable()
    table.fails("ResourceNotFoundException")

    failures = poll(table, 60)

    assert list(failures) == KEYS
    assert {str(error) for error in failures.values()} == {"ResourceNotFoundException"}


def test_a_wait_that_cannot_be_written_costs_only_its_page() -> None:
    table = MemoryTable()
    spoilt = wait_of(3, estimate=Estimate(math.nan))
    waits = (spoilt, *(wait_of(number) for number in (4, 5, 19)))
    listed = frozenset(wait.queue_sid for wait in waits)

    failures = refresh(table, Measurement(WORKSPACE, waits, listed, MEASURED_AT), now=MEASURED_AT)

    assert list(failures) == [KEYS[3]]
    assert ages(table).keys() == {4, 5}


@pytest.mark.parametrize("attributes", [{}, {"rows": {"B": b"spoilt"}}, {"version": {"S": "9"}, "rows": {"S": ""}}])
def test_a_poll_heals_malformed_pages(attributes: dict[str, dict[str, object]]) -> None:
    table = MemoryTable()
    poll(table, 60)
    for key in KEYS:
        table.items[key] = {"ID": {"S": key}, **attributes}

    assert poll(table, 120) == {}
    assert ages(table) == dict.fromkeys(range(32), 120.0)


def test_a_poll_heals_a_page_of_which_only_the_version_is_lost() -> None:
    table = MemoryTable()
    poll(table, 60)
    table.items[KEYS[4]] = {"ID": {"S": KEYS[4]}, "rows": table.items[KEYS[4]]["rows"]}

    poll(table, 60)

    assert table.items[KEYS[4]]["version"] == {"N": "1"}


def test_an_older_poll_that_comes_late_changes_nothing() -> None:
    table = MemoryTable()
    poll(table, 120)

    assert poll(table, 60) == {}
    assert ages(table) == dict.fromkeys(range(32), 120.0)
    assert table.units.writes == 16
