"""Reads what the board shows: every page of some workspaces and the switch at the same time, then line by line."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ivr import reading
from ivr.current_wait import CurrentWait
from ivr.phone import Phone
from ivr.switch import KEY
from ivr.wallboard import patience
from waittimes.cache import LAST_DIGITS, page_key
from waittimes.deadline import Deadline
from waittimes.page import Page
from waittimes.settings.config import Line
from waittimes.wait import Wait

log = logging.getLogger("waittimes.ivr")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read at one moment."""

    now: float
    """The moment, in seconds since the epoch."""
    waits: Mapping[str, Mapping[str, Wait]]
    """Each workspace's waits by the SID of their task queue."""
    lines: tuple[tuple[Line, CurrentWait], ...]
    """The lines with what their callers are told."""
    failure: str = ""
    """Why a part of it could not be read, "" if nothing is missing."""

    @property
    def measured_at(self) -> float:
        """When the newest of these waits was measured, in seconds since the epoch; 0 without any."""
        return max((wait.measured_at for waits in self.waits.values() for wait in waits.values()), default=0.0)


@dataclass(slots=True)
class BoardReader:
    """Reads for viewers by the same code that answers calls, and keeps pages parsed. One for each process."""

    phone: Phone
    _parsed: dict[str, tuple[Page, dict[str, Wait]]] = field(default_factory=dict)

    def lines(self, lines: Iterable[Line], deadline: Deadline) -> Reading:
        """Return the waits of these lines and of nothing else."""
        wanted = tuple(lines)
        keys = {page_key(line.workspace_sid, line.task_queue_sid) for line in wanted if line.task_queue_sid}
        return self._read(sorted(keys), wanted, deadline)

    def workspaces(self, workspace_sids: Iterable[str], lines: Iterable[Line], deadline: Deadline) -> Reading:
        """Return every wait of these workspaces, and the waits of these lines."""
        keys = [page_key(sid, digit) for sid in workspace_sids for digit in LAST_DIGITS]
        return self._read(keys, tuple(lines), deadline)

    def _read(self, keys: list[str], lines: tuple[Line, ...], deadline: Deadline) -> Reading:
        now = self.phone.clock()
        failure = self._fetch(keys, now, deadline)
        told = tuple((line, self.phone.current_wait(line, deadline)) for line in lines)
        waits: dict[str, dict[str, Wait]] = {}
        for key in sorted({*keys, *_pages_of_routes(lines)}):
            waits.setdefault(key.partition("#")[0], {}).update(self._waits(key, now))
        return Reading(now, waits, told, failure)

    def _fetch(self, keys: list[str], now: float, deadline: Deadline) -> str:
        """Read the switch and the pages that are not remembered, and return why one could not be read, "" for none."""
        missing = [key for key in keys if self.phone.reader.recalled(key, now=now) is None]
        missing += [] if self.phone.switch.is_remembered(now) else [KEY]
        failure = ""
        for key, found in self._pages(missing, deadline).items():
            if not isinstance(found, Page):
                failure = f"{type(found).__name__} {found}".strip()
            elif key == KEY:
                self.phone.switch.remember(found, now=now)
            else:
                self.phone.reader.remember(key, found, now=now)
        if failure:
            log.warning("wallboard.not_read", extra={"reason": failure})
        return failure

    def _pages(self, keys: list[str], deadline: Deadline) -> reading.Found:
        return reading.pages(self.phone.table, keys, deadline, patience.WORKERS) if keys else {}

    def _waits(self, key: str, now: float) -> Mapping[str, Wait]:
        """Return the waits of a page. A page that has not changed is not parsed again: thousands take long."""
        page = self.phone.reader.recalled(key, now=now)
        if page is None:
            return {}
        known, waits = self._parsed.get(key, (None, {}))
        if known is None or known.version != page.version or known.rows != page.rows:
            waits = page.waits()
            self._parsed[key] = (page, waits)
        return waits


def _pages_of_routes(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the keys of the pages that routing these lines may have read. Without them nothing would seem measured."""
    for workspace_sid in {line.workspace_sid for line in lines if not line.task_queue_sid}:
        yield from (page_key(workspace_sid, digit) for digit in LAST_DIGITS)
