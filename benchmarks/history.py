"""`make bench-history`: what the history costs beside the pages, and how late it is in the table."""

import multiprocessing
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import click

from benchmarks.simulated_queues import SimulatedQueue, entry
from ops.costs import prices
from poller.poll import Poller
from poller.setup import PollSetup
from poller.workspace.memory import WorkspaceMemory
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queue_states import random_sid
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace
from tests.fakes.units import Units
from tests.fakes.waits import WORKSPACE
from waittimes.history import items
from waittimes.history.point import SLOTS, STEP_SECONDS, hour_of
from waittimes.history.unpacking import unpack
from waittimes.page import Page
from waittimes.settings.config import Account
from waittimes.settings.polling import Polling
from waittimes.settings.secret import Secret

SIZES = (50, 500, 5000)
ACTIVE = (1.0, 0.3)
DAYS = 30
WARM_UP_MINUTES = 30
LEAD_MINUTES = 30
"""The minutes that are polled before the hour that is measured."""
HOUR_AT = hour_of(1_795_000_000)
MINUTES = 60
PAGE, HISTORY = "page", "history"
COLUMNS = (
    *("N", "active", "pages WRU", "history WRU", "share", "history RRU", "late min", "latest min"),
    *("B/point", "MB in 30 days", "$ a month"),
)


@click.command()
@click.option("--queues", "sizes", multiple=True, default=SIZES)
@click.option("--active", "shares", multiple=True, default=ACTIVE, help="The share of the queues that have calls.")
def main(sizes: tuple[int, ...], shares: tuple[float, ...]) -> None:
    """Print a row for each number of queues and share of active ones; units are those of a minute."""
    click.echo("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    for active in shares:
        for queues in sizes:
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                click.echo("| " + " | ".join(pool.submit(measure, queues, active).result()) + " |")


class CountingTable(MemoryTable):
    """Counts the units of each kind of item apart."""

    def __init__(self) -> None:
        super().__init__()
        self.by_kind: defaultdict[str, Units] = defaultdict(Units)

    def get(self, key: str, *, consistent: bool) -> Page:
        """See waittimes.table.Table."""
        self.units = self.by_kind[kind(key)]
        return super().get(key, consistent=consistent)

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        """See waittimes.table.Table."""
        self.units = self.by_kind[kind(key)]
        super().put(key, rows, replaces=replaces, measured_at=measured_at, expires_at=expires_at)


def kind(key: str) -> str:
    """Return what an item with this key is: history, experience or a page."""
    return next((each for each in (HISTORY, "experience") if f"#{each}" in key), PAGE)


@dataclass
class Deployment:
    """A poller that keeps the history of a workspace, of which a share of the task queues has calls."""

    queues: int
    active: float
    table: CountingTable = field(default_factory=CountingTable)
    memory: WorkspaceMemory = field(default_factory=WorkspaceMemory)
    late_minutes: list[float] = field(default_factory=list)
    """After each poll, since when the oldest point that is not stored could have been."""

    def run(self) -> None:
        """Poll every minute, and count the units of the last hour."""
        workspace, entries = Workspace(page_size=self.queues), self._entries()
        source = FakeStatisticsSource({WORKSPACE: workspace})
        for minute in range(-LEAD_MINUTES, MINUTES):
            now = HOUR_AT + 60 * minute
            workspace.queues = next(entries)
            if minute == 0:
                self.table.by_kind.clear()
                self.late_minutes.clear()
            self._poll(source, now)

    def _poll(self, source: FakeStatisticsSource, now: float) -> None:
        account = Account("bench", "AC" + "6" * 32, (Secret("env:X", lambda: "no-secret"),), (WORKSPACE,))
        limits = Polling(history_days=DAYS, deadline_seconds=600)
        setup = PollSetup(self.table, lambda: now, limits, stores_state=True)
        Poller((account,), lambda *_: source, setup, {WORKSPACE: self.memory}).refresh()
        due = self.memory.history.collected.due(now)
        self.late_minutes.append((now - due[0].oldest_at - STEP_SECONDS) / 60 if due else 0.0)

    def _entries(self) -> Iterator[dict[str, Entry]]:
        sids = [random_sid(number) for number in range(self.queues)]
        busy = round(self.queues * self.active)
        calling = [islice(SimulatedQueue.drawn(sid).minutes(), WARM_UP_MINUTES, None) for sid in sids[:busy]]
        idle = {sid: entry(agents=2 + number % 9) for number, sid in enumerate(sids[busy:])}
        while True:
            yield {**dict(zip(sids, map(next, calling), strict=False)), **idle}


def measure(queues: int, active: float) -> list[str]:
    """Return the cells of one row."""
    deployment = Deployment(queues, active)
    deployment.run()
    pages, history = deployment.table.by_kind[PAGE], deployment.table.by_kind[HISTORY]
    hours = [item["rows"]["B"] for key, item in deployment.table.items.items() if key.endswith(_hour(HOUR_AT))]
    points = sum(len(each) for rows in hours for each in unpack(rows, HOUR_AT).values())
    bytes_a_point = sum(map(len, hours)) / points
    gigabytes = bytes_a_point * queues * SLOTS * 24 * DAYS / 1e9
    dollars = (
        prices.MINUTES_A_MONTH
        / MINUTES
        * (history.write_units * prices.DYNAMODB_WRITE_UNIT + history.read_units * prices.DYNAMODB_READ_UNIT)
        + gigabytes * prices.DYNAMODB_GB_KEPT_A_MONTH
    )
    late = deployment.late_minutes
    return [
        str(queues),
        f"{active:.0%}",
        f"{pages.write_units / MINUTES:.1f}",
        f"{history.write_units / MINUTES:.2f}",
        f"{history.write_units / pages.write_units:.1%}",
        f"{history.read_units / MINUTES:.2f}",
        f"{sum(late) / len(late):.0f}",
        f"{max(late):.0f}",
        f"{bytes_a_point:.1f}",
        f"{gigabytes * 1000:.1f}",
        f"{dollars:.3f}",
    ]


def _hour(hour_at: int) -> str:
    return items.whole_key("", hour_at).rpartition("#")[2]


if __name__ == "__main__":
    main()
