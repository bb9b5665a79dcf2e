"""Where callbacks are kept: an item for each, and for each line a register of those that are pending.

The item is the commit point and the guard against a second promise to the same number; it alone holds the number. The
register lets the poller find the items, for the table cannot be searched. A callback is registered before its item is
written, and leaves the register after its item is finished: whoever is killed in between leaves an entry too many,
never one too few.

A caller who wants to be called back on another number is found by their own by an item that names the other's id.
"""

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from waittimes.callbacks.record import Callback, UnreadableCallback, decode, encode, id_of
from waittimes.page import NO_PAGE, Page
from waittimes.table import PageConflict, Table

WRITE_ATTEMPTS: Final = 6
PENDING_LIFE_SECONDS: Final = 3 * 24 * 3600
"""DynamoDB may delete a pending callback this long after it has expired."""
FINISHED_LIFE_SECONDS: Final = 24 * 3600
"""DynamoDB may delete a finished callback after this time. Until then, a webhook that comes late finds it."""
REGISTER_LIFE_SECONDS: Final = 30 * 24 * 3600
UNWRITTEN_SECONDS: Final = 300.0
"""An entry of the register whose item is missing for this long was never committed."""

NOBODY: Final[Mapping[str, float]] = MappingProxyType({})


class Commitment(Enum):
    """What came of a promise."""

    MADE = auto()
    ALREADY_MADE = auto()
    """A callback to this number is pending already."""
    FULL = auto()
    """As many are pending as the line allows."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A callback as it was read, with its page for the next conditional write."""

    callback: Callback
    page: Page


def register_key(line_name: str) -> str:
    """Return the `ID` of a line's register."""
    return f"callbacks#{line_name}"


def item_key(line_name: str, callback_id: str) -> str:
    """Return the `ID` of a callback's item."""
    return f"callback#{line_name}#{callback_id}"


def registered(page: Page) -> Mapping[str, float]:
    """Return the ids in a register, each with the time of its confirmation; none if the register cannot be read."""
    try:
        return {str(each): float(at) for each, at in json.loads(page.rows).items()} if page != NO_PAGE else NOBODY
    except (ValueError, TypeError, AttributeError):
        return NOBODY


@dataclass(frozen=True, slots=True)
class CallbackStore:
    """The callbacks in a table. Every method raises TableUnavailable."""

    table: Table

    def commit(self, callback: Callback, *, caller: str, most_pending: int, now: float) -> Commitment:
        """Promise a callback. `caller` is the number of the person who calls, in most cases the one to call back.

        Made again for the same call, it is made once. After TableUnavailable it may have been made or not.
        Raises PageConflict if others write all the time.
        """
        page = self._page(callback.line, callback.id)
        own_id = id_of(callback.line, caller)
        own_page = page if own_id == callback.id else self._page(callback.line, own_id)
        for found in map(callback_on, (page, own_page)):
            if found and found.state.is_pending:
                return Commitment.MADE if found.call_sid == callback.call_sid else Commitment.ALREADY_MADE
        if not self._register(callback, most_pending, now):
            return Commitment.FULL
        if own_id != callback.id:
            self._point(callback, own_id, own_page, now)
        try:
            self._put(callback, page, now)
        except PageConflict:
            other = self._found(callback.line, callback.id)
            if other is None or other.callback.call_sid != callback.call_sid:
                return Commitment.ALREADY_MADE
        return Commitment.MADE

    def find(self, line_name: str, number: str) -> Stored | None:
        """Return the callback, pending or finished, that this person was promised or that goes to this number."""
        page = self._page(line_name, id_of(line_name, number))
        if other_id := pointed_id(page):
            return self._found(line_name, other_id)
        found = callback_on(page)
        return Stored(found, page) if found else None

    def pending(self, line_name: str, *, now: float) -> tuple[Stored, ...]:
        """Return the pending callbacks of a line in the order of their places, and tidy its register.

        Finished ones leave the register, and so do entries that were never committed.
        """
        register = registered(self.table.get(register_key(line_name), consistent=True))
        found = {each: self._found(line_name, each) for each in register}
        if gone := {each: at for each, at in register.items() if _is_gone(found[each], at, now)}:
            with contextlib.suppress(PageConflict):
                self._unregister(line_name, gone, now)
        pending = (stored for stored in found.values() if stored is not None and stored.callback.state.is_pending)
        return tuple(sorted(pending, key=lambda stored: stored.callback.joined_at))

    def count(self, line_name: str) -> int:
        """Return how many callbacks of the line are registered as pending. The read may be a second behind."""
        return len(registered(self.table.get(register_key(line_name), consistent=False)))

    def update(self, stored: Stored, changed: Callback, *, now: float) -> Stored:
        """Write a changed callback. Raises PageConflict if another has written since it was read.

        A finished callback loses its numbers, and its place in the register.
        """
        if not changed.state.is_pending:
            changed = changed.finished(changed.state)
        page = self._put(changed, stored.page, now)
        if not changed.state.is_pending:
            # If the entry stays, the next `pending` removes it.
            with contextlib.suppress(PageConflict):
                self._unregister(changed.line, {changed.id: changed.confirmed_at}, now)
        return Stored(changed, page)

    def change(self, line_name: str, number: str, into: Callable[[Callback], Callback], *, now: float) -> Stored | None:
        """Find the person's pending callback and write `into` of it, again if another writes; None if there is none.

        Raises PageConflict if others write all the time.
        """
        for _ in range(WRITE_ATTEMPTS):
            stored = self.find(line_name, number)
            if stored is None or not stored.callback.state.is_pending:
                return None
            changed = into(stored.callback)
            if changed == stored.callback:
                return stored
            with contextlib.suppress(PageConflict):
                return self.update(stored, changed, now=now)
        raise PageConflict(line_name)

    def _page(self, line_name: str, callback_id: str) -> Page:
        return self.table.get(item_key(line_name, callback_id), consistent=True)

    def _found(self, line_name: str, callback_id: str) -> Stored | None:
        page = self._page(line_name, callback_id)
        found = callback_on(page)
        return Stored(found, page) if found else None

    def _put(self, callback: Callback, replaces: Page, now: float) -> Page:
        lives_until = (
            callback.expires_at + PENDING_LIFE_SECONDS if callback.state.is_pending else now + FINISHED_LIFE_SECONDS
        )
        rows, key = encode(callback), item_key(callback.line, callback.id)
        self.table.put(key, rows, replaces=replaces, measured_at=now, expires_at=lives_until)
        return Page((replaces.version or 0) + 1, now, rows)

    def _point(self, callback: Callback, own_id: str, replaces: Page, now: float) -> None:
        key, rows = item_key(callback.line, own_id), json.dumps({"see": callback.id}).encode()
        expires_at = callback.expires_at + PENDING_LIFE_SECONDS
        self.table.put(key, rows, replaces=replaces, measured_at=now, expires_at=expires_at)

    def _register(self, callback: Callback, most_pending: int, now: float) -> bool:
        def with_it(before: Mapping[str, float]) -> Mapping[str, float] | None:
            others = {each: at for each, at in before.items() if each != callback.id}
            return {**others, callback.id: callback.confirmed_at} if len(others) < most_pending else None

        return self._rewrite(callback.line, with_it, now)

    def _unregister(self, line_name: str, gone: Mapping[str, float], now: float) -> None:
        """Remove these entries, unless the number was promised another callback since."""

        def without_them(before: Mapping[str, float]) -> Mapping[str, float]:
            return {each: at for each, at in before.items() if gone.get(each) != at}

        self._rewrite(line_name, without_them, now)

    def _rewrite(
        self, line_name: str, rewrite: Callable[[Mapping[str, float]], Mapping[str, float] | None], now: float
    ) -> bool:
        """Rewrite the register, and tell whether `rewrite` allowed it. Raises PageConflict."""
        key = register_key(line_name)
        for _ in range(WRITE_ATTEMPTS):
            page = self.table.get(key, consistent=True)
            wanted = rewrite(registered(page))
            if wanted is None:
                return False
            rows = json.dumps(wanted, separators=(",", ":")).encode()
            with contextlib.suppress(PageConflict):
                self.table.put(key, rows, replaces=page, measured_at=now, expires_at=now + REGISTER_LIFE_SECONDS)
                return True
        raise PageConflict(key)


def _is_gone(stored: Stored | None, registered_at: float, now: float) -> bool:
    """Tell whether the entry of this time stands for nothing: for a finished callback, or one never committed."""
    if stored and stored.callback.state.is_pending:
        return False
    is_finished = stored is not None and stored.callback.confirmed_at == registered_at
    return is_finished or now - registered_at > UNWRITTEN_SECONDS


def callback_on(page: Page) -> Callback | None:
    """Return the callback that this item holds; None if it holds none, or is unreadable."""
    try:
        return decode(page.rows) if page != NO_PAGE else None
    except UnreadableCallback:
        return None


def pointed_id(page: Page) -> str:
    """Return the id of the callback that this item leads to; "" if it leads to none."""
    try:
        found = json.loads(page.rows) if page != NO_PAGE else {}
        return str(found.get("see", ""))
    except (ValueError, AttributeError):
        return ""
