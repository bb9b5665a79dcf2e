"""One process that polls a workspace and learns, with a table and a clock of the test's choosing."""

from dataclasses import dataclass, field
from typing import Any

from poller.state_store import StateStore, StoredItems
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queue_states import ReadableExperience
from tests.fakes.units import Item
from tests.fakes.waits import WORKSPACE

NOON = 1_795_000_000.0


def keys(*digits: str) -> list[str]:
    return [f"{WORKSPACE}#{digit}#experience" for digit in digits]


@dataclass
class Process:
    """What it holds of one workspace; another process with the same table is another Lambda container."""

    table: MemoryTable
    experience: dict[str, Any] = field(default_factory=dict)
    shelf: StoredItems = field(default_factory=StoredItems)
    form: ReadableExperience = field(default_factory=ReadableExperience)

    @property
    def store(self) -> StateStore:
        return StateStore(self.table, WORKSPACE, self.form, self.experience, self.shelf)

    def poll(self, now: float, **learned: Any) -> set[str]:
        """Poll and learn this by queue SID; return the keys of the items that were written."""
        self.store.load(now=now)
        self.experience |= learned
        before = dict(self.table.items)
        self.store.store(measured_at=now, now=now + 2)
        return {key for key, item in self.table.items.items() if before.get(key) != item}

    def polls(self, times: int, now: float) -> None:
        for number in range(times):
            self.poll(now + 60 * number)

    def item(self, digit: str) -> Item:
        return self.table.items[f"{WORKSPACE}#{digit}#experience"]

    def stored(self, digit: str) -> dict[str, Any]:
        """Return what the table holds of these queues."""
        return self.form.unpack(self.item(digit)["rows"]["B"])
