"""The store under faults: killed between any two writes, and with another writer between any two."""

import contextlib
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.memory_table import MemoryTable
from tests.waittimes.callbacks.promised import LINE, NOW, NUMBER, OTHER_CALL_SID, OTHER_NUMBER, promised
from waittimes.callbacks.record import State
from waittimes.callbacks.store import UNWRITTEN_SECONDS, CallbackStore, Commitment
from waittimes.page import Page
from waittimes.table import PageConflict

LATER = NOW + UNWRITTEN_SECONDS + 100


class Killed(Exception):
    """The process has ended."""


class MortalTable(MemoryTable):
    """Kills the process at its `lives`th write: before it, or after it."""

    def __init__(self, lives: int, *, dies_after: bool) -> None:
        super().__init__()
        self.lives = lives
        self.dies_after = dies_after

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        """See waittimes.table.Table."""
        self.lives -= 1
        if self.lives == 0 and not self.dies_after:
            raise Killed
        super().put(key, rows, replaces=replaces, measured_at=measured_at, expires_at=expires_at)
        if self.lives == 0:
            raise Killed


@given(st.integers(1, 4), st.booleans(), st.sampled_from([NUMBER, OTHER_NUMBER]))
def test_a_phone_killed_while_it_promises_leaves_a_callback_that_is_found_or_none(
    lives: int, dies_after: bool, number: str
) -> None:
    table = MortalTable(lives, dies_after=dies_after)
    store, outcome = CallbackStore(table), None
    with contextlib.suppress(Killed):
        outcome = store.commit(promised(number), caller=NUMBER, most_pending=3, now=NOW)

    pending = [each.callback for each in store.pending(LINE, now=LATER)]

    found = store.find(LINE, number)
    assert pending == ([found.callback] if found else [])
    assert found or outcome is None
    assert store.count(LINE) == len(pending)
    assert not found or store.commit(promised(number), caller=NUMBER, most_pending=3, now=LATER) is Commitment.MADE


@given(st.integers(1, 3), st.booleans())
def test_a_poller_killed_while_it_finishes_one_leaves_no_entry(lives: int, dies_after: bool) -> None:
    table = MortalTable(0, dies_after=dies_after)
    store = CallbackStore(table)
    store.commit(promised(), caller=NUMBER, most_pending=3, now=NOW)
    (stored,) = store.pending(LINE, now=NOW)
    table.lives = lives
    with contextlib.suppress(Killed):
        store.update(stored, replace(stored.callback, state=State.EXPIRED), now=NOW)

    for each in store.pending(LINE, now=LATER):
        store.update(each, replace(each.callback, state=State.EXPIRED), now=LATER)

    assert store.count(LINE) == 0
    found = store.find(LINE, NUMBER)
    assert found
    assert found.callback.state is State.EXPIRED


@given(st.lists(st.sampled_from(["commit", "tidy", "finish", "other number"]), max_size=6), st.integers(0, 30))
def test_whatever_others_do_in_between_no_promise_is_lost_and_none_made_twice(others: list[str], seed: int) -> None:
    table = MemoryTable()
    store, waiting, made = CallbackStore(table), list(others), []

    def promise(number: str, call_sid: str, at: float) -> None:
        callback = promised(number, call_sid=call_sid, confirmed_at=at)
        with contextlib.suppress(PageConflict):
            is_made = store.commit(callback, caller=number, most_pending=9, now=at) is Commitment.MADE
            # The webhook of the same call may come twice.
            if is_made and callback not in made:
                made.append(callback)

    def finish() -> None:
        for each in store.pending(LINE, now=NOW):
            if each.callback.call_sid == OTHER_CALL_SID:
                with contextlib.suppress(PageConflict):
                    store.update(each, replace(each.callback, state=State.REACHED), now=NOW)
                    made.remove(each.callback)

    acts: dict[str, Any] = {
        "commit": lambda: promise(NUMBER, OTHER_CALL_SID, NOW + 1 + seed),
        "other number": lambda: promise(OTHER_NUMBER, OTHER_CALL_SID, NOW + 2 + seed),
        "tidy": lambda: store.pending(LINE, now=NOW + 40),
        "finish": finish,
    }
    table.between = lambda _: acts[waiting.pop(0)]() if waiting else None

    promise(NUMBER, "CA" + "3c" * 16, NOW)
    store.pending(LINE, now=LATER)

    pending = [each.callback for each in store.pending(LINE, now=LATER)]
    assert sorted(pending, key=str) == sorted(made, key=str)
    assert len({each.number for each in pending}) == len(pending)
