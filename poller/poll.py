"""One poll: every account's workspaces at the same time, each on its own; what fails costs only itself."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Semaphore

from poller import schedule
from poller.deadline import for_reading
from poller.report import Report, WorkspaceReport
from poller.taskrouter.port import StatisticsSource
from poller.taskrouter.request_counts import RequestCounts
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.poll import Intervals, Progress, WorkspacePoll
from poller.workspace.state_store import StateStore
from waittimes import feedback
from waittimes.deadline import Deadline
from waittimes.settings.config import Account, Line
from waittimes.settings.polling import Polling
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import Table

log = logging.getLogger("waittimes.poller")

MOST_WORKSPACES_AT_ONCE = 32

Connect = Callable[[Account, Deadline, RequestCounts], StatisticsSource]
"""Reaches an account's TaskRouter for one poll, which must be over by the deadline and keeps the tally."""


class PollFailed(Exception):
    """No account could be refreshed: raised so that Lambda counts an error. `reports` says what was tried."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__("; ".join(f"{each.account}: {', '.join(each.first_reasons)}" for each in reports))
        self.reports = reports


def _silent(_workspace_sid: str, _through: int, _listed: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Poller:
    """The poller, wired: who is polled, how TaskRouter is reached, where waits are written, what time it is."""

    accounts: tuple[Account, ...]
    connect: Connect
    table: Table
    clock: Callable[[], float]
    limits: Polling = field(default_factory=Polling)
    rhythm: Intervals = field(default_factory=Intervals)
    memories: dict[str, WorkspaceMemory] = field(default_factory=dict)
    """What is remembered of each workspace from one poll to the next."""
    lines: tuple[Line, ...] = ()
    """Whose callers' promises are looked back at."""
    stores_state: bool = False
    """Whether what the estimator has learned is stored in the table; otherwise it stays in this process."""

    def refresh(
        self,
        deadline: Deadline | None = None,
        progress: Progress = _silent,
        *,
        every_seconds: float = schedule.MINUTE_SECONDS,
    ) -> list[Report]:
        """Poll every account, by the deadline, and return what it came to; once, or again every so many seconds.

        It is over when the minute is that began with it. Raises PollFailed where all accounts failed.
        """
        by = deadline or Deadline.in_seconds(self.limits.deadline_seconds)
        reports = self._polled(by, progress, every_seconds)
        for report in reports:
            report.log()
        if all(report.failed_altogether for report in reports):
            raise PollFailed(reports)
        return reports

    def _polled(self, deadline: Deadline, progress: Progress, every_seconds: float) -> list[Report]:
        jobs = [(each, WorkspaceReport(each.name, sid)) for each in self.accounts for sid in each.workspace_sids]
        # A thread for each, for those between two readings only wait; so many of them read at once.
        pool, places = ThreadPoolExecutor(max_workers=max(1, len(jobs))), Semaphore(MOST_WORKSPACES_AT_ONCE)

        def run(account: Account, report: WorkspaceReport) -> WorkspaceReport:
            memory = self.memories.setdefault(report.workspace_sid, WorkspaceMemory())
            memory.windows.clear()
            store, told = self._experience_store(report.workspace_sid, memory), progress
            for by in schedule.deadlines(deadline, every_seconds):
                with places:
                    self._read(account, report, for_reading(by), told, store)
                store, told = None, _silent
            return report

        futures = [pool.submit(run, account, report) for account, report in jobs]
        wait(futures, timeout=deadline.remaining_seconds())
        # Whoever hangs is left behind: what it writes yet, it writes only over what is older.
        pool.shutdown(wait=False, cancel_futures=True)
        found = [
            future.result() if future.done() and not future.cancelled() else report.unfinished()
            for (_, report), future in zip(jobs, futures, strict=True)
        ]
        return [
            Report(account.name, tuple(each for each in found if each.account == account.name))
            for account in self.accounts
        ]

    def _read(
        self,
        account: Account,
        report: WorkspaceReport,
        deadline: Deadline,
        progress: Progress,
        store: StateStore | None,
    ) -> None:
        started, workspace_sid = deadline.clock(), report.workspace_sid
        report.readings += 1
        try:
            WorkspacePoll(
                source=self.connect(account, deadline, report.tally),
                report=report,
                memory=self.memories[workspace_sid],
                experience_store=store,
                callers=feedback.classes(self.lines, workspace_sid),
                table=self.table,
                clock=self.clock,
                deadline=deadline,
                at_once=self.limits.concurrent_requests,
                rhythm=self.rhythm,
                progress=progress,
            ).run()
        except SecretUnavailable as error:
            report.failures[account.sid] = str(error)
        except Exception as error:
            # The last fence between workspaces: what nobody foresaw in one must not cost the next.
            log.exception("poll.workspace_broken", extra={"account": account.name, "workspace": workspace_sid})
            report.failures[workspace_sid] = type(error).__name__
        report.seconds = round(report.seconds + deadline.clock() - started, 3)

    def _experience_store(self, workspace_sid: str, memory: WorkspaceMemory) -> StateStore | None:
        if not self.stores_state:
            return None
        return StateStore(self.table, workspace_sid, memory.known.queues, memory.shelf)
