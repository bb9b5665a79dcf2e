"""What the polls of one process leave in the table."""

from dataclasses import replace

import pytest

from poller.workspace.history.collected import LARGEST_WHOLE, point_of
from tests.fakes.histories import HOUR_AT, SALES, SUPPORT, at, total_of
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics import BUSY_HOUR, LEFT_OUT
from tests.fakes.waits import WORKSPACE, queue_sid, wait_of
from tests.poller.workspace.history.keeping import CALLERS, DAYS, WHOLE, Container, history, items_of_hours, slots
from waittimes import cache, feedback
from waittimes.history import Point, items
from waittimes.history.point import SUMS
from waittimes.score import Score
from waittimes.settings.config import Account, Line
from waittimes.wait import Estimate

LINE = Line("sales", Account("main", "AC", (), (WORKSPACE,)), WORKSPACE, "WW", SALES)


def test_a_slot_is_stored_when_it_has_ended_with_its_last_figures_and_its_longest_line() -> None:
    table = MemoryTable()
    container = Container(table)
    for minute, waiting in enumerate([3, 8, 2, 5, 4]):
        container.poll(minute, waiting=waiting)
    assert history(table) == ()

    container.poll(5)

    (point,) = history(table)
    assert (point.at, point.estimate_seconds, point.low_seconds, point.high_seconds) == (at(0), 4, 4, 8)
    assert (point.waiting, point.longest_waiting_seconds, point.agents_busy) == (8, 75, 9)
    assert (point.answered, point.hung_up) == (17, 3)


def test_every_queue_and_every_slot_of_an_hour_share_one_item() -> None:
    table = MemoryTable()

    Container(table).polls(range(61))

    assert slots(history(table)) == slots(history(table, queue_sid=SUPPORT)) == list(range(12))
    assert items_of_hours(table).keys() == {WHOLE}


def test_an_item_expires_when_its_hour_is_as_old_as_the_settings_say() -> None:
    table = MemoryTable()

    Container(table).polls(range(6))

    assert table.items[WHOLE]["expires_at"]["N"] == str(HOUR_AT + 3600 + DAYS * 86400)


def test_where_it_is_off_nothing_is_collected_and_nothing_is_stored() -> None:
    table = MemoryTable()
    container = Container(table, days=0)

    container.polls(range(61))

    assert items_of_hours(table) == {}
    assert container.memory.collected.slots == {}
    assert container.memory.pace.units == 0


def test_a_poll_that_was_missed_is_a_gap_if_it_leaves_a_slot_without_any() -> None:
    table = MemoryTable()
    container = Container(table)

    container.polls(range(12))
    container.polls(range(27, 41))

    assert slots(history(table)) == [0, 1, 2, 5, 6, 7]


def test_a_workspace_of_many_queues_has_an_item_for_each_last_digit() -> None:
    table, many = MemoryTable(), tuple(map(queue_sid, range(LARGEST_WHOLE + 1)))
    container = Container(table, page_bytes=400_000)

    for minute in (0, 5):
        container.poll(minute, queue_sids=many)

    assert items_of_hours(table).keys() == {items.shard_key(WORKSPACE, digit, HOUR_AT) for digit in cache.LAST_DIGITS}
    assert slots(history(table, queue_sid=many[77])) == [0]


def test_a_workspace_that_grows_within_an_hour_keeps_its_history() -> None:
    table, many = MemoryTable(), (SALES, *map(queue_sid, range(LARGEST_WHOLE + 1)))
    container = Container(table, page_bytes=400_000)

    for minute, queue_sids in ((0, (SALES,)), (5, (SALES,)), (10, many), (15, many)):
        container.poll(minute, queue_sids=queue_sids)

    assert slots(history(table)) == [0, 1, 2]


def test_calls_scored_in_a_slot_are_in_its_point() -> None:
    table = MemoryTable()
    container = Container(table)
    for minute in range(31):
        if minute in (2, 12, 13, 22):
            feedback.add(table, LINE, total_of(minute), now=HOUR_AT + 60 * minute)
        container.poll(minute)

    scores = [each.scores.get(0) for each in history(table)]

    assert scores == [None, Score(), total_of(25), Score(), total_of(22), Score()]
    assert slots(history(table)) == [0, 1, 2, 3, 4, 5]


def test_the_first_call_of_all_is_in_its_point() -> None:
    table = MemoryTable()
    container = Container(table)
    for minute in range(11):
        if minute == 7:
            feedback.add(table, LINE, total_of(1), now=HOUR_AT + 60 * minute)
        container.poll(minute)

    assert [dict(each.scores) for each in history(table)] == [{}, {0: total_of(1)}]


def test_the_sums_are_read_once_in_a_slot() -> None:
    table = MemoryTable()
    container = Container(table)
    feedback.add(table, LINE, total_of(1), now=HOUR_AT)
    asked: list[str] = []
    sums = table.sums
    table.sums = lambda key: asked.append(key) or sums(key)  # type: ignore[method-assign, func-returns-value]

    for quarter in range(4 * 15):
        container.poll(quarter / 4)

    assert len(asked) == 3


def test_a_slot_whose_sums_were_not_read_leaves_its_calls_to_the_next_one() -> None:
    table = MemoryTable()
    container = Container(table)
    feedback.add(table, LINE, total_of(1), now=HOUR_AT)
    for minute in (*range(8), *range(10, 21)):
        if minute in (6, 12):
            feedback.add(table, LINE, total_of(minute), now=HOUR_AT)
        container.poll(minute)

    found = {each.at: each.scores[0].calls for each in history(table) if each.scores}

    assert found == {at(2): 18, at(3): 0}


def test_a_figure_that_taskrouter_left_out_is_unknown() -> None:
    wait = wait_of(1, measured_at=at(2) + 99.9, estimate=Estimate(None, 5.4, float("inf")))

    point = point_of(wait, replace(BUSY_HOUR, **LEFT_OUT))

    assert point == Point(at=at(2), low_seconds=5, waiting=4, agents_free=0)


@pytest.mark.parametrize("sid", ["WQ", "no SID", "WQ" + "g" * 32])
def test_a_queue_without_a_proper_sid_keeps_no_history_and_harms_no_other(sid: str) -> None:
    table = MemoryTable()
    container = Container(table)

    for minute in range(6):
        container.poll(minute, queue_sids=(sid, SALES))

    assert slots(history(table)) == [0]


def test_only_the_sums_that_the_history_keeps_are_in_its_points() -> None:
    table = MemoryTable()
    container = Container(table)
    for minute in range(11):
        feedback.add(table, LINE, Score(**dict.fromkeys(Score.__slots__, 1)), now=HOUR_AT)
        container.poll(minute)

    assert history(table)[1].scores[CALLERS.priority] == Score(**dict.fromkeys(SUMS, 5))
