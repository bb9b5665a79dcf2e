"""Two accounts with three workspaces, polled at times of the test's choosing."""

from dataclasses import dataclass, field

from poller.poll import Connect, Poller
from poller.report import Report
from poller.setup import PollSetup
from poller.workspace.memory import WorkspaceMemory
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative
from tests.fakes.waits import queue_sid
from waittimes import cache
from waittimes.settings.config import Account, Line
from waittimes.settings.polling import Polling
from waittimes.settings.secret import Secret
from waittimes.wait import Wait

FIRST_POLL_AT = 1_795_000_000.0
FLIGHTS, HOTELS, LOANS = ("WS" + digit * 32 for digit in "123")
SALES, CLAIMS, BILLING = (queue_sid(number) for number in (0xA1, 0xB2, 0xC3))


def account(name: str, digit: str, *workspace_sids: str) -> Account:
    token = Secret(f"env:{name.upper()}_TOKEN", lambda: f"{name}-token-nobody-may-see")
    return Account(name=name, sid="AC" + digit * 32, auth_tokens=(token,), workspace_sids=workspace_sids)


TRAVEL, BANK = account("travel", "1", FLIGHTS, HOTELS), account("bank", "2", LOANS)


def three_queues() -> Workspace:
    return Workspace({SALES: Entry(), CLAIMS: Entry(cumulative=cumulative(95)), BILLING: Entry()})


@dataclass
class TwoAccounts:
    """Two accounts with three workspaces, one table, and a clock that stands still between polls."""

    now: float = FIRST_POLL_AT
    table: MemoryTable = field(default_factory=MemoryTable)
    workspaces: dict[str, Workspace] = field(
        default_factory=lambda: {sid: three_queues() for sid in (FLIGHTS, HOTELS, LOANS)}
    )
    accounts: tuple[Account, ...] = (TRAVEL, BANK)
    connect: Connect | None = None
    memories: dict[str, WorkspaceMemory] = field(default_factory=dict)
    stores_state: bool = False
    lines: tuple[Line, ...] = ()
    limits: Polling = field(default_factory=Polling)

    def poll(self) -> list[Report]:
        source = FakeStatisticsSource(self.workspaces)
        connect = self.connect or (lambda _account, _deadline, _counts: source)
        poller = Poller(
            accounts=self.accounts,
            connect=connect,
            setup=PollSetup(
                self.table, lambda: self.now, self.limits, lines=self.lines, stores_state=self.stores_state
            ),
            memories=self.memories,
        )
        return poller.refresh()

    def waits(self, workspace_sid: str) -> dict[str, Wait]:
        return {wait.queue_sid: wait for wait in cache.all_waits(self.table, workspace_sid)}

    def ages_seconds(self, workspace_sid: str) -> dict[str, float]:
        return {sid: wait.age_seconds(self.now) for sid, wait in self.waits(workspace_sid).items()}
