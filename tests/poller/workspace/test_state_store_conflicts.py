"""Several processes that poll the same workspace, and clocks that are wrong: the states of the last poll win."""

import logging

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.poller.workspace.state_processes import DAY, NEW, NOON, OLD, A, B, Process

OWN, OTHER, NEXT = 11, 22, 33


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.mark.parametrize("other_minutes", [-1, 1], ids=["older", "newer"])
def test_of_two_that_write_the_same_item_the_one_that_polled_last_wins(
    table: MemoryTable, caplog: pytest.LogCaptureFixture, other_minutes: int
) -> None:
    caplog.set_level(logging.WARNING)
    process, other = Process(table), Process(table)
    process.learn(**{A: OWN})
    process.store.load(now=NOON)

    for number in range(10):
        other.poll(NOON + 60 * other_minutes + number, **{A: OTHER})
    for number in range(10):
        process.store.store(measured_at=NOON + number, now=NOON + number)

    winner = OTHER if other_minutes > 0 else OWN
    assert process.stored("1") == {A: winner}
    assert process.learned == {A: winner}
    process.poll(NOON + 300, **{A: NEXT})
    process.polls(9, NOON + 360)
    assert process.stored("1") == {A: NEXT}
    assert caplog.records == []


def test_a_measuring_time_from_a_wrong_clock_wins_nothing(table: MemoryTable) -> None:
    process, wrong = Process(table), Process(table)
    process.learn(**{A: NEW})
    process.store.load(now=NOON)
    wrong.poll(NOON + 400 * DAY, **{A: OLD})
    wrong.polls(9, NOON + 401 * DAY)

    for number in range(10):
        process.store.store(measured_at=NOON + number, now=NOON + number)

    assert process.stored("1") == {A: NEW}


def test_a_clock_set_back_is_no_reason_to_go_back_to_what_was_stored(table: MemoryTable) -> None:
    process = Process(table)
    process.poll(NOON, **{A: 1})
    process.polls(9, NOON + 60)

    process.poll(NOON - 3600, **{A: 2})
    process.polls(9, NOON - 3540)

    assert process.learned == {A: 2}
    assert process.stored("1") == {A: 2}


def test_a_process_that_slept_while_another_one_polled_takes_over_what_that_one_learned(table: MemoryTable) -> None:
    sleeper, other = Process(table), Process(table)
    sleeper.poll(NOON, **{A: OLD, B: OLD})
    sleeper.polls(9, NOON + 60)
    other.poll(NOON + 3600)
    other.poll(NOON + 3660, **{A: NEW})
    other.polls(9, NOON + 3720)

    sleeper.store.load(now=NOON + 7200)

    assert sleeper.learned == {A: NEW, B: OLD}


def test_a_process_that_slept_while_nobody_polled_keeps_what_it_had_not_yet_written(table: MemoryTable) -> None:
    sleeper = Process(table)
    sleeper.polls(10, NOON)
    sleeper.poll(NOON + 600, **{A: 1})
    sleeper.polls(9, NOON + 660)
    sleeper.poll(NOON + 1200, **{A: 2})

    sleeper.store.load(now=NOON + 7200)

    assert (sleeper.stored("1"), sleeper.learned) == ({A: 1}, {A: 2})


def test_as_long_as_a_process_polls_it_reads_each_item_once(table: MemoryTable) -> None:
    process = Process(table)

    process.polls(20, NOON)

    assert table.units.reads == 16
