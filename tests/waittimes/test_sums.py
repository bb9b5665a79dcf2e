"""Sums to which several processes add: one contract for the tables in memory, in DynamoDB and in SQLite."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import wait_of
from tests.waittimes.tables_under_test import KEY, NOW, InDynamoDB, InMemory, TableUnderTest, put
from waittimes.page import NO_PAGE, pack
from waittimes.table import Table, TableUnavailable

LIFE = 700


def add(table: Table, *, now: float = NOW, **amounts: int) -> None:
    table.add(KEY, amounts, now=now, life_seconds=LIFE)


def test_sums_that_nobody_has_begun_are_empty(under_test: TableUnderTest) -> None:
    assert under_test.table.sums(KEY) == {}


def test_what_is_added_is_summed_up_name_by_name(under_test: TableUnderTest) -> None:
    add(under_test.table, calls=1, waited=250)
    add(under_test.table, calls=1, waited=-30, above=1)

    assert under_test.table.sums(KEY) == {"calls": 2, "waited": 220, "above": 1, "since": int(NOW)}


def test_sums_begin_once_and_expire_after_their_life_from_the_last_addition(under_test: TableUnderTest) -> None:
    add(under_test.table, now=NOW + 0.9, calls=1)
    add(under_test.table, now=NOW + 5000.9, calls=1)

    assert under_test.item(KEY) == {
        "ID": {"S": KEY},
        "since": {"N": str(int(NOW))},
        "expires_at": {"N": str(int(NOW) + 5000 + LIFE)},
        "calls": {"N": "2"},
    }


@pytest.mark.parametrize("name", ["count", "sum", "size", "values", "name", "add", "set", "where", "user", "timestamp"])
def test_a_sum_may_be_named_with_a_word_of_dynamodbs_own(under_test: TableUnderTest, name: str) -> None:
    add(under_test.table, **{name: 3})

    assert under_test.table.sums(KEY)[name] == 3


def test_adding_asks_once_and_reads_nothing(dynamo: InDynamoDB) -> None:
    asked: list[str] = []
    dynamo.client.meta.events.register(
        "before-call.dynamodb", lambda model, **_: asked.append(model.name), unique_id="noted"
    )

    add(dynamo.table, calls=1, waited=7)

    dynamo.client.meta.events.unregister("before-call.dynamodb", unique_id="noted")
    assert asked == ["UpdateItem"]


def test_sums_that_are_added_to_at_once_lose_nothing() -> None:
    table = MemoryTable()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: add(table, calls=1, waited=number), range(400)))

    assert table.sums(KEY) == {"calls": 400, "waited": 79_800, "since": int(NOW)}


def test_a_sum_that_is_no_number_is_refused_by_its_code(under_test: TableUnderTest) -> None:
    under_test.store({"ID": {"S": KEY}, "calls": {"S": "many"}})

    with pytest.raises(TableUnavailable, match=rf"^{under_test.mismatch}$"):
        add(under_test.table, calls=1)


@pytest.mark.parametrize(
    "attribute", [{"S": "7"}, {"N": "-7"}, {"N": "7.5"}, {"BOOL": True}, {"L": []}], ids=lambda each: str(*each.items())
)
def test_what_is_no_whole_number_from_0_on_is_left_out(under_test: TableUnderTest, attribute: dict[str, Any]) -> None:
    under_test.store({"ID": {"S": KEY}, "calls": {"N": "4"}, "waited": attribute})

    assert under_test.table.sums(KEY) == {"calls": 4}


def test_pages_and_sums_do_not_touch_each_other(under_test: TableUnderTest) -> None:
    page = put(under_test.table, pack([wait_of(7)]), NO_PAGE)
    under_test.table.add(f"{KEY}#feedback", {"calls": 1}, now=NOW, life_seconds=LIFE)

    assert under_test.table.get(KEY, consistent=True) == page


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "AccessDeniedException"])
def test_a_table_that_refuses_is_unavailable_by_its_code(under_test: TableUnderTest, code: str) -> None:
    reason = under_test.fail(code)

    with pytest.raises(TableUnavailable, match=rf"^{reason}$"):
        under_test.table.sums(KEY)
    with pytest.raises(TableUnavailable, match=rf"^{reason}$"):
        add(under_test.table, calls=1)


@pytest.mark.parametrize(("status", "body"), [(200, b"\xff\xfe\x00"), (500, b"\xff"), (503, b"<html>busy</html>")])
def test_an_answer_that_cannot_be_read_is_an_unavailable_table(dynamo: InDynamoDB, status: int, body: bytes) -> None:
    dynamo.answer(status, body)

    with pytest.raises(TableUnavailable):
        add(dynamo.table, calls=1)
    with pytest.raises(TableUnavailable):
        dynamo.table.sums(KEY)


def test_the_tables_in_memory_and_in_dynamodb_store_the_same_item(dynamo: InDynamoDB) -> None:
    memory = InMemory()
    for under_test in (memory, dynamo):
        add(under_test.table, calls=1, waited=250)
        add(under_test.table, now=NOW + 60, calls=1, above=1)

    assert dict(memory.item(KEY)) == dict(dynamo.item(KEY))


def test_the_table_in_memory_counts_what_dynamodb_would_bill() -> None:
    memory = MemoryTable()

    add(memory, calls=1)
    memory.sums(KEY)

    assert memory.units == Units(reads=1, writes=1, read_units=1, write_units=1)
