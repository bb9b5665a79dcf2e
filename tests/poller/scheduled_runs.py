"""Scheduled runs of one account on a simulated clock, in which things happen at set seconds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from poller.poll import Poller
from poller.report import Report
from poller.setup import PollSetup
from poller.taskrouter.port import TaskRouterError
from poller.workspace.memory import WorkspaceMemory
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative, realtime
from tests.poller.simulated_time import SimulatedTime
from tests.poller.two_accounts import BANK, BILLING, CLAIMS, FIRST_POLL_AT, LOANS, SALES
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.settings.config import Account
from waittimes.wait import Wait

REFUSED = TaskRouterError("HTTP 503", 503)


def waiting(pending: int) -> dict[str, Any]:
    by_status = {"pending": pending, "reserved": 1, "assigned": 6, "wrapping": 2}
    return realtime(tasks_by_status=by_status, total_tasks=pending + 9)


def lacking(seconds: int = 330) -> Entry:
    return Entry(cumulative=cumulative(None), cumulative_alone=cumulative(seconds))


class Scripted(FakeStatisticsSource):
    """A TaskRouter whose numbers change over time: before it answers a list, everything due by then has happened."""

    def __init__(self, workspaces: dict[str, Workspace], run: "Run") -> None:
        super().__init__(workspaces)
        self._run = run

    def page(self, workspace_sid: str, url: str = "") -> Any:
        self._run.happens(workspace_sid)
        return super().page(workspace_sid, url)


@dataclass
class Run:
    """One account whose runs begin at full minutes; `at` says what happens in which second of a run."""

    workspaces: dict[str, Workspace]
    accounts: tuple[Account, ...] = (BANK,)
    at: dict[int, Callable[[], None]] = field(default_factory=dict)
    table: MemoryTable = field(default_factory=MemoryTable)
    time: SimulatedTime = field(default_factory=lambda: SimulatedTime(FIRST_POLL_AT))
    memories: dict[str, WorkspaceMemory] = field(default_factory=dict)
    stores_state: bool = False
    read_at: list[tuple[str, float]] = field(default_factory=list)
    """Which workspace was read in which second of a run."""
    began_at: float = FIRST_POLL_AT

    def runs(self, every_seconds: float, deadline: Deadline | None = None) -> list[Report]:
        """Run once, and advance to the next minute."""
        self.began_at = self.time.now
        source = Scripted(self.workspaces, self)
        poller = Poller(
            accounts=self.accounts,
            connect=lambda *_: source,
            setup=PollSetup(self.table, self.time.clock, stores_state=self.stores_state),
            memories=self.memories,
        )
        try:
            return poller.refresh(deadline or self.time.deadline(50), every_seconds=every_seconds)
        finally:
            self.time.now = self.began_at + 60

    def happens(self, workspace_sid: str) -> None:
        second = int(self.time.now - self.began_at)
        self.read_at.append((workspace_sid, second))
        self.at.get(second, lambda: None)()

    def waits(self) -> dict[str, Wait]:
        return {wait.queue_sid: wait for wait in cache.all_waits(self.table, LOANS)}


def run_of(**queues: Entry) -> Run:
    named = {"sales": SALES, "claims": CLAIMS, "billing": BILLING}
    return Run({LOANS: Workspace({named[name]: entry for name, entry in queues.items()})})


def changes(entry: Entry | Workspace, **fields: Any) -> Callable[[], None]:
    def happens() -> None:
        for name, value in fields.items():
            setattr(entry, name, value)

    return happens
