"""The result of a poll: failures, a structured log line for each account, metrics for each workspace."""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from poller.taskrouter.request_counts import RequestCounts
from waittimes import metrics

log = logging.getLogger("waittimes.poller")

FIRST_REASONS = 5


class Failure(NamedTuple):
    """Something that could not be read, estimated or stored."""

    subject: str
    """The SID of the queue, workspace or account, or the key of the page."""
    reason: str


@dataclass(slots=True)
class WorkspaceReport:
    """The result of one run of one workspace."""

    account: str
    workspace_sid: str
    readings: int = 0
    """How often the workspace was read: the poll, and the refreshes that `refresh_seconds` adds."""
    queues: set[str] = field(default_factory=set)
    """The queues that TaskRouter listed."""
    stored: set[str] = field(default_factory=set)
    """The queues whose wait was measured and stored, in any of the readings."""
    failures: set[Failure] = field(default_factory=set)
    seconds: float = 0.0
    """How long reading and storing took, without the pauses between readings."""
    oldest_age_seconds: float | None = None
    """The age of the oldest wait in the table; None if none is known."""
    wait_in_list: bool | None = None
    """Whether the list carries the wait in the queue; None if no active queue could show it."""
    estimating_seconds: float = 0.0
    """How long it took to estimate the waits of the queues in the list."""
    storing_seconds: float = 0.0
    requests: RequestCounts = field(default_factory=RequestCounts)

    @property
    def listed(self) -> int:
        """The number of queues that TaskRouter listed."""
        return len(self.queues)

    @property
    def refreshed(self) -> int:
        """The number of queues whose wait was measured and stored."""
        return len(self.stored)

    def fail(self, subject: str, reason: str) -> None:
        """Note a failure."""
        self.failures.add(Failure(subject, reason))

    def add_stored(self, queue_sids: Collection[str], failures: Collection[Failure], seconds: float) -> None:
        """Note which waits were stored, which pages failed, and how long storing took."""
        self.stored.update(queue_sids)
        self.failures.update(failures)
        self.storing_seconds += seconds

    def unfinished(self) -> "WorkspaceReport":
        """Return a copy that reports a run not finished before the deadline, whose thread may still change this one."""
        failures = self.failures | {Failure(self.workspace_sid, "not finished before the deadline")}
        return replace(self, queues=set(self.queues), stored=set(self.stored), failures=failures)

    def emit(self) -> None:
        """Write the metrics of this run."""
        values = {
            "readings": (self.readings, "Count"),
            "refreshed": (self.refreshed, "Count"),
            "failed": (len({each.subject for each in self.failures}), "Count"),
            "calls": (self.requests.calls, "Count"),
            "duration": (self.seconds, "Seconds"),
        }
        if self.oldest_age_seconds is not None:
            values["oldest_age"] = (self.oldest_age_seconds, "Seconds")
        metrics.emit(values, {"account": self.account, "workspace": self.workspace_sid})


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run of one account: its workspaces together."""

    account: str
    workspaces: tuple[WorkspaceReport, ...]

    @property
    def listed(self) -> int:
        """The number of queues that TaskRouter listed."""
        return sum(each.listed for each in self.workspaces)

    @property
    def refreshed(self) -> int:
        """The number of queues whose wait was measured and stored."""
        return sum(each.refreshed for each in self.workspaces)

    @property
    def readings(self) -> int:
        """How often every workspace was read: the smallest number of readings among them."""
        return min((each.readings for each in self.workspaces), default=0)

    @property
    def kept(self) -> int:
        """The number of queues that were listed but not refreshed: they keep their value and its age."""
        return self.listed - self.refreshed

    @property
    def failures(self) -> list[Failure]:
        """The failures of all workspaces, by subject."""
        return sorted({failure for each in self.workspaces for failure in each.failures})

    @property
    def failed(self) -> int:
        """The number of queues, workspaces, accounts and pages that failed."""
        return len({each.subject for each in self.failures})

    @property
    def seconds(self) -> float:
        """How long the slowest workspace took."""
        return max((each.seconds for each in self.workspaces), default=0.0)

    @property
    def failed_altogether(self) -> bool:
        """Whether something failed and nothing was refreshed."""
        return bool(self.failures) and not self.refreshed

    @property
    def first_reasons(self) -> list[str]:
        """A few of the reasons, each once."""
        return sorted({each.reason for each in self.failures})[:FIRST_REASONS]

    def fields(self) -> dict[str, Any]:
        """Return the report as the fields of a log line."""
        requests = [each.requests for each in self.workspaces]
        return {
            "account": self.account,
            "readings": self.readings,
            "listed": self.listed,
            "refreshed": self.refreshed,
            "kept": self.kept,
            "failed": self.failed,
            "first_reasons": self.first_reasons,
            "calls": sum(each.calls for each in requests),
            "refusals_429": sum(each.refusals for each in requests),
            "retries": sum(each.retries for each in requests),
            "seconds": self.seconds,
            "oldest_age_seconds": max(self._ages(), default=None),
            "wait_in_list": {each.workspace_sid: each.wait_in_list for each in self.workspaces},
            "rate_limit_remaining": [each.rate_limit_remaining for each in requests if each.rate_limit_remaining],
            "concurrent_requests": [each.concurrent_requests for each in requests if each.concurrent_requests],
        }

    def log(self) -> None:
        """Write the log line."""
        log.log(logging.WARNING if self.failures else logging.INFO, "poll.finished", extra=self.fields())

    def emit(self) -> None:
        """Write the metrics of each workspace."""
        for each in self.workspaces:
            each.emit()

    def _ages(self) -> Iterator[float]:
        return (each.oldest_age_seconds for each in self.workspaces if each.oldest_age_seconds is not None)
