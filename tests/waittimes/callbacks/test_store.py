"""The store of callbacks: one promise a number, none lost, and no number outside the item that needs it."""

from dataclasses import replace

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.waittimes.callbacks.promised import (
    CALL_SID,
    LINE,
    NOW,
    NUMBER,
    OTHER_CALL_SID,
    OTHER_NUMBER,
    promised,
)
from waittimes.callbacks.record import State, id_of
from waittimes.callbacks.store import CallbackStore, Commitment, item_key, register_key
from waittimes.page import Page
from waittimes.table import PageConflict, TableUnavailable

THIRD_NUMBER = "+4969777888"


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def store(table: MemoryTable) -> CallbackStore:
    return CallbackStore(table)


def test_a_promise_is_found_by_its_number_and_among_the_pending(store: CallbackStore) -> None:
    assert store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW) is Commitment.MADE

    found = store.find(LINE, NUMBER)
    assert found
    assert found.callback == promised()
    assert [each.callback for each in store.pending(LINE, now=NOW)] == [promised()]
    assert store.count(LINE) == 1


def test_a_webhook_that_comes_twice_promises_once(store: CallbackStore) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)

    again = store.commit(promised(confirmed_at=NOW + 2), caller=NUMBER, most_pending=3, now=NOW + 2)

    assert again is Commitment.MADE
    assert [each.callback for each in store.pending(LINE, now=NOW)] == [promised()]


def test_a_number_is_promised_no_second_callback(store: CallbackStore) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)

    second = store.commit(promised(call_sid=OTHER_CALL_SID), caller=NUMBER, most_pending=3, now=NOW + 60)

    assert second is Commitment.ALREADY_MADE
    assert store.count(LINE) == 1


def test_a_caller_with_a_callback_is_promised_none_to_another_number(store: CallbackStore) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)

    other = promised(OTHER_NUMBER, call_sid=OTHER_CALL_SID)

    assert store.commit(other, caller=NUMBER, most_pending=3, now=NOW) is Commitment.ALREADY_MADE
    found = store.find(LINE, NUMBER)
    assert found
    assert found.callback == promised()


def test_no_more_are_pending_than_the_line_allows(store: CallbackStore) -> None:
    for number in (NUMBER, OTHER_NUMBER):
        store.commit(promised(number), caller=number, most_pending=2, now=NOW)

    third = promised(THIRD_NUMBER)

    assert store.commit(third, caller=THIRD_NUMBER, most_pending=2, now=NOW) is Commitment.FULL
    assert store.find(LINE, THIRD_NUMBER) is None


def test_a_callback_to_another_number_is_found_by_both(store: CallbackStore) -> None:
    store.commit(promised(OTHER_NUMBER), caller=NUMBER, most_pending=3, now=NOW)

    by_caller, by_number = store.find(LINE, NUMBER), store.find(LINE, OTHER_NUMBER)
    assert by_caller
    assert by_number
    assert by_caller.callback == by_number.callback == promised(OTHER_NUMBER)
    assert store.count(LINE) == 1


def test_the_pending_are_in_the_order_of_their_places(store: CallbackStore) -> None:
    for number, joined_at in ((NUMBER, NOW - 20), (OTHER_NUMBER, NOW - 300), (THIRD_NUMBER, NOW - 100)):
        store.commit(promised(number, joined_at=joined_at), caller=number, most_pending=5, now=NOW)

    assert [each.callback.number for each in store.pending(LINE, now=NOW)] == [OTHER_NUMBER, THIRD_NUMBER, NUMBER]


def test_a_finished_callback_makes_room_and_can_be_promised_again(store: CallbackStore, table: MemoryTable) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=1, now=NOW)
    (stored,) = store.pending(LINE, now=NOW)
    store.update(stored, replace(stored.callback, state=State.REACHED, reached_at=NOW + 60), now=NOW + 60)

    found = store.find(LINE, NUMBER)
    assert found
    assert (found.callback.state, found.callback.number) == (State.REACHED, "")
    assert store.count(LINE) == 0
    assert NUMBER.encode() not in b"".join(each["rows"]["B"] for each in table.items.values())
    later = promised(call_sid=OTHER_CALL_SID, confirmed_at=NOW + 500)
    assert store.commit(later, caller=NUMBER, most_pending=1, now=NOW + 500) is Commitment.MADE


def test_the_number_stands_in_its_item_alone(store: CallbackStore, table: MemoryTable) -> None:
    store.commit(promised(OTHER_NUMBER), caller=NUMBER, most_pending=3, now=NOW)

    holding = {key for key, item in table.items.items() if OTHER_NUMBER.encode() in item["rows"]["B"]}
    assert holding == {item_key(LINE, id_of(LINE, OTHER_NUMBER))}
    assert not [key for key in table.items if OTHER_NUMBER[1:] in key or NUMBER[1:] in key]


def test_a_change_is_made_again_if_another_writes_in_between(store: CallbackStore, table: MemoryTable) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)
    others = iter([1, 2])

    def other_writes(key: str) -> None:
        if next(others, None) and key.startswith("callback#"):
            store.change(LINE, NUMBER, lambda each: replace(each, attempts=each.attempts + 1), now=NOW)

    table.between = other_writes
    store.change(LINE, NUMBER, lambda each: each.after_leaving(was_connected=False, now=NOW + 9), now=NOW + 9)

    found = store.find(LINE, NUMBER)
    assert found
    assert (found.callback.state, found.callback.attempts) == (State.WAITING, 2)


def test_an_update_of_an_old_reading_is_refused(store: CallbackStore) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)
    (old,) = store.pending(LINE, now=NOW)
    store.update(old, replace(old.callback, attempts=1), now=NOW)

    with pytest.raises(PageConflict):
        store.update(old, replace(old.callback, attempts=7), now=NOW)


def test_nothing_is_changed_of_a_finished_callback(store: CallbackStore) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)
    store.change(LINE, NUMBER, lambda each: each.finished(State.CANCELLED), now=NOW)

    assert store.change(LINE, NUMBER, lambda each: replace(each, state=State.WAITING), now=NOW) is None


def test_a_register_or_item_that_cannot_be_read_costs_no_call(store: CallbackStore, table: MemoryTable) -> None:
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)
    for key in (register_key(LINE), item_key(LINE, id_of(LINE, NUMBER))):
        table.items[key] = {**table.items[key], "rows": {"B": b"[broken"}}

    assert store.find(LINE, NUMBER) is None
    assert store.pending(LINE, now=NOW) == ()
    later = promised(call_sid=CALL_SID)
    assert store.commit(later, caller=NUMBER, most_pending=3, now=NOW) is Commitment.MADE
    assert [each.callback for each in store.pending(LINE, now=NOW)] == [later]


def test_a_table_that_is_down_is_told(store: CallbackStore, table: MemoryTable) -> None:
    table.fails()

    with pytest.raises(TableUnavailable):
        store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)


def test_a_promise_to_the_callers_own_number_reads_its_item_once(
    store: CallbackStore, table: MemoryTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    get = table.get

    def noted(key: str, *, consistent: bool) -> Page:
        asked.append(key)
        return get(key, consistent=consistent)

    monkeypatch.setattr(table, "get", noted)

    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)

    assert asked == [item_key(LINE, id_of(LINE, NUMBER)), register_key(LINE)]
