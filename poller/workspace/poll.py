"""One poll of one workspace: catalogue, list, single queues, table. What fails costs only itself."""

import logging
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

from poller import estimation
from poller.estimation import calibration
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from poller.report import WorkspaceReport
from poller.taskrouter.port import StatisticsSource, TaskRouterError
from poller.workspace import list_reader, promise_feedback
from poller.workspace.list_reader import Listing
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.queue_reader import QueueReader
from poller.workspace.state_store import STORE_EVERY_POLLS, StateStore
from waittimes import cache
from waittimes.deadline import Deadline, OutOfTime
from waittimes.score import CallerClass
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import Table, TableUnavailable
from waittimes.wait import Wait

log = logging.getLogger("waittimes.poller")

PAGES_AT_ONCE = 16

Progress = Callable[[str, int, int], None]
"""Told a workspace, how many of its queues are through, and how many there are."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often things are done."""

    catalogue_seconds: float = 600.0
    """A workspace's catalogue is read again after this time, or when the list disagrees with it."""
    interim_seconds: float = 20.0
    """What has been read is stored in between when reading takes longer than this."""


@dataclass(slots=True)
class WorkspacePoll:
    """The poll of one workspace; `run` fills the report."""

    source: StatisticsSource
    report: WorkspaceReport
    memory: WorkspaceMemory
    table: Table
    clock: Callable[[], float]
    deadline: Deadline
    at_once: int
    rhythm: Intervals
    progress: Progress
    experience_store: StateStore | None = None
    callers: frozenset[CallerClass] = frozenset()
    """Whose promises are looked back at, every few polls."""
    _unstored: dict[str, Wait] = field(default_factory=dict)
    _unread: Counter[str] = field(default_factory=Counter)
    """How many queues are yet to be read, by the last digit of their SIDs, which is their page's."""
    _pages_left: set[str] = field(default_factory=lambda: set(cache.LAST_DIGITS))
    _stored_at: float = 0.0

    def run(self) -> None:
        """Read and store what time allows. Raises SecretUnavailable where nothing could be asked."""
        self._stored_at = self.deadline.clock()
        self._recall()
        if self.experience_store:
            self.experience_store.load(now=self.clock())
            self._hear()
        catalogue = self._catalogue()
        if catalogue is None:
            return
        began_at = self.clock()
        listed = list_reader.read(self.source, self._sid, self.clock, begin_at=self.memory.stopped_at)
        self.memory.stopped_at = listed.stopped_at
        listed.complete_from(self.memory.windows)
        self.memory.windows |= listed.windows
        catalogue = self._agreed(catalogue, listed)
        self._note_list(catalogue, listed)
        queue_sids = catalogue.queue_names.keys() | listed.seen
        listed_at = began_at if listed.complete else min(began_at, catalogue.read_at)
        # Whole milliseconds, as the table keeps them: rounded up, it would be later than what was measured at once.
        listed_at = math.floor(listed_at * 1000) / 1000
        everything = cache.Measurement(self._sid, (), frozenset(queue_sids), listed_at)
        self._read_singly(catalogue, listed, everything)
        self.report.failures |= self._store(everything, self._pages_left)
        self._look_back(queue_sids)
        if self.experience_store:
            self.experience_store.store(measured_at=began_at, now=self.clock())

    @property
    def _sid(self) -> str:
        return self.report.workspace_sid

    def _recall(self) -> None:
        if self.memory.measured_at is not None:
            return
        try:
            waits = list(cache.all_waits(self.table, self._sid))
        except TableUnavailable:
            return
        self.memory.recall({wait.queue_sid: wait.measured_at for wait in waits})

    def _hear(self) -> None:
        """Learn from what promises were worth, every few polls; not from a table that has just failed to answer."""
        shelf = self.memory.shelf
        if self.callers and shelf.items and shelf.polls % STORE_EVERY_POLLS == 0:
            scores = promise_feedback.read_new(self.table, self._sid, self.callers, self.memory.promises)
            calibration.learn_from_calls(self.memory.known, scores)

    def _catalogue(self) -> Workspace | None:
        """Return the catalogue: the one remembered until it is due, and for as long as no other can be had."""
        if self.memory.catalogue is None or self.deadline.clock() >= self.memory.catalogue_until:
            self._read_catalogue()
        return self.memory.catalogue

    def _read_catalogue(self) -> None:
        try:
            self.memory.catalogue = self.source.catalogue(self._sid, now=self.clock())
        except TaskRouterError as error:
            self.report.failures[self._sid] = f"catalogue: {error}"
        except OutOfTime:
            self.report.failures[self._sid] = "catalogue: no time left"
        else:
            self.memory.catalogue_until = self.deadline.clock() + self.rhythm.catalogue_seconds
            self.memory.disagreement = frozenset()

    def _agreed(self, catalogue: Workspace, listed: Listing) -> Workspace:
        """Return a catalogue read anew where the complete list knows other queues; once for each such difference."""
        difference = frozenset(catalogue.queue_names.keys() ^ listed.seen)
        if not listed.complete or difference == self.memory.disagreement:
            return catalogue
        self._read_catalogue()
        found = self.memory.catalogue or catalogue
        self.memory.disagreement = frozenset(found.queue_names.keys() ^ listed.seen)
        return found

    def _note_list(self, catalogue: Workspace, listed: Listing) -> None:
        self.report.queues |= catalogue.queue_names.keys() | listed.seen
        if listed.failures:
            self.report.failures[self._sid] = "; ".join(f"list of statistics: {each}" for each in listed.failures)
        if listed.ignored:
            log.warning("poll.fields_ignored", extra={"workspace": self._sid, "fields": dict(listed.ignored)})
        self.report.wait_in_list = bool(listed.with_wait) if listed.with_wait or listed.lacking else None
        if listed.complete:
            self.memory.known.forget(self.memory.known.queues.keys() - catalogue.queue_names.keys() - listed.seen)
        started = self.deadline.clock()
        self._note(catalogue, listed.found)
        self.report.estimating_seconds += self.deadline.clock() - started
        self.progress(self._sid, len(listed.found), self.report.listed)

    def _note(self, catalogue: Workspace, measured: Mapping[str, Measured]) -> None:
        """Estimate the waits of these queues together, for queues share agents."""
        waits = estimation.estimate(measured, catalogue, self.memory.known)
        self._unstored |= waits
        unusable = measured.keys() - waits.keys()
        self.report.failures |= dict.fromkeys(unusable, "estimate: these statistics cannot be used")

    def _read_singly(self, catalogue: Workspace, listed: Listing, everything: cache.Measurement) -> None:
        """Read what the list left out; it may have left out all."""
        reader = QueueReader(self.source, self._sid, self.clock, self.deadline, self.at_once, self.memory.windows)
        wanted = self.memory.rotation.ordered(everything.listed - listed.found.keys())
        self._unread = Counter(sid[-1].lower() for sid in wanted)
        through = self.report.listed - len(wanted)
        try:
            for number, reading in enumerate(reader.read(wanted, listed.lacking), through + 1):
                self.memory.rotation.asked(reading.queue_sid)
                self._unread[reading.queue_sid[-1].lower()] -= 1
                if reading.measured:
                    self._note(catalogue, {reading.queue_sid: reading.measured})
                if reading.failure:
                    self.report.failures[reading.queue_sid] = reading.failure.reason
                self._store_in_between(everything)
                self.progress(self._sid, number, self.report.listed)
        except SecretUnavailable as error:
            self.report.failures[self._sid] = str(error)
        if reader.gave_up:
            reasons = (self.report.failures.get(self._sid), "single queues: given up, all fail")
            self.report.failures[self._sid] = "; ".join(each for each in reasons if each)

    def _store_in_between(self, everything: cache.Measurement) -> None:
        """Store the pages that are complete, when it is time: each page is written once a poll."""
        complete = {digit for digit in self._pages_left if not self._unread[digit]}
        if complete and self.deadline.clock() - self._stored_at >= self.rhythm.interim_seconds:
            self._store(everything, complete)

    def _store(self, everything: cache.Measurement, digits: Set[str]) -> dict[str, str]:
        """Store these pages, and return the failures by page key. Nothing measured, nothing stored."""
        started = self.deadline.clock()
        waits = {sid: wait for sid, wait in self._unstored.items() if sid[-1].lower() in digits}
        if not waits:
            return {}
        measurement = cache.Measurement(self._sid, tuple(waits.values()), everything.listed, everything.listed_at)
        refused = cache.refresh(self.table, measurement, now=self.clock(), at_once=PAGES_AT_ONCE, digits=sorted(digits))
        stored = {sid for sid in waits if cache.page_key(self._sid, sid) not in refused}
        self._unstored = {sid: wait for sid, wait in self._unstored.items() if sid not in stored}
        self._pages_left = (self._pages_left - digits) | {key[-1] for key in refused}
        self.report.stored |= stored
        self._remember(waits[sid] for sid in stored)
        self._stored_at = self.deadline.clock()
        self.report.storing_seconds += self._stored_at - started
        return {key: f"{type(error).__name__}: {error}" for key, error in refused.items()}

    def _remember(self, waits: Iterable[Wait]) -> None:
        known = self.memory.measured_at or {}
        self.memory.measured_at = known | {wait.queue_sid: wait.measured_at for wait in waits}

    def _look_back(self, queue_sids: Set[str]) -> None:
        oldest_at = self.memory.oldest_at(queue_sids)
        self.report.oldest_age_seconds = None if oldest_at is None else round(max(0.0, self.clock() - oldest_at), 3)
