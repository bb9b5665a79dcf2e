"""One scheduled run of one workspace: the poll of its minute, and the refreshes that `refresh_seconds` adds."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poller.callbacks.lines import dialling_lines, lines_with_callbacks
from poller.deadline import for_reading
from poller.estimation import calibration
from poller.report import WorkspaceReport
from poller.setup import PollSetup
from poller.taskrouter.actions import Actions
from poller.taskrouter.port import StatisticsSource
from poller.workspace import promise_feedback
from poller.workspace.history.keeper import HistoryKeeper
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.poll import Progress, WorkspacePoll
from poller.workspace.state_store import STORE_EVERY_POLLS, StateStore
from poller.workspace.workflow_reader import WorkflowReader, caller_classes, routed_lines
from waittimes import cache, feedback
from waittimes.deadline import Deadline
from waittimes.score import CallerClass
from waittimes.settings.config import Line
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import TableUnavailable

if TYPE_CHECKING:
    from poller.callbacks.run import CallbackRun

log = logging.getLogger("waittimes.poller")


def report_no_progress(_workspace_sid: str, _read: int, _listed: int) -> None:
    """Do nothing, where nobody watches the progress."""


@dataclass(frozen=True, slots=True)
class WorkspaceRun:
    """Reads one workspace: first `poll`, then `refresh`. Both put failures into the report, and raise nothing."""

    setup: PollSetup
    connect: Callable[[Deadline], StatisticsSource]
    account_sid: str
    report: WorkspaceReport
    memory: WorkspaceMemory
    actions: Callable[[Deadline], Actions] | None = None
    """Reaches the account's tasks and calls; None where nothing is done at Twilio."""

    def poll(self, deadline: Deadline, progress: Progress) -> "CallbackRun | None":
        """Read the workspace by the deadline. Before, load what the estimator has learned; afterwards, store it.

        Returns the workspace's callbacks, which are to be carried out next; None if no line offers any.
        """
        callbacks = self._callbacks()
        with self._reported(deadline):
            began_at = self.setup.clock()
            self.memory.windows.clear()
            if self.setup.stores_state:
                self._state_store.load(now=began_at)
                self._learn_from_promises()
            self._read(deadline, progress, callbacks)
            self._read_workflows(deadline)
            if self.setup.stores_state:
                self._state_store.store(measured_at=began_at, now=self.setup.clock())
            self._work_on_messages(deadline)
            HistoryKeeper(self.setup, self.report.workspace_sid, self.memory.history).store(self._callers, deadline)
        return callbacks

    def refresh(self, deadline: Deadline) -> "CallbackRun | None":
        """Read the workspace again within the run. Returns what `poll` returns."""
        callbacks = self._callbacks()
        with self._reported(deadline):
            self._read(deadline, report_no_progress, callbacks)
        return callbacks

    def _callbacks(self) -> "CallbackRun | None":
        lines = lines_with_callbacks(self.setup.lines, self.report.workspace_sid)
        if not lines or self.actions is None:
            return None
        # Imported only for a line with callbacks, to keep it out of the cold start of all others.
        from poller.callbacks.run import CallbackRun

        return CallbackRun(
            table=self.setup.table,
            lines=lines,
            connect=self.actions,
            clock=self.setup.clock,
            public_url=self.setup.public_url,
            memory=self.memory.callbacks,
            workflows=self.memory.workflows.known,
        )

    def _read(self, deadline: Deadline, progress: Progress, callbacks: "CallbackRun | None") -> None:
        if callbacks is not None:
            callbacks.begin()
        self._recall()
        poll = WorkspacePoll(
            self.setup, self.connect, self.report, self.memory, for_reading(deadline), progress, callbacks
        )
        poll.run()

    def _work_on_messages(self, deadline: Deadline) -> None:
        lines = [each for each in self.setup.lines if each.workspace_sid == self.report.workspace_sid]
        if self.actions is None or not any(each.voicemail for each in lines):
            return
        # Imported only for a line with voicemail, to keep it out of the cold start of all others.
        from poller.voicemails.line_round import work_on_lines

        work_on_lines(lines, self.setup.table, self.setup.clock, self.actions, deadline)

    def _read_workflows(self, deadline: Deadline) -> None:
        """Read the workflows that decide something here, unless they were read since the workspace was read.

        They lead the callers of lines that name no task queue, and may stand in the way of callbacks.
        """
        read_at = self.memory.workspace.read_at if self.memory.workspace else None
        lines = (*self._routed_lines, *dialling_lines(self.setup.lines, self.report.workspace_sid))
        due = self.memory.workflows.due((line.workflow_sid for line in lines), read_at)
        if due:
            source = self.connect(for_reading(deadline))
            reader = WorkflowReader(source, self.setup.table, self.report.workspace_sid, self.memory.workflows)
            self.report.failures.update(reader.read(due, read_with=read_at, now=self.setup.clock()))

    @property
    def _routed_lines(self) -> tuple[Line, ...]:
        return routed_lines(self.setup.lines, self.report.workspace_sid)

    def _recall(self) -> None:
        """Remember what the table holds, after a cold start."""
        if self.memory.measured_at is None:
            try:
                self.memory.recall(cache.all_waits(self.setup.table, self.report.workspace_sid))
            except TableUnavailable as error:
                log.warning("poll.waits_not_read", extra={"workspace": self.report.workspace_sid, "reason": str(error)})

    @property
    def _state_store(self) -> StateStore:
        queues, items = self.memory.state.queues, self.memory.stored_items
        return StateStore(self.setup.table, self.report.workspace_sid, queues, items)

    def _learn_from_promises(self) -> None:
        """Learn from calls every few polls, unless the table has just failed to answer."""
        stored_items = self.memory.stored_items
        if not stored_items.items or stored_items.polls % STORE_EVERY_POLLS:
            return
        if callers := self._callers:
            scores = promise_feedback.read_new(
                self.setup.table, self.report.workspace_sid, callers, self.memory.promises
            )
            calibration.learn_from_calls(self.memory.state, scores)

    @property
    def _callers(self) -> frozenset[CallerClass]:
        """The classes of callers whose calls are scored."""
        named = feedback.classes(self.setup.lines, self.report.workspace_sid)
        return named | caller_classes(self._routed_lines, self.memory.workflows.known)

    @contextmanager
    def _reported(self, deadline: Deadline) -> Iterator[None]:
        started = deadline.clock()
        self.report.readings += 1
        try:
            yield
        except SecretUnavailable as error:
            self.report.fail(self.account_sid, str(error))
        except Exception as error:
            # The last barrier between workspaces: an unexpected error in one must not stop the others.
            told = {"account": self.report.account, "workspace": self.report.workspace_sid}
            log.exception("poll.workspace_broken", extra=told)
            self.report.fail(self.report.workspace_sid, type(error).__name__)
        self.report.seconds = round(self.report.seconds + deadline.clock() - started, 3)
