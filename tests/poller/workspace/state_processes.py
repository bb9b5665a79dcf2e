"""One process that polls a workspace and learns, with a table and a clock of the test's choosing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from poller.estimation import QueueState, state_format
from poller.workspace.state_store import StateStore, StoredItems
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queue_states import numbered
from tests.fakes.units import Item
from tests.fakes.waits import WORKSPACE, queue_sid

NOON = 1_795_000_000.0
DAY = 24 * 3600.0
A, B = queue_sid(0xA1), queue_sid(0xB2)
OLD, NEW = 5, 6


def keys(*digits: str) -> list[str]:
    return [f"{WORKSPACE}#{digit}#experience" for digit in digits]


@dataclass
class Process:
    """What it holds of one workspace; another process with the same table is another Lambda container."""

    table: MemoryTable
    queues: dict[str, QueueState] = field(default_factory=dict)
    items: StoredItems = field(default_factory=StoredItems)

    @property
    def store(self) -> StateStore:
        return StateStore(self.table, WORKSPACE, self.queues, self.items)

    @property
    def learned(self) -> dict[str, float]:
        """The numbers of the states it holds."""
        return _numbers(self.queues)

    def learn(self, **learned: float) -> None:
        """Hold states with these numbers, by queue SID."""
        self.queues |= {sid: numbered(number) for sid, number in learned.items()}

    def poll(self, now: float, **learned: float) -> set[str]:
        """Poll and learn states with these numbers, by queue SID; return the keys of the items that were written."""
        self.store.load(now=now)
        self.learn(**learned)
        before = dict(self.table.items)
        self.store.store(measured_at=now, now=now + 2)
        return {key for key, item in self.table.items.items() if before.get(key) != item}

    def polls(self, times: int, now: float) -> None:
        for number in range(times):
            self.poll(now + 60 * number)

    def item(self, digit: str) -> Item:
        return self.table.items[f"{WORKSPACE}#{digit}#experience"]

    def stored(self, digit: str) -> dict[str, float]:
        """Return the numbers of the states that the table holds."""
        return _numbers(state_format.unpack(self.item(digit)["rows"]["B"]))


def _numbers(queues: Mapping[str, QueueState]) -> dict[str, float]:
    return {sid: state.calls for sid, state in queues.items()}
