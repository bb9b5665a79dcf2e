import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.histories import HOUR_AT, SALES, SUPPORT, any_points, at, point_of, store, total_of
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import WORKSPACE
from waittimes.history import Point, read, read_many
from waittimes.history.point import StoredPoint
from waittimes.score import Score
from waittimes.table import TableUnavailable


def stored(slots: int, calls: int | None = None) -> StoredPoint:
    return StoredPoint(point_of(slots), {} if calls is None else {0: total_of(calls)})


def points_of(table: MemoryTable, first: int, last: int, queue_sid: str = SALES) -> tuple[Point, ...]:
    return read(table, WORKSPACE, queue_sid, start=at(first), end=at(last))


def calls_by_slot(points: tuple[Point, ...]) -> dict[int, int | None]:
    return {(each.at - HOUR_AT) // 300: each.scores[0].calls if 0 in each.scores else None for each in points}


@given(any_points(), any_points(HOUR_AT + 3600))
def test_the_points_of_a_queue_are_read_in_order(first: dict[int, StoredPoint], second: dict[int, StoredPoint]) -> None:
    table = MemoryTable()
    store(table, {SALES: [*first.values(), *second.values()], SUPPORT: [stored(1)]})

    found = points_of(table, 0, 24)

    assert [each.at for each in found] == sorted([*first, *second])
    for each in found:
        point = (first | second)[each.at].point
        assert (each.estimate_seconds, each.hung_up) == (point.estimate_seconds, point.hung_up)


def test_a_slot_without_a_point_is_a_gap() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0), stored(1), stored(9), stored(30)]})

    assert points_of(table, 0, 48) == (point_of(0), point_of(1), point_of(9), point_of(30))


def test_the_slot_at_the_start_belongs_to_it_and_the_one_at_the_end_does_not() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(slots) for slots in range(24)]})

    assert points_of(table, 3, 5) == (point_of(3), point_of(4))
    assert read(table, WORKSPACE, SALES, start=at(3) + 0.5, end=at(5) + 0.5) == (point_of(4), point_of(5))
    assert points_of(table, 5, 5) == ()
    assert points_of(table, 5, 3) == ()


def test_whole_items_and_shards_are_read_together() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0), stored(1)]})
    store(table, {SALES: [stored(1), stored(2)]}, digit=SALES[-1])

    assert points_of(table, 0, 12) == (point_of(0), point_of(1), point_of(2))


def test_another_workspace_and_another_queue_are_not_mixed_in() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0)]}, workspace="WS" + "4" * 32)
    store(table, {SUPPORT: [stored(1)]})

    assert points_of(table, 0, 12) == ()


def test_many_queues_are_read_with_one_look_at_each_item() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0)], SUPPORT: [stored(0), stored(1)]})

    found = read_many(table, WORKSPACE, [SUPPORT, SALES], start=at(0), end=at(12), at_once=4)

    assert found == {SUPPORT: (point_of(0), point_of(1)), SALES: (point_of(0),)}
    assert table.units.reads == 2 * (1 + 2), "two hours, each with the whole item and the shards of two digits"


def test_the_scores_of_a_point_are_what_was_added_since_the_point_before() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(10, 100), stored(11, 103), stored(12, 103), stored(14, 110)]})

    found = points_of(table, 11, 24)

    assert [each.scores[0] for each in found] == [total_of(3), Score(), total_of(7)]


def test_the_first_point_with_sums_has_no_score() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0), stored(1, 100), stored(2, 104)]})

    assert calls_by_slot(points_of(table, 0, 12)) == {0: None, 1: None, 2: 4}


def test_after_a_gap_of_more_than_an_hour_a_point_has_no_score_wherever_reading_begins() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0, 100), stored(12, 107), stored(25, 190), stored(26, 191)]})

    assert calls_by_slot(points_of(table, 0, 36)) == {0: None, 12: 7, 25: None, 26: 1}
    for start in (1, 11, 12):
        assert calls_by_slot(points_of(table, start, 36)) == {12: 7, 25: None, 26: 1}


def test_sums_that_started_over_count_in_full() -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0, 900), stored(1, 2)]})

    assert calls_by_slot(points_of(table, 0, 12)) == {0: None, 1: 2}


def test_each_priority_has_its_own_scores() -> None:
    table = MemoryTable()
    first = StoredPoint(point_of(0), {0: total_of(10), 5: total_of(20)})
    second = StoredPoint(point_of(1), {0: total_of(11), 5: total_of(24), 9: total_of(1)})
    store(table, {SALES: [first, second]})

    assert dict(points_of(table, 1, 2)[0].scores) == {0: total_of(1), 5: total_of(4)}


@given(st.binary(max_size=40))
def test_an_hour_that_cannot_be_read_is_a_missing_hour(rows: bytes) -> None:
    table = MemoryTable()
    store(table, {SALES: [stored(0, 1), stored(12, 2), stored(24, 5), stored(25, 6)]})
    broken = sorted(table.items)[1]
    table.items[broken] = {**table.items[broken], "rows": {"B": rows}}

    assert calls_by_slot(points_of(table, 0, 36)) == {0: None, 24: None, 25: 1}


def test_a_table_that_does_not_answer_is_told() -> None:
    table = MemoryTable()
    table.fails()

    with pytest.raises(TableUnavailable):
        points_of(table, 0, 12)
