"""Which server polls: a lease in the table, so that of many clocks one polls, once a minute.

A clock claims a minute by replacing the lease, which fails if another has replaced it since it was read. How long ago
another claimed its minute is measured from the moment the lease was first seen, so that no server need trust another's
clock. Only a clock that has just started believes the time in the lease, with an allowance for clocks that differ.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from waittimes.page import NO_PAGE, Page
from waittimes.table import PAGE_LIFE_SECONDS, PageConflict, Table

KEY: Final = "server#clock"
EVERY_SECONDS: Final = 60.0
STAND_BY_SECONDS: Final = 90.0
"""How long a lease must stay unchanged before another server takes it over."""
MOST_SKEW_SECONDS: Final = 30.0
"""By how much the clocks of two servers may differ."""
ASKING_EVERY_SECONDS: Final = 5.0
"""How often a server that stands by looks at the lease."""


@dataclass(frozen=True, slots=True)
class PollRecord:
    """What the lease says of the polls."""

    holder: str = ""
    """Who polls; "" once that clock has ended."""
    claimed_at: float = 0.0
    """When the last poll began, in epoch seconds by the holder's clock."""
    succeeded_at: float | None = None
    """When a poll last succeeded, None if none ever has."""
    gauges: tuple[tuple[str, dict[str, str], float], ...] = field(default=())
    """The metrics of the last poll: name, dimensions, value."""


def read(table: Table) -> PollRecord:
    """Return what the lease says. Raises TableUnavailable."""
    return _record(table.get(KEY, consistent=False))


class PollLease:
    """One clock's view of the lease. `clock` returns epoch seconds, `monotonic` seconds that no one sets."""

    def __init__(
        self,
        table: Table,
        holder: str,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._table, self._holder = table, holder
        self._clock, self._monotonic = clock, monotonic
        self._has_looked = False
        self._version: int | None = None
        self._seen_at = 0.0

    def claim(self) -> float:
        """Return 0 if this clock polls now, else the seconds after which to ask again. Raises TableUnavailable."""
        began = self._monotonic()
        page = self._table.get(KEY, consistent=True)
        record = _record(page)
        left = self._seconds_left(page, record, began)
        if left > 0:
            return left if record.holder == self._holder else min(left, ASKING_EVERY_SECONDS)
        claimed = replace(record, holder=self._holder, claimed_at=self._clock())
        if not self._put(claimed, page):
            return ASKING_EVERY_SECONDS
        self._has_looked, self._seen_at = True, began
        # Whoever hung for this long on the way may have been replaced already.
        return 0.0 if self._monotonic() - began < MOST_SKEW_SECONDS else ASKING_EVERY_SECONDS

    def note(self, gauges: list[tuple[str, dict[str, str], float]], *, succeeded: bool) -> None:
        """Note how the poll ended, unless another clock has taken over. Raises TableUnavailable."""
        page = self._table.get(KEY, consistent=True)
        record = _record(page)
        if record.holder != self._holder:
            return
        succeeded_at = self._clock() if succeeded else record.succeeded_at
        self._put(replace(record, succeeded_at=succeeded_at, gauges=tuple(gauges)), page)

    def release(self) -> None:
        """Let another clock take the next minute, if this one holds the lease. Raises TableUnavailable."""
        page = self._table.get(KEY, consistent=True)
        record = _record(page)
        if record.holder == self._holder:
            self._put(replace(record, holder=""), page)

    def _seconds_left(self, page: Page, record: PollRecord, now: float) -> float:
        """Return the seconds until the lease is this clock's to claim."""
        if page == NO_PAGE:
            return 0.0
        patience = EVERY_SECONDS if record.holder in ("", self._holder) else STAND_BY_SECONDS
        is_first_look, self._has_looked = not self._has_looked, True
        if is_first_look or page.version != self._version:
            self._version, self._seen_at = page.version, now
        if is_first_look and self._clock() - record.claimed_at >= patience + MOST_SKEW_SECONDS:
            return 0.0
        return patience - (now - self._seen_at)

    def _put(self, record: PollRecord, page: Page) -> bool:
        now = self._clock()
        rows = json.dumps([record.holder, record.claimed_at, record.succeeded_at, record.gauges]).encode()
        try:
            self._table.put(KEY, rows, replaces=page, measured_at=now, expires_at=now + PAGE_LIFE_SECONDS)
        except PageConflict:
            return False
        self._version = (page.version or 0) + 1
        return True


def _record(page: Page) -> PollRecord:
    """Return what this item says; one that cannot be decoded says nothing, and the next claim replaces it."""
    if page == NO_PAGE:
        return PollRecord()
    try:
        holder, claimed_at, succeeded_at, gauges = json.loads(page.rows)
        return PollRecord(
            str(holder),
            float(claimed_at),
            None if succeeded_at is None else float(succeeded_at),
            tuple(_gauge(each) for each in gauges),
        )
    except (ValueError, TypeError):
        return PollRecord()


def _gauge(each: list[Any]) -> tuple[str, dict[str, str], float]:
    name, dimensions, value = each
    return str(name), dict(dimensions), float(value)
