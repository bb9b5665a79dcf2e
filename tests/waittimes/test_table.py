from typing import Any

import pytest

from tests.fakes.waits import MEASURED_AT, WORKSPACE, wait_of
from tests.waittimes.tables_under_test import KEY, NOW, InDynamoDB, InMemory, TableUnderTest, put
from waittimes.page import NO_PAGE, MalformedPage, Page, pack
from waittimes.table import PageConflict, TableUnavailable

ROWS = pack([wait_of(7)])
OTHER_ROWS = pack([wait_of(7, pending=31)])


@pytest.mark.parametrize("consistent", [True, False])
def test_a_page_that_was_never_written_is_no_page(under_test: TableUnderTest, *, consistent: bool) -> None:
    assert under_test.table.get(KEY, consistent=consistent) == NO_PAGE


@pytest.mark.parametrize("consistent", [True, False])
def test_what_is_put_is_what_is_got(under_test: TableUnderTest, *, consistent: bool) -> None:
    under_test.table.put(KEY, ROWS, replaces=NO_PAGE, measured_at=MEASURED_AT + 0.25, expires_at=NOW + 90)

    page = under_test.table.get(KEY, consistent=consistent)

    assert page == Page(version=1, measured_at=MEASURED_AT + 0.25, rows=ROWS)
    assert page.waits() == {wait_of(7).queue_sid: wait_of(7)}


def test_every_put_is_a_new_version(under_test: TableUnderTest) -> None:
    first = put(under_test.table, ROWS, NO_PAGE)
    second = put(under_test.table, OTHER_ROWS, first)

    assert (first.version, second.version) == (1, 2)
    assert second.rows == OTHER_ROWS


def test_pages_do_not_touch_each_other(under_test: TableUnderTest) -> None:
    put(under_test.table, ROWS, NO_PAGE)

    assert under_test.table.get(f"{WORKSPACE}#8", consistent=True) == NO_PAGE


def test_an_item_expires_in_the_second_that_was_named(under_test: TableUnderTest) -> None:
    under_test.table.put(KEY, ROWS, replaces=NO_PAGE, measured_at=MEASURED_AT, expires_at=NOW + 86_400.9)

    assert under_test.item(KEY) == {
        "ID": {"S": KEY},
        "version": {"N": "1"},
        "measured_at": {"N": under_test.item(KEY)["measured_at"]["N"]},
        "expires_at": {"N": str(int(NOW) + 86_400)},
        "rows": {"B": ROWS},
    }


def test_a_page_somebody_else_has_created_is_not_overwritten(under_test: TableUnderTest) -> None:
    put(under_test.table, ROWS, NO_PAGE)

    with pytest.raises(PageConflict, match=KEY):
        put(under_test.table, OTHER_ROWS, NO_PAGE)

    assert under_test.table.get(KEY, consistent=True).rows == ROWS


def test_a_page_somebody_else_has_rewritten_is_not_overwritten(under_test: TableUnderTest) -> None:
    read = put(under_test.table, ROWS, NO_PAGE)
    put(under_test.table, ROWS, read)

    with pytest.raises(PageConflict, match=KEY):
        put(under_test.table, OTHER_ROWS, read)

    assert under_test.table.get(KEY, consistent=True) == Page(version=2, measured_at=MEASURED_AT, rows=ROWS)


def test_a_page_somebody_has_deleted_since_is_a_conflict(under_test: TableUnderTest) -> None:
    with pytest.raises(PageConflict, match=KEY):
        put(under_test.table, ROWS, Page(version=3, measured_at=MEASURED_AT, rows=OTHER_ROWS))


MALFORMED: dict[str, dict[str, dict[str, Any]]] = {
    "the key alone": {},
    "no version": {"measured_at": {"N": "5"}, "rows": {"B": ROWS}},
    "a version in words": {"version": {"S": "1"}, "rows": {"B": ROWS}},
    "no rows": {"version": {"N": "4"}, "measured_at": {"N": "5"}},
    "rows as text": {"version": {"N": "4"}, "rows": {"S": "waits"}},
    "rows that are not compressed": {"version": {"N": "4"}, "rows": {"B": b"waits"}},
    "every type wrong": {"version": {"BOOL": True}, "measured_at": {"S": "now"}, "rows": {"L": []}},
    "somebody else's item": {"PK": {"S": "user"}, "avg": {"N": "12.5"}},
}


@pytest.mark.parametrize("attributes", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_item_is_healed_by_the_next_put(
    under_test: TableUnderTest, attributes: dict[str, dict[str, Any]]
) -> None:
    under_test.store({"ID": {"S": KEY}, **attributes})

    malformed = under_test.table.get(KEY, consistent=True)
    healed = put(under_test.table, ROWS, malformed)

    assert healed.version == (malformed.version or 0) + 1
    assert healed.wait(wait_of(7).queue_sid) == wait_of(7)


@pytest.mark.parametrize(
    "name", ["the key alone", "no rows", "rows as text", "rows that are not compressed", "every type wrong"]
)
def test_a_malformed_item_is_a_page_that_knows_nothing(under_test: TableUnderTest, name: str) -> None:
    under_test.store({"ID": {"S": KEY}, **MALFORMED[name]})

    page = under_test.table.get(KEY, consistent=False)

    assert page.waits() == {}
    with pytest.raises(MalformedPage):
        page.wait(wait_of(7).queue_sid)


def test_rows_can_be_read_where_only_the_version_is_lost(under_test: TableUnderTest) -> None:
    under_test.store({"ID": {"S": KEY}, **MALFORMED["no version"]})

    assert under_test.table.get(KEY, consistent=False) == Page(version=None, measured_at=5.0, rows=ROWS)


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "AccessDeniedException"])
def test_a_table_that_refuses_is_unavailable_by_its_code(under_test: TableUnderTest, code: str) -> None:
    reason = under_test.fail(code)

    with pytest.raises(TableUnavailable, match=rf"^{reason}$"):
        under_test.table.get(KEY, consistent=False)
    with pytest.raises(TableUnavailable, match=rf"^{reason}$"):
        put(under_test.table, ROWS, NO_PAGE)


def test_the_tables_in_memory_and_in_dynamodb_store_the_same_item(dynamo: InDynamoDB) -> None:
    memory = InMemory()
    for under_test in (memory, dynamo):
        page = put(under_test.table, ROWS, NO_PAGE)
        put(under_test.table, OTHER_ROWS, page)

    remembered, stored = dict(memory.item(KEY)), dict(dynamo.item(KEY))

    assert float(remembered.pop("measured_at")["N"]) == float(stored.pop("measured_at")["N"]) == MEASURED_AT
    assert remembered == stored
