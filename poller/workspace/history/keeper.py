"""One workspace's history as a poll sees it: off until it is configured, and never in the poll's way."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from poller.estimation.statistics import Measured
from poller.setup import PollSetup
from poller.workspace.history.pace import PacingTable
from poller.workspace.history.store import HistoryMemory, HistoryStore
from waittimes.deadline import Deadline
from waittimes.score import CallerClass
from waittimes.table import Table
from waittimes.wait import Wait

log = logging.getLogger("waittimes.poller")


@dataclass(frozen=True, slots=True)
class HistoryKeeper:
    """Collects what each reading finds out, and stores it. Nothing that goes wrong in it reaches the poll."""

    setup: PollSetup
    workspace_sid: str
    memory: HistoryMemory

    @property
    def is_on(self) -> bool:
        """Whether the settings ask for a history."""
        return self.setup.limits.history_days > 0

    def pages_table(self) -> Table:
        """Return the table in which to write the pages: it paces the history."""
        return PacingTable(self.setup.table, self.memory.pace) if self.is_on else self.setup.table

    def collect(self, waits: Mapping[str, Wait], measured: Mapping[str, Measured]) -> None:
        """Note what a reading found out about these queues."""
        with self._unharmed():
            for queue_sid, wait in waits.items() if self.is_on else ():
                self.memory.collected.add(wait, measured[queue_sid].statistics)

    def store(self, classes: Iterable[CallerClass], deadline: Deadline) -> None:
        """Add the sums of these classes of callers, and write what is due."""
        with self._unharmed():
            if self.is_on:
                days, now = self.setup.limits.history_days, self.setup.clock()
                store = HistoryStore(self.setup.table, self.workspace_sid, self.memory, days)
                store.read_totals(classes, deadline, now=now)
                store.store(deadline, now=now)

    @contextmanager
    def _unharmed(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            # The last barrier between the history and the poll, whose waits callers hear.
            log.exception("poll.history_broken", extra={"workspace": self.workspace_sid})
