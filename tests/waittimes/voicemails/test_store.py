"""The store of messages: one item a call, found again by the register, and no number outside the item."""

from dataclasses import replace

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.waittimes.voicemails.messages import (
    CALL_SID,
    LINE,
    NOW,
    NUMBER,
    OTHER_CALL_SID,
    OTHER_RECORDING_SID,
    RECORDING_SID,
    message,
)
from waittimes.table import PageConflict, TableUnavailable
from waittimes.voicemails import store as store_module
from waittimes.voicemails.record import State
from waittimes.voicemails.register import Entry, register_key
from waittimes.voicemails.store import FIRST_LOOK_SECONDS, Opening, Stored, VoicemailStore, item_key


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


@pytest.fixture
def store(table: MemoryTable) -> VoicemailStore:
    return VoicemailStore(table)


def found(store: VoicemailStore, call_sid: str = CALL_SID) -> Stored:
    stored = store.find(LINE, call_sid)
    assert stored
    return stored


def test_an_opened_message_is_found_by_its_call_and_in_the_register(store: VoicemailStore) -> None:
    assert store.open(message(), most_pending=3, now=NOW) is Opening.MADE

    assert found(store).voicemail == message()
    assert store.entries(LINE) == {CALL_SID: Entry(NOW, NOW + FIRST_LOOK_SECONDS)}


def test_a_webhook_that_comes_twice_opens_one_message(store: VoicemailStore) -> None:
    store.open(message(), most_pending=1, now=NOW)
    store.add_recording(LINE, CALL_SID, RECORDING_SID, now=NOW + 3)

    assert store.open(message(created_at=NOW + 5), most_pending=1, now=NOW + 5) is Opening.MADE
    assert found(store).voicemail == message(recording_sids=(RECORDING_SID,))


def test_no_more_are_pending_than_the_line_allows(store: VoicemailStore) -> None:
    store.open(message(), most_pending=1, now=NOW)

    assert store.open(message(OTHER_CALL_SID), most_pending=1, now=NOW) is Opening.FULL
    assert store.find(LINE, OTHER_CALL_SID) is None


def test_a_handled_message_makes_room(store: VoicemailStore) -> None:
    store.open(message(), most_pending=1, now=NOW)
    store.note(LINE, {CALL_SID: Entry(NOW, NOW + 900, is_pending=False)}, now=NOW)

    assert store.open(message(OTHER_CALL_SID), most_pending=1, now=NOW) is Opening.MADE


def test_a_line_keeps_no_more_than_fit_into_the_register(
    store: VoicemailStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MOST_KEPT", 1)
    store.note(LINE, {CALL_SID: Entry(NOW, NOW + 900, is_pending=False)}, now=NOW)

    assert store.open(message(OTHER_CALL_SID), most_pending=9, now=NOW) is Opening.FULL


def test_a_full_register_fits_into_one_item_of_dynamodb(store: VoicemailStore, table: MemoryTable) -> None:
    entries = {f"CA{number:032x}": Entry(NOW + 0.123456, NOW + 0.123456) for number in range(store_module.MOST_KEPT)}
    store.note(LINE, entries, now=NOW)

    assert len(table.items[register_key(LINE)]["rows"]["B"]) < 300_000


def test_a_recording_is_noted_once_however_often_twilio_tells_of_it(store: VoicemailStore, table: MemoryTable) -> None:
    store.open(message(), most_pending=3, now=NOW)
    for _ in range(2):
        noted = store.add_recording(LINE, CALL_SID, RECORDING_SID, now=NOW + 40)
        assert noted == message(recording_sids=(RECORDING_SID,))

    assert found(store).page.version == 2
    assert table.units.writes == 3


def test_a_recording_that_is_told_late_opens_the_message_again(store: VoicemailStore) -> None:
    store.open(message(), most_pending=3, now=NOW)
    store.update(found(store), replace(message(), state=State.NOTHING), now=NOW + 300)
    store.note(LINE, {CALL_SID: None}, now=NOW + 300)

    store.add_recording(LINE, CALL_SID, RECORDING_SID, now=NOW + 600)

    assert found(store).voicemail.state is State.OPEN
    assert store.entries(LINE) == {CALL_SID: Entry(NOW, NOW + 600)}


def test_a_recording_of_a_call_that_left_no_message_is_not_noted(store: VoicemailStore, table: MemoryTable) -> None:
    assert store.add_recording(LINE, CALL_SID, RECORDING_SID, now=NOW) is None
    assert table.items == {}


def test_two_recordings_told_at_the_same_time_are_both_noted(store: VoicemailStore, table: MemoryTable) -> None:
    store.open(message(), most_pending=3, now=NOW)
    others = iter([OTHER_RECORDING_SID])

    def other_is_told(_: str) -> None:
        if other := next(others, None):
            store.add_recording(LINE, CALL_SID, other, now=NOW)

    table.between = other_is_told
    store.add_recording(LINE, CALL_SID, RECORDING_SID, now=NOW)

    assert set(found(store).voicemail.recording_sids) == {RECORDING_SID, OTHER_RECORDING_SID}


def test_the_number_stands_in_its_item_alone_until_the_message_is_finished(
    store: VoicemailStore, table: MemoryTable
) -> None:
    store.open(message(), most_pending=3, now=NOW)

    def holding() -> set[str]:
        return {key for key, item in table.items.items() if NUMBER.encode() in item["rows"]["B"] or NUMBER[1:] in key}

    assert holding() == {item_key(LINE, CALL_SID)}
    store.update(found(store), replace(message(), state=State.DELETED), now=NOW)
    assert holding() == set()


def test_an_update_of_an_old_reading_is_refused(store: VoicemailStore) -> None:
    store.open(message(), most_pending=3, now=NOW)
    old = found(store)
    store.update(old, replace(old.voicemail, over_at=NOW), now=NOW)

    with pytest.raises(PageConflict):
        store.update(old, replace(old.voicemail, over_at=NOW + 1), now=NOW)


def test_entries_that_two_write_at_the_same_time_both_stay(store: VoicemailStore, table: MemoryTable) -> None:
    others = iter([OTHER_CALL_SID])

    def other_opens(_: str) -> None:
        if other := next(others, None):
            store.open(message(other), most_pending=3, now=NOW)

    table.between = other_opens
    store.open(message(), most_pending=3, now=NOW)

    assert set(store.entries(LINE)) == {CALL_SID, OTHER_CALL_SID}


def test_a_register_or_item_that_cannot_be_read_is_taken_for_none(store: VoicemailStore, table: MemoryTable) -> None:
    store.open(message(), most_pending=3, now=NOW)
    for key in (register_key(LINE), item_key(LINE, CALL_SID)):
        table.items[key] = {**table.items[key], "rows": {"B": b"[broken"}}

    assert store.find(LINE, CALL_SID) is None
    assert store.entries(LINE) == {}


def test_a_table_that_is_down_is_told(store: VoicemailStore, table: MemoryTable) -> None:
    table.fails()

    with pytest.raises(TableUnavailable):
        store.open(message(), most_pending=3, now=NOW)
