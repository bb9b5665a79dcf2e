"""One poll: every account's workspaces are measured and written; what fails costs only itself."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from poller import estimate
from poller.catalogue import Catalogue
from poller.reading import StatisticsSource, read
from poller.taskrouter import TaskRouterError
from waittimes import cache
from waittimes.secret import SecretUnavailable
from waittimes.settings import Account
from waittimes.table import Table
from waittimes.wait import Wait

log = logging.getLogger("waittimes.poller")

FIRST_REASONS = 5


class PollFailed(Exception):
    """No account could be refreshed: raised so that Lambda counts an error."""


@dataclass(slots=True)
class Report:
    """What one poll of one account came to."""

    account: str
    listed: int = 0
    refreshed: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    """Reasons by the SID of the queue, workspace or account, or the key of the page."""
    seconds: float = 0.0

    @property
    def kept(self) -> int:
        """Queues that were listed but not refreshed: they keep their value and its age."""
        return self.listed - self.refreshed

    @property
    def failed_altogether(self) -> bool:
        """Whether something failed and nothing was refreshed."""
        return bool(self.failures) and not self.refreshed

    @property
    def first_reasons(self) -> list[str]:
        """A few of the reasons, each once."""
        return sorted(set(self.failures.values()))[:FIRST_REASONS]


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The poller, wired: who is polled, how TaskRouter is reached, where waits are written, what time it is."""

    accounts: tuple[Account, ...]
    connect: Callable[[Account], StatisticsSource]
    table: Table
    clock: Callable[[], float]

    def refresh(self) -> list[Report]:
        """Poll every account once and return what it came to. Raises PollFailed where all accounts failed."""
        reports = [self._refresh_account(account) for account in self.accounts]
        if all(report.failed_altogether for report in reports):
            raise PollFailed("; ".join(f"{each.account}: {', '.join(each.first_reasons)}" for each in reports))
        return reports

    def _refresh_account(self, account: Account) -> Report:
        report, started = Report(account.name), self.clock()
        for workspace_sid in account.workspace_sids:
            try:
                self._refresh_workspace(self.connect(account), workspace_sid, report)
            except SecretUnavailable as error:
                report.failures[account.sid] = str(error)
            except Exception as error:
                # The last fence between workspaces: what nobody foresaw in one must not cost the next.
                log.exception("poll.workspace_broken", extra={"account": account.name, "workspace": workspace_sid})
                report.failures[workspace_sid] = type(error).__name__
        report.seconds = round(self.clock() - started, 3)
        _log(report)
        return report

    def _refresh_workspace(self, source: StatisticsSource, workspace_sid: str, report: Report) -> None:
        try:
            catalogue = source.catalogue(workspace_sid, now=self.clock())
        except TaskRouterError as error:
            report.failures[workspace_sid] = f"catalogue: {error}"
            return
        measured_at = self.clock()
        reading = read(source, workspace_sid)
        report.failures |= reading.failures
        self._write(
            workspace_sid,
            catalogue,
            [estimate.wait(sid, each, catalogue, measured_at=measured_at) for sid, each in reading.statistics.items()],
            report,
        )

    def _write(self, workspace_sid: str, catalogue: Catalogue, waits: list[Wait], report: Report) -> None:
        listed = frozenset(catalogue.queue_names) | {wait.queue_sid for wait in waits}
        measurement = cache.Measurement(workspace_sid, tuple(waits), listed, catalogue.read_at)
        refused = cache.refresh(self.table, measurement, now=self.clock())
        report.failures |= {key: f"{type(error).__name__}: {error}" for key, error in refused.items()}
        report.listed += len(listed)
        report.refreshed += sum(cache.page_key(workspace_sid, wait.queue_sid) not in refused for wait in waits)


def _log(report: Report) -> None:
    fields = {
        "account": report.account,
        "listed": report.listed,
        "refreshed": report.refreshed,
        "kept": report.kept,
        "failed": len(report.failures),
        "first_reasons": report.first_reasons,
        "seconds": report.seconds,
    }
    log.log(logging.WARNING if report.failures else logging.INFO, "poll.finished", extra=fields)
