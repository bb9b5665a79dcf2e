"""The poll of all accounts. Workspaces are polled at the same time; a failure in one does not affect the others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Semaphore

from poller import schedule
from poller.deadline import for_callbacks
from poller.report import Report, WorkspaceReport
from poller.setup import PollSetup
from poller.taskrouter.actions import Actions
from poller.taskrouter.port import StatisticsSource
from poller.taskrouter.request_counts import RequestCounts
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.poll import Progress
from poller.workspace.run import WorkspaceRun, report_no_progress
from waittimes.deadline import Deadline
from waittimes.settings.config import Account

MOST_WORKSPACES_AT_ONCE = 32

ConnectActions = Callable[[Account, Deadline, RequestCounts], Actions]
"""Returns an account's tasks, calls and recordings in the same way."""
Connect = Callable[[Account, Deadline, RequestCounts], StatisticsSource]
"""Returns an account's TaskRouter for one reading, which ends by the deadline and keeps these counts."""


class PollFailed(Exception):
    """No account could be refreshed. Raised so that Lambda counts an error; `reports` has one report per account."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__("; ".join(f"{each.account}: {', '.join(each.first_reasons)}" for each in reports))
        self.reports = reports


@dataclass(frozen=True, slots=True)
class Poller:
    """Polls accounts. What it remembers from one poll to the next saves requests."""

    accounts: tuple[Account, ...]
    connect: Connect
    setup: PollSetup
    memories: dict[str, WorkspaceMemory] = field(default_factory=dict)
    """What is remembered of each workspace, by its SID."""
    connect_actions: ConnectActions | None = None
    """Without it, nobody is called back, and nothing is done for those who left a message."""

    def refresh(
        self,
        deadline: Deadline | None = None,
        progress: Progress = report_no_progress,
        *,
        every_seconds: float = schedule.MINUTE_SECONDS,
    ) -> list[Report]:
        """Poll every account by the deadline, then every `every_seconds` within the minute, and return the reports.

        Ends within the minute in which it began. Raises PollFailed if every account failed.
        """
        by = deadline or Deadline.in_seconds(self.setup.limits.deadline_seconds)
        reports = self._poll(by, progress, every_seconds)
        for report in reports:
            report.log()
        if all(report.failed_altogether for report in reports):
            raise PollFailed(reports)
        return reports

    def _poll(self, deadline: Deadline, progress: Progress, every_seconds: float) -> list[Report]:
        runs = [self._run_of(account, sid) for account in self.accounts for sid in account.workspace_sids]
        # Each run has its own thread, as it only waits between readings; the semaphore bounds how many read at once.
        pool, places = ThreadPoolExecutor(max_workers=max(1, len(runs))), Semaphore(MOST_WORKSPACES_AT_ONCE)

        def make(run: WorkspaceRun) -> None:
            for number, by in enumerate(schedule.deadlines(deadline, every_seconds)):
                next_reading_at = by.clock() + every_seconds
                with places:
                    callbacks = run.refresh(by) if number else run.poll(by, progress)
                if callbacks is not None:
                    # Without a place, for it may wait for the moment at which somebody is to be called.
                    callbacks.carry_out(for_callbacks(by, next_reading_at))

        futures = [pool.submit(make, run) for run in runs]
        wait(futures, timeout=deadline.remaining_seconds())
        # A run that hangs is not waited for: what it writes later overwrites only older data.
        pool.shutdown(wait=False, cancel_futures=True)
        found = [
            run.report if future.done() and not future.cancelled() else run.report.unfinished()
            for run, future in zip(runs, futures, strict=True)
        ]
        return [
            Report(account.name, tuple(each for each in found if each.account == account.name))
            for account in self.accounts
        ]

    def _run_of(self, account: Account, workspace_sid: str) -> WorkspaceRun:
        report, connect_actions = WorkspaceReport(account.name, workspace_sid), self.connect_actions
        return WorkspaceRun(
            setup=self.setup,
            connect=lambda by: self.connect(account, by, report.requests),
            account_sid=account.sid,
            report=report,
            memory=self.memories.setdefault(workspace_sid, WorkspaceMemory()),
            actions=connect_actions and (lambda by: connect_actions(account, by, report.requests)),
        )
