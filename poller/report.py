"""What one poll came to: a structured log line an account, metrics a workspace."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from poller.taskrouter.request_counts import RequestCounts
from waittimes import metrics

log = logging.getLogger("waittimes.poller")

FIRST_REASONS = 5


@dataclass(slots=True)
class WorkspaceReport:
    """What one poll of one workspace came to."""

    account: str
    workspace_sid: str
    readings: int = 0
    """How often the workspace was read: the poll, and what `refresh_seconds` adds to it."""
    queues: set[str] = field(default_factory=set)
    """The queues that TaskRouter said there are."""
    stored: set[str] = field(default_factory=set)
    """The queues whose wait was measured and stored, in one reading or several."""
    failures: dict[str, str] = field(default_factory=dict)
    """Reasons by the SID of the queue, workspace or account, or the key of the page."""
    seconds: float = 0.0
    """How long reading and storing took, without the pauses between readings."""
    oldest_age_seconds: float | None = None
    """The age of the oldest wait that is left in the table; None where none is known."""
    wait_in_list: bool | None = None
    """Whether the list carries the wait in the queue; None where no active queue could show it."""
    estimating_seconds: float = 0.0
    """How long the waits of the queues in the list took to be estimated."""
    storing_seconds: float = 0.0
    tally: RequestCounts = field(default_factory=RequestCounts)

    @property
    def listed(self) -> int:
        """Queues that TaskRouter says there are."""
        return len(self.queues)

    @property
    def refreshed(self) -> int:
        """Queues whose wait was measured and stored."""
        return len(self.stored)

    def unfinished(self) -> "WorkspaceReport":
        """Return what is told of a workspace that was not over when the time was; its thread may still add to this."""
        failures = self.failures | {self.workspace_sid: "not over when the time was"}
        return replace(self, queues=set(self.queues), stored=set(self.stored), failures=failures)

    def emit(self) -> None:
        """Write the metrics of this poll."""
        values = {
            "readings": (self.readings, "Count"),
            "refreshed": (self.refreshed, "Count"),
            "failed": (len(self.failures), "Count"),
            "calls": (self.tally.calls, "Count"),
            "duration": (self.seconds, "Seconds"),
        }
        if self.oldest_age_seconds is not None:
            values["oldest_age"] = (self.oldest_age_seconds, "Seconds")
        metrics.emit(values, {"account": self.account, "workspace": self.workspace_sid})


@dataclass(frozen=True, slots=True)
class Report:
    """What one poll of one account came to: that of its workspaces together."""

    account: str
    workspaces: tuple[WorkspaceReport, ...]

    @property
    def listed(self) -> int:
        """Queues that TaskRouter says there are."""
        return sum(each.listed for each in self.workspaces)

    @property
    def refreshed(self) -> int:
        """Queues whose wait was measured and stored."""
        return sum(each.refreshed for each in self.workspaces)

    @property
    def readings(self) -> int:
        """How often the workspaces were read, the one that was read least often."""
        return min((each.readings for each in self.workspaces), default=0)

    @property
    def kept(self) -> int:
        """Queues that were listed but not refreshed: they keep their value and its age."""
        return self.listed - self.refreshed

    @property
    def failures(self) -> dict[str, str]:
        """Reasons by the SID of the queue, workspace or account, or the key of the page."""
        return {key: reason for each in self.workspaces for key, reason in each.failures.items()}

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
        return sorted(set(self.failures.values()))[:FIRST_REASONS]

    def fields(self) -> dict[str, Any]:
        """Return the poll as the fields of a log line."""
        tallies = [each.tally for each in self.workspaces]
        return {
            "account": self.account,
            "readings": self.readings,
            "listed": self.listed,
            "refreshed": self.refreshed,
            "kept": self.kept,
            "failed": len(self.failures),
            "first_reasons": self.first_reasons,
            "calls": sum(each.calls for each in tallies),
            "refusals_429": sum(each.refusals for each in tallies),
            "retries": sum(each.retries for each in tallies),
            "seconds": self.seconds,
            "oldest_age_seconds": max(self._ages(), default=None),
            "wait_in_list": {each.workspace_sid: each.wait_in_list for each in self.workspaces},
            "rate_limit_remaining": [each.rate_limit_remaining for each in tallies if each.rate_limit_remaining],
            "concurrent_requests": [each.concurrent_requests for each in tallies if each.concurrent_requests],
        }

    def log(self) -> None:
        """Write the line of this poll."""
        log.log(logging.WARNING if self.failures else logging.INFO, "poll.finished", extra=self.fields())

    def _ages(self) -> Iterator[float]:
        return (each.oldest_age_seconds for each in self.workspaces if each.oldest_age_seconds is not None)
