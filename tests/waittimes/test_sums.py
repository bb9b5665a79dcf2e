"""Sums that many add to at once: the same contract for the table in memory and the one in DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import wait_of
from tests.waittimes.grounds import KEY, NOW, Ground, InDynamoDB, InMemory, put
from waittimes.page import NO_PAGE, pack
from waittimes.table import Table, TableUnavailable

LIFE = 700


def add(table: Table, *, now: float = NOW, **amounts: int) -> None:
    table.add(KEY, amounts, now=now, life_seconds=LIFE)


def test_sums_that_nobody_has_begun_are_empty(ground: Ground) -> None:
    assert ground.table.sums(KEY) == {}


def test_what_is_added_is_summed_up_name_by_name(ground: Ground) -> None:
    add(ground.table, calls=1, waited=250)
    add(ground.table, calls=1, waited=-30, above=1)

    assert ground.table.sums(KEY) == {"calls": 2, "waited": 220, "above": 1, "since": int(NOW)}


def test_sums_begin_once_and_expire_so_long_after_the_last_adding(ground: Ground) -> None:
    add(ground.table, now=NOW + 0.9, calls=1)
    add(ground.table, now=NOW + 5000.9, calls=1)

    assert ground.item(KEY) == {
        "ID": {"S": KEY},
        "since": {"N": str(int(NOW))},
        "expires_at": {"N": str(int(NOW) + 5000 + LIFE)},
        "calls": {"N": "2"},
    }


@pytest.mark.parametrize("name", ["count", "sum", "size", "values", "name", "add", "set", "where", "user", "timestamp"])
def test_a_sum_may_be_named_with_a_word_of_dynamodbs_own(ground: Ground, name: str) -> None:
    add(ground.table, **{name: 3})

    assert ground.table.sums(KEY)[name] == 3


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


def test_a_sum_that_is_no_number_is_refused_by_the_code_of_aws(ground: Ground) -> None:
    ground.store({"ID": {"S": KEY}, "calls": {"S": "many"}})

    with pytest.raises(TableUnavailable, match=r"^ValidationException$"):
        add(ground.table, calls=1)


@pytest.mark.parametrize(
    "attribute", [{"S": "7"}, {"N": "-7"}, {"N": "7.5"}, {"BOOL": True}, {"L": []}], ids=lambda each: str(*each.items())
)
def test_what_is_no_whole_number_from_0_on_is_left_out(ground: Ground, attribute: dict[str, Any]) -> None:
    ground.store({"ID": {"S": KEY}, "calls": {"N": "4"}, "waited": attribute})

    assert ground.table.sums(KEY) == {"calls": 4}


def test_pages_and_sums_do_not_touch_each_other(ground: Ground) -> None:
    page = put(ground.table, pack([wait_of(7)]), NO_PAGE)
    ground.table.add(f"{KEY}#feedback", {"calls": 1}, now=NOW, life_seconds=LIFE)

    assert ground.table.get(KEY, consistent=True) == page


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "AccessDeniedException"])
def test_a_table_that_refuses_is_unavailable_by_the_code_of_aws(ground: Ground, code: str) -> None:
    ground.fail(code)

    with pytest.raises(TableUnavailable, match=rf"^{code}$"):
        ground.table.sums(KEY)
    with pytest.raises(TableUnavailable, match=rf"^{code}$"):
        add(ground.table, calls=1)


@pytest.mark.parametrize(("status", "body"), [(200, b"\xff\xfe\x00"), (500, b"\xff"), (503, b"<html>busy</html>")])
def test_an_answer_that_cannot_be_read_is_an_unavailable_table(dynamo: InDynamoDB, status: int, body: bytes) -> None:
    dynamo.answer(status, body)

    with pytest.raises(TableUnavailable):
        add(dynamo.table, calls=1)
    with pytest.raises(TableUnavailable):
        dynamo.table.sums(KEY)


def test_the_tables_in_memory_and_in_dynamodb_store_the_same_item(dynamo: InDynamoDB) -> None:
    memory = InMemory()
    for ground in (memory, dynamo):
        add(ground.table, calls=1, waited=250)
        add(ground.table, now=NOW + 60, calls=1, above=1)

    assert dict(memory.item(KEY)) == dict(dynamo.item(KEY))


def test_the_table_in_memory_counts_what_dynamodb_would_bill() -> None:
    memory = MemoryTable()

    add(memory, calls=1)
    memory.sums(KEY)

    assert memory.units == Units(reads=1, writes=1, read_units=1, write_units=1)
