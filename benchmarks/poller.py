"""`make bench-poller`: the speed and cost of a poll against a simulated API with thousands of task queues."""

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import click

from benchmarks import refresh_cost
from benchmarks.simulated_api import Setup, served
from poller.poll import Poller
from poller.report import Report
from poller.setup import PollSetup
from poller.taskrouter.client import TaskRouter
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from poller.workspace.memory import WorkspaceMemory
from simulator.api.many_queues import WORKSPACE_SID, peak_a_second
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import item_bytes, read_units
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.settings.config import Account
from waittimes.settings.polling import Polling
from waittimes.settings.secret import Secret

PATHS = ("list", "single", "refused")
"""Whether the list carries every wait, carries none, or is refused."""
SIZES = (50, 500, 2000, 5000)
PAGE_SIZE = 1000
ENOUGH_SECONDS = 600
COLUMNS = ("path", "N", "calls", "s", "floor s", "ratio", "estimating s", "storing s", "peak/s", "429s", "stored")
COSTS = ("WRU", "WRU/queue", "RRU/call", "CPU s", "peak MB")


@click.command()
@click.option("--latency", default=0.08, help="Seconds of each answer.")
@click.option("--jitter", default=0.02, help="Seconds that an answer may take longer.")
@click.option("--row", default=0.0002, help="Seconds that each row of a page adds.")
@click.option("--cap", default=100, help="Requests a second that the API takes.")
@click.option("--bucket", is_flag=True, help="The cap is a token bucket, not a sliding window.")
@click.option("--others", default=0, help="Requests a second that others make.")
@click.option("--share", default=0.95, help="The share of the cap that the poller allows itself.")
@click.option("--failing", default=0.0, help="The share of requests answered by 503.")
@click.option(
    "--path",
    "paths",
    multiple=True,
    type=click.Choice(["list", "single", "refused"]),
    default=["list", "single", "refused"],
)
@click.option("--queues", "sizes", multiple=True, default=SIZES)
@click.option("--active", default=1.0, help="The share of the queues that had calls.")
def main(paths: tuple[str, ...], sizes: tuple[int, ...], **options: Any) -> None:
    """Print a row for each path and number of queues, then what reading more often costs."""
    setup = Setup(**options)
    click.echo("| " + " | ".join(COLUMNS + COSTS) + " |\n|" + "---|" * len(COLUMNS + COSTS))
    for path in paths:
        for queues in sizes:
            # Each row has a process of its own, so that its peak of memory is its own.
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                cells = pool.submit(measure, setup, path, queues).result()
            click.echo("| " + " | ".join(map(str, cells)) + " |")
    click.echo()
    for row in refresh_cost.rows(setup, max(sizes)):
        click.echo(row)


@dataclass(frozen=True)
class Run:
    """The measurements of one poll."""

    report: Report
    table: MemoryTable
    cpu_seconds: float
    came_at: list[float]
    """When requests came to the API, refused ones too."""
    answered_at: float
    """When the API had answered the last."""
    refusals: int


def measure(setup: Setup, path: str, queues: int) -> list[str]:
    """Return the cells of one row."""
    with served(setup, path, queues) as (url, counts):
        account = Account("bench", "AC" + "6" * 32, (Secret("env:X", lambda: "no-secret"),), (WORKSPACE_SID,))
        limits = Polling(max(1, int(setup.cap * setup.share)), 40, ENOUGH_SECONDS)
        connection, table = Connection(account, url, limits), MemoryTable()

        def connect(_: Account, by: Deadline, counts: RequestCounts) -> TaskRouter:
            return TaskRouter(account.sid, connection.until(by, counts))

        # As in nine minutes of ten, what the workspace consists of is known, and connections are open.
        memory = WorkspaceMemory(workspace_until=time.monotonic() + ENOUGH_SECONDS)
        source = connect(account, Deadline.in_seconds(ENOUGH_SECONDS), RequestCounts())
        memory.workspace = source.workspace(WORKSPACE_SID, now=time.time())
        poller = Poller((account,), connect, PollSetup(table, time.time, limits), {WORKSPACE_SID: memory})
        counts()
        cpu = time.process_time()
        (report,) = poller.refresh()
        run = Run(report, table, time.process_time() - cpu, *counts())
    return _cells(path, queues, _floor_seconds(setup, path, queues, run), run)


def _floor_seconds(setup: Setup, path: str, queues: int, run: Run) -> float:
    """Return the least that the API takes: its pages one after the other, or the calls at the rate that is left."""
    pages = -(-queues // PAGE_SIZE) * (setup.latency + setup.jitter / 2) + queues * setup.row
    return pages if path == "list" else (len(run.came_at) - run.refusals) / setup.left


def _cells(path: str, queues: int, floor: float, run: Run) -> list[str]:
    (workspace,) = run.report.workspaces
    seconds = run.answered_at - min(run.came_at)
    units = run.table.units.write_units
    read = max(read_units(item_bytes(item), consistent=False) for item in run.table.items.values())
    figures = [workspace.requests.calls, seconds, floor, seconds / floor]
    figures += [workspace.estimating_seconds, workspace.storing_seconds]
    figures += [peak_a_second(run.came_at), run.refusals, sum(1 for _ in cache.all_waits(run.table, WORKSPACE_SID))]
    figures += [units, units / queues, read, run.cpu_seconds]
    figures += [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]
    return [path, str(queues), *(f"{each:.3g}" if isinstance(each, float) else str(each) for each in figures)]


if __name__ == "__main__":
    main()
