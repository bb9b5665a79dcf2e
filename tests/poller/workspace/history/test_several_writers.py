"""Several processes write the same history: none loses what another has stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.histories import HOUR_AT, SALES, SUPPORT, total_of
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import WORKSPACE
from tests.poller.workspace.history.keeping import WHOLE, Container, history, slots
from tests.poller.workspace.history.test_keeping import LINE
from waittimes import feedback
from waittimes.history import read
from waittimes.page import NO_PAGE

DAY_MINUTES = 24 * 60
OUTAGE = range(9 * 60, 11 * 60 + 40)


def test_a_day_through_two_pollers_a_restart_and_an_outage_has_each_slot_once() -> None:
    table = MemoryTable()
    one, other = Container(table), Container(table)
    calls = 0
    for minute in range(DAY_MINUTES + 12):
        if minute == 5 * 60 + 2:
            one = Container(table)
        if minute not in OUTAGE and minute % 7:
            feedback.add(table, LINE, total_of(1), now=HOUR_AT + 60 * minute)
            calls += 300 <= 60 * minute < DAY_MINUTES * 60
        if minute not in OUTAGE:
            one.poll(minute, waiting=minute % 11)
            other.poll(minute + 0.5, waiting=minute % 13)

    found = history(table, hours=24)

    gap = {minute // 5 for minute in OUTAGE}
    assert slots(found) == [slot for slot in range(DAY_MINUTES // 5) if slot not in gap]
    for each in found:
        minutes = range((each.at - HOUR_AT) // 60, (each.at - HOUR_AT) // 60 + 5)
        assert each.waiting == max(max(minute % 11, minute % 13) for minute in minutes)
        assert each.estimate_seconds in (minutes[-1], round(minutes[-1] + 0.5))
    scored = sum(each.scores[0].calls for each in found if 0 in each.scores)
    assert calls - scored in range(5), "the calls between the last sums before the outage and the outage"


def test_a_process_that_starts_within_an_hour_adds_to_what_was_stored() -> None:
    table = MemoryTable()

    Container(table).polls(range(26))
    Container(table).polls(range(26, 61))

    assert slots(history(table)) == list(range(12))


def test_a_writer_that_comes_between_reading_and_writing_loses_nothing_and_overwrites_nothing() -> None:
    table = MemoryTable()
    slow, quick = Container(table), Container(table)
    slow.polls(range(5))
    quick.polls(range(5, 10))
    between = iter([lambda: quick.poll(10)])
    table.between = lambda key: next(between, lambda: None)() if key == WHOLE else None

    slow.poll(5.5)

    assert slots(history(table)) == [0, 1]
    assert table.items[WHOLE]["version"]["N"] == "2"


def test_a_writer_that_loses_every_time_tries_again_at_the_next_poll() -> None:
    table = MemoryTable()
    container = Container(table)
    container.polls(range(5))

    def overtake(key: str) -> None:
        if key == WHOLE:
            stored = table.get(key, consistent=True)
            table.put(key, b"another's", replaces=stored, measured_at=1, expires_at=2)

    table.between = overtake
    container.poll(5)
    assert history(table) == ()

    table.between = lambda _: None
    container.poll(6)
    assert slots(history(table)) == [0]


@given(st.binary(max_size=50))
def test_an_item_that_cannot_be_read_is_replaced(rows: bytes) -> None:
    table = MemoryTable()
    table.put(WHOLE, rows, replaces=NO_PAGE, measured_at=1, expires_at=2)

    Container(table).polls(range(6))

    assert slots(history(table)) == [0]


@pytest.mark.parametrize("fields", [{}, {"version": {"S": "one"}}, {"rows": {"S": "text"}}])
def test_an_item_with_broken_attributes_is_replaced(fields: dict[str, dict[str, str]]) -> None:
    table = MemoryTable()
    table.items[WHOLE] = {"ID": {"S": WHOLE}, **fields}

    Container(table).polls(range(6))

    assert slots(history(table)) == [0]


def test_two_workspaces_do_not_share_an_item() -> None:
    table = MemoryTable()
    Container(table).polls(range(6))

    assert read(table, "WS" + "4" * 32, SALES, start=HOUR_AT, end=HOUR_AT + 3600) == ()
    assert len(read(table, WORKSPACE, SUPPORT, start=HOUR_AT, end=HOUR_AT + 3600)) == 1
