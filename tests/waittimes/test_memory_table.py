import pytest

from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import WORKSPACE, wait_of
from tests.waittimes.tables_under_test import KEY, put
from waittimes.page import NO_PAGE, pack
from waittimes.table import TableUnavailable

ROWS = pack([wait_of(7)])


def test_the_table_in_memory_counts_what_dynamodb_would_bill() -> None:
    memory = MemoryTable()

    page = put(memory, b"x" * 5000, NO_PAGE)
    put(memory, ROWS, page)
    memory.get(KEY, consistent=False)

    assert memory.units == Units(reads=3, writes=2, read_units=2 + 1 + 0.5, write_units=5 + 5)


def test_a_slow_table_in_memory_answers_after_its_time() -> None:
    waited: list[float] = []
    memory = MemoryTable(sleep=waited.append)
    memory.seconds_to_answer = 2.5

    put(memory, ROWS, NO_PAGE)

    assert waited == [2.5, 2.5]


def test_a_table_in_memory_can_refuse_one_key_and_recover() -> None:
    memory = MemoryTable()
    memory.fails("InternalServerError", key=KEY)

    assert memory.get(f"{WORKSPACE}#8", consistent=True) == NO_PAGE
    with pytest.raises(TableUnavailable, match=r"^InternalServerError$"):
        memory.get(KEY, consistent=True)

    memory.recovers()
    assert memory.get(KEY, consistent=True) == NO_PAGE
