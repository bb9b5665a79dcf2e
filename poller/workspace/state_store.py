"""What the estimator has learned of a workspace, written to the table every few polls and read by the next process.

Sixteen items lie beside the pages, one for each last digit of the queues' SIDs. Losing them costs accuracy for a
while and nothing else, so a failure here is logged and fails no poll.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from poller.estimation import QueueState, state_format
from waittimes import cache
from waittimes.page import NO_PAGE, Page, credible
from waittimes.table import PageConflict, Table

log = logging.getLogger("waittimes.poller")

STORE_EVERY_POLLS = 10
"""The number of polls in which each of the sixteen items is written once."""
LIFE_SECONDS = 14 * 24 * 3600
"""DynamoDB may delete an item this long after it was written; a contact centre may close for more than a week."""
RENEW_AFTER_SECONDS = LIFE_SECONDS / 2
"""An item this old is written even if nothing changed, so that it does not expire."""
RELOAD_AFTER_SECONDS = 600.0
"""A process that has not polled for this long reads the items again: another one may have learned more."""
ANSWER_SECONDS = 2.0
"""How long to wait for the table; requests that hang are left behind."""
MOST_BYTES = 390_000
"""DynamoDB takes an item of 400 KB, including its key, version and times."""


@dataclass(slots=True)
class StoredItems:
    """What this process knows of a workspace's sixteen items."""

    items: dict[str, Page] = field(default_factory=dict)
    """Items as they were last read or written, by digit. An item that was never read must not be overwritten."""
    turns: dict[str, float] = field(default_factory=dict)
    """When each last had its turn to be written, in epoch seconds."""
    polls: int = 0
    polled_at: float = float("-inf")
    """When the newest poll began, in epoch seconds."""


@dataclass(frozen=True, slots=True)
class StateStore:
    """One workspace's queue states between the process and the table. `queues` is changed in place."""

    table: Table
    workspace_sid: str
    queues: dict[str, QueueState]
    """States by queue SID."""
    stored: StoredItems

    def load(self, *, now: float) -> None:
        """Add the states that the table holds and this process lacks. Items that fail are read again next time."""
        known = self.stored.items.keys() if now - self.stored.polled_at <= RELOAD_AFTER_SECONDS else ()
        found = self._each(
            "poll.experience_not_loaded", (digit for digit in cache.LAST_DIGITS if digit not in known), self._get
        )
        for digit, item in found.items():
            if digit not in self.stored.items or self.stored.polled_at < credible(item.measured_at, now):
                self._take(digit, item)
            self.stored.turns.setdefault(digit, credible(item.measured_at, now))

    def store(self, *, measured_at: float, now: float) -> None:
        """Write the changed items among this poll's share. `measured_at` is when the poll began.

        The last poll wins: if another process has written an item with a newer time, its states replace ours.
        """
        packed = {digit: rows for digit in self._in_turn(measured_at) if (rows := self._changed(digit, now))}
        self.stored.polled_at = measured_at
        written = self._each(
            "poll.experience_not_stored", packed, lambda digit: self._put(digit, packed[digit], measured_at, now)
        )
        for digit, item in written.items():
            if item.rows == packed[digit]:
                self.stored.items[digit] = item
            else:
                self._take(digit, item)

    def _in_turn(self, measured_at: float) -> list[str]:
        """Return the digits of this poll's share of the items: those that were written longest ago."""
        begun, self.stored.polls = self.stored.polls, self.stored.polls + 1
        share = [polls * len(cache.LAST_DIGITS) // STORE_EVERY_POLLS for polls in (begun, begun + 1)]
        found = sorted(self.stored.items, key=lambda digit: (self.stored.turns[digit], digit))[: share[1] - share[0]]
        self.stored.turns |= dict.fromkeys(found, measured_at)
        return found

    def _changed(self, digit: str, now: float) -> bytes:
        """Return the item's bytes; empty if it need not be written, or exceeds what an item may hold."""
        queues = {sid: self.queues[sid] for sid in sorted(self.queues) if cache.last_digit(sid) == digit}
        item = self.stored.items[digit]
        if item == NO_PAGE and not queues:
            return b""
        rows = state_format.pack(queues)
        if len(rows) > MOST_BYTES:
            told = {"workspace": self.workspace_sid, "items": [digit], "bytes": len(rows), "queues": len(queues)}
            log.error("poll.experience_too_large", extra=told)
            return b""
        is_young = now - credible(item.measured_at, now) < RENEW_AFTER_SECONDS
        return b"" if rows == item.rows and is_young else rows

    def _put(self, digit: str, rows: bytes, measured_at: float, now: float) -> Page:
        """Write the item, and return what the table then holds."""
        item, key = self.stored.items[digit], _key(self.workspace_sid, digit)
        try:
            self.table.put(key, rows, replaces=item, measured_at=measured_at, expires_at=now + LIFE_SECONDS)
        except PageConflict:
            item = self.table.get(key, consistent=True)
            if credible(item.measured_at, now) > measured_at:
                return item
            self.table.put(key, rows, replaces=item, measured_at=measured_at, expires_at=now + LIFE_SECONDS)
        return Page((item.version or 0) + 1, measured_at, rows)

    def _get(self, digit: str) -> Page:
        return self.table.get(_key(self.workspace_sid, digit), consistent=False)

    def _take(self, digit: str, item: Page) -> None:
        self.stored.items[digit] = item
        if item != NO_PAGE:
            self.queues.update(state_format.unpack(item.rows))

    def _each(self, otherwise: str, digits: Iterable[str], ask: Callable[[str], Page]) -> dict[str, Page]:
        """Return the items of these digits, asked for all at once. Log `otherwise` for those that fail."""
        pool = ThreadPoolExecutor(max_workers=len(cache.LAST_DIGITS))
        futures = {digit: pool.submit(ask, digit) for digit in digits}
        wait(futures.values(), timeout=ANSWER_SECONDS)
        pool.shutdown(wait=False, cancel_futures=True)
        failed = {digit: error for digit, future in futures.items() if (error := _failure(future))}
        if failed:
            reasons = sorted({f"{type(error).__name__}: {error}" for error in failed.values()})
            log.warning(otherwise, extra={"workspace": self.workspace_sid, "items": [*failed], "reasons": reasons})
        return {digit: future.result() for digit, future in futures.items() if digit not in failed}


def _failure(future: "Future[Page]") -> BaseException | None:
    return future.exception() if future.done() and not future.cancelled() else TimeoutError("no answer in time")


def _key(workspace_sid: str, digit: str) -> str:
    return f"{cache.page_key(workspace_sid, digit)}#experience"
