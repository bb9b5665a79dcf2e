"""One reading of one workspace: its parts, its list of statistics, and queues one by one."""

import logging
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from poller import estimation
from poller.deadline import for_workspace
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from poller.report import WorkspaceReport
from poller.setup import PollSetup
from poller.taskrouter.port import StatisticsSource
from poller.workspace import list_reader
from poller.workspace.closed_queues import closed_queues
from poller.workspace.history.keeper import HistoryKeeper
from poller.workspace.known_workspace import KnownWorkspace, WorkspaceReader
from poller.workspace.list_reader import Listing
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.page_writer import PageWriter
from poller.workspace.queue_reader import QueueReader
from waittimes.deadline import Deadline
from waittimes.settings.secret import SecretUnavailable

if TYPE_CHECKING:
    from poller.callbacks.run import CallbackRun

log = logging.getLogger("waittimes.poller")

Progress = Callable[[str, int, int], None]
"""Called with a workspace's SID, the number of its queues read so far, and the number of all its queues."""


@dataclass(frozen=True, slots=True)
class WorkspacePoll:
    """Reads one workspace by a deadline, and stores its waits; `run` fills the report."""

    setup: PollSetup
    connect: Callable[[Deadline], StatisticsSource]
    report: WorkspaceReport
    memory: WorkspaceMemory
    deadline: Deadline
    progress: Progress
    callbacks: "CallbackRun | None" = None
    """The workspace's callbacks; None if no line offers any."""

    def run(self) -> None:
        """Read and store what time allows. Raises SecretUnavailable if nothing could be asked."""
        writer = self._writer()
        try:
            queue_sids = self._read(self.connect(self.deadline), writer)
            writer.write_rest()
        finally:
            self.report.add_stored(writer.measured_at, writer.failures, writer.seconds)
            self.memory.remember(writer.measured_at)
        self.report.oldest_age_seconds = self.memory.oldest_age_seconds(queue_sids, self.setup.clock())

    @property
    def _sid(self) -> str:
        return self.report.workspace_sid

    def _writer(self) -> PageWriter:
        clock, stopwatch = self.setup.clock, self.deadline.clock
        table = self._history.pages_table()
        return PageWriter(table, self._sid, clock, stopwatch, self.setup.intervals.interim_seconds)

    @property
    def _history(self) -> HistoryKeeper:
        return HistoryKeeper(self.setup, self._sid, self.memory.history)

    def _read(self, source: StatisticsSource, writer: PageWriter) -> set[str]:
        """Give every wait that can be estimated to the writer, and return the queues that exist."""
        reader = self._workspace_reader()
        known = reader.current()
        began_at = self.setup.clock()
        listing = list_reader.read(source, self._sid, self.setup.clock, begin_at=self.memory.stopped_at)
        self.memory.take(listing)
        known = reader.agreeing(known, listing)
        queue_sids = _existing(known, listing)
        self._report_list(listing, queue_sids, reader.failures)
        wanted = self.memory.rotation.ordered(queue_sids - listing.found.keys())
        is_proof = known.is_whole and listing.complete
        if is_proof:
            self.memory.state.forget(self.memory.state.queues.keys() - queue_sids)
        writer.expect(queue_sids, _listed_at(known, listing, began_at), unread=wanted, deletes=is_proof)
        self._estimate_list(known.workspace, listing, writer)
        self._read_alone(source, known.workspace, listing, wanted, writer)
        return queue_sids

    def _workspace_reader(self) -> WorkspaceReader:
        return WorkspaceReader(
            connect=lambda: self.connect(for_workspace(self.deadline)),
            workspace_sid=self._sid,
            memory=self.memory,
            clock=self.setup.clock,
            stopwatch=self.deadline.clock,
            again_after_seconds=self.setup.intervals.workspace_seconds,
        )

    def _report_list(self, listing: Listing, queue_sids: Collection[str], workspace_failures: list[str]) -> None:
        self.report.queues.update(queue_sids)
        for reason in workspace_failures:
            self.report.fail(self._sid, f"workspace: {reason}")
        for reason in listing.failures:
            self.report.fail(self._sid, f"list of statistics: {reason}")
        if listing.ignored:
            log.warning("poll.fields_ignored", extra={"workspace": self._sid, "fields": dict(listing.ignored)})
        self.report.wait_in_list = bool(listing.with_wait) if listing.with_wait or listing.lacking else None

    def _estimate_list(self, workspace: Workspace, listing: Listing, writer: PageWriter) -> None:
        started = self.deadline.clock()
        self._estimate(workspace, listing.found, writer)
        self.report.estimating_seconds += self.deadline.clock() - started
        self.progress(self._sid, len(listing.found), self.report.listed)

    def _estimate(self, workspace: Workspace, measured: Mapping[str, Measured], writer: PageWriter) -> None:
        """Estimate the waits of these queues together, because queues share agents."""
        lines = [line for line in self.setup.lines if line.task_queue_sid in measured]
        closed = closed_queues(lines, self.setup.clock())
        taught = {sid: replace(each, teaches=False) if sid in closed else each for sid, each in measured.items()}
        if self.callbacks is not None:
            taught = self.callbacks.counted(taught)
        waits = estimation.estimate(taught, workspace, self.memory.state)
        if self.callbacks is not None:
            self.callbacks.note_waits(waits)
        writer.add(waits)
        self._history.collect(waits, measured)
        for queue_sid in measured.keys() - waits.keys():
            self.report.fail(queue_sid, "estimate: these statistics cannot be used")

    def _read_alone(
        self,
        source: StatisticsSource,
        workspace: Workspace,
        listing: Listing,
        queue_sids: list[str],
        writer: PageWriter,
    ) -> None:
        """Read queue by queue what the list left out, which may be every queue."""
        at_once = self.setup.limits.concurrent_requests
        reader = QueueReader(source, self._sid, self.setup.clock, self.deadline, at_once, self.memory.windows)
        already_read = self.report.listed - len(queue_sids)
        try:
            for number, reading in enumerate(reader.read(queue_sids, listing.lacking), already_read + 1):
                self.memory.rotation.note_turn(reading.queue_sid)
                if reading.measured:
                    self._estimate(workspace, {reading.queue_sid: reading.measured}, writer)
                if reading.failure:
                    self.report.failures.add(reading.failure)
                writer.note_read(reading.queue_sid)
                self.progress(self._sid, number, self.report.listed)
        except SecretUnavailable as error:
            self.report.fail(self._sid, str(error))
        if reader.gave_up:
            self.report.fail(self._sid, "queues alone: given up, for all of them fail")


def _existing(known: KnownWorkspace, listing: Listing) -> set[str]:
    """Return the queues that exist. While the workspace is not known in full, only a complete list proves it."""
    if listing.complete and not known.is_whole:
        return set(listing.seen)
    return known.workspace.queue_names.keys() | listing.seen


def _listed_at(known: KnownWorkspace, listing: Listing, began_at: float) -> float:
    """Return the time at which the queues were listed: stored waits of other queues are deleted if older than that.

    0 if nothing proves that a queue was deleted.

    In whole milliseconds, like the table's times: rounding up would date the list after its own measurements.
    """
    if not known.is_whole:
        return 0.0
    listed_at = began_at if listing.complete else min(began_at, known.workspace.read_at)
    return math.floor(listed_at * 1000) / 1000
