"""The cost of a scheduled run that reads several times within its minute, beside that of one that reads once."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.simulated_api import Setup, served
from ops.costs import prices
from poller.poll import Poller
from poller.setup import PollSetup
from poller.taskrouter.client import TaskRouter
from poller.taskrouter.transport import Connection
from simulator.api.many_queues import WORKSPACE_SID
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queue_states import units_a_poll
from tests.fakes.units import Units
from tests.poller.simulated_time import ShortenedTime
from waittimes import cache
from waittimes.settings.config import Account
from waittimes.settings.polling import REFRESH_SECONDS, Polling
from waittimes.settings.secret import Secret

ACTIVE = 0.2
"""The share of the queues that have calls in an ordinary minute."""
COLUMNS = ("refresh_seconds", "N", "readings", "calls", "Lambda s", "WRU", "RRU", "$ Lambda", "$ table", "$ a month")


@dataclass(frozen=True)
class RunCost:
    """What one run took."""

    readings: int
    calls: int
    lambda_seconds: float
    write_units: float
    read_units: float

    @property
    def lambda_dollars(self) -> float:
        """The function's cost of a month of such runs."""
        return prices.MINUTES_A_MONTH * (
            self.lambda_seconds * _memory_gigabytes() * prices.LAMBDA_GB_SECOND + prices.LAMBDA_REQUEST
        )

    @property
    def table_dollars(self) -> float:
        """The table's cost of a month of such runs, without what calls read."""
        return prices.MINUTES_A_MONTH * (
            self.write_units * prices.DYNAMODB_WRITE_UNIT + self.read_units * prices.DYNAMODB_READ_UNIT
        )


def rows(setup: Setup, queues: int) -> Iterator[str]:
    """Yield a table with a row for each value of `refresh_seconds`; a fifth of the queues are active."""
    yield "| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS)
    for every_seconds in reversed(REFRESH_SECONDS):
        each = measure(replace(setup, active=ACTIVE), queues, every_seconds)
        dollars = (each.lambda_dollars, each.table_dollars, each.lambda_dollars + each.table_dollars)
        figures = [f"{each.lambda_seconds:.1f}", f"{each.write_units:.0f}", f"{each.read_units:.0f}"]
        figures += [f"{amount:.2f}" for amount in dollars]
        yield f"| {every_seconds} | {queues} | {each.readings} | {each.calls} | " + " | ".join(figures) + " |"


def measure(setup: Setup, queues: int, every_seconds: int) -> RunCost:
    """Return what the second run of a process took, with the pauses between readings cut short."""
    with served(setup, "list", queues) as (url, _):
        account = Account("bench", "AC" + "6" * 32, (Secret("env:X", lambda: "no-secret"),), (WORKSPACE_SID,))
        limits = Polling(max(1, int(setup.cap * setup.share)), 40)
        connection, table, moment = Connection(account, url, limits), MemoryTable(), ShortenedTime()
        poller = Poller(
            accounts=(account,),
            connect=lambda _, by, counts: TaskRouter(account.sid, connection.until(by, counts)),
            setup=PollSetup(table, lambda: time.time() + moment.skipped, limits),
        )
        poller.refresh(moment.deadline(limits.deadline_seconds))
        table.units, began = Units(), moment.clock()
        (report,) = poller.refresh(moment.deadline(limits.deadline_seconds), every_seconds=every_seconds)
        lambda_seconds = moment.clock() - began
    active = sum(1 for wait in cache.all_waits(table, WORKSPACE_SID) if wait.answered)
    return RunCost(
        readings=report.readings,
        calls=report.fields()["calls"],
        lambda_seconds=lambda_seconds,
        write_units=table.units.write_units + units_a_poll(active),
        read_units=table.units.read_units,
    )


def _memory_gigabytes() -> float:
    settings = json.loads(Path("zappa_settings.json").read_text(encoding="utf-8"))
    return float(settings["base"]["memory_size"]) / 1024
