"""One poll: every account's workspaces at the same time, each on its own; what fails costs only itself."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from poller.deadline import Deadline
from poller.memory import Memory
from poller.report import Report, WorkspaceReport
from poller.source import StatisticsSource
from poller.tally import Tally
from poller.workspace import Progress, Rhythm, WorkspacePoll
from waittimes.polling import Polling
from waittimes.secret import SecretUnavailable
from waittimes.settings import Account
from waittimes.table import Table

log = logging.getLogger("waittimes.poller")

MOST_WORKSPACES_AT_ONCE = 32

Connect = Callable[[Account, Deadline, Tally], StatisticsSource]
"""Reaches an account's TaskRouter for one poll, which must be over by the deadline and keeps the tally."""


class PollFailed(Exception):
    """No account could be refreshed: raised so that Lambda counts an error. `reports` says what was tried."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__("; ".join(f"{each.account}: {', '.join(each.first_reasons)}" for each in reports))
        self.reports = reports


def _silent(_workspace_sid: str, _through: int, _listed: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The poller, wired: who is polled, how TaskRouter is reached, where waits are written, what time it is."""

    accounts: tuple[Account, ...]
    connect: Connect
    table: Table
    clock: Callable[[], float]
    limits: Polling = field(default_factory=Polling)
    rhythm: Rhythm = field(default_factory=Rhythm)
    memories: dict[str, Memory] = field(default_factory=dict)
    """What is remembered of each workspace from one poll to the next."""

    def refresh(self, deadline: Deadline | None = None, progress: Progress = _silent) -> list[Report]:
        """Poll every account once, by the deadline, and return what it came to.

        Raises PollFailed where all accounts failed.
        """
        by = deadline or Deadline.in_seconds(self.limits.deadline_seconds)
        reports = self._polled(by, progress)
        for report in reports:
            report.log()
        if all(report.failed_altogether for report in reports):
            raise PollFailed(reports)
        return reports

    def _polled(self, deadline: Deadline, progress: Progress) -> list[Report]:
        jobs = [(account, sid) for account in self.accounts for sid in account.workspace_sids]
        pool = ThreadPoolExecutor(max_workers=min(MOST_WORKSPACES_AT_ONCE, max(1, len(jobs))))
        futures = [pool.submit(self._poll, account, sid, deadline, progress) for account, sid in jobs]
        wait(futures, timeout=deadline.remaining_seconds())
        # Whoever hangs is left behind: what it writes yet, it writes only over what is older.
        pool.shutdown(wait=False, cancel_futures=True)
        found = [_report(account, sid, future) for (account, sid), future in zip(jobs, futures, strict=True)]
        return [
            Report(account.name, tuple(each for each in found if each.account == account.name))
            for account in self.accounts
        ]

    def _poll(self, account: Account, workspace_sid: str, deadline: Deadline, progress: Progress) -> WorkspaceReport:
        report, reading = WorkspaceReport(account.name, workspace_sid), deadline.for_reading()
        started = deadline.clock()
        try:
            WorkspacePoll(
                source=self.connect(account, reading, report.tally),
                report=report,
                memory=self.memories.setdefault(workspace_sid, Memory()),
                table=self.table,
                clock=self.clock,
                deadline=reading,
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
        report.seconds = round(deadline.clock() - started, 3)
        return report


def _report(account: Account, workspace_sid: str, future: "Future[WorkspaceReport]") -> WorkspaceReport:
    if future.done() and not future.cancelled():
        return future.result()
    return WorkspaceReport(account.name, workspace_sid, failures={workspace_sid: "not over when the time was"})
