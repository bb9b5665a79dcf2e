"""One workspace, read once from nothing: what came of it."""

from dataclasses import dataclass

from poller.report import WorkspaceReport
from poller.taskrouter.port import StatisticsSource
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.poll import Intervals, WorkspacePoll
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import WORKSPACE
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.wait import Wait

NOW = 1_795_000_000.0


@dataclass(frozen=True)
class Reading:
    waits: dict[str, Wait]
    failures: dict[str, str]


def reading(source: StatisticsSource, *, seconds: float = 20) -> Reading:
    """Poll the workspace into an empty table."""
    table, report = MemoryTable(), WorkspaceReport("harbour", WORKSPACE)
    WorkspacePoll(
        source=source,
        report=report,
        memory=WorkspaceMemory(),
        table=table,
        clock=lambda: NOW,
        deadline=Deadline.in_seconds(seconds),
        at_once=4,
        rhythm=Intervals(),
        progress=lambda *_: None,
    ).run()
    return Reading({wait.queue_sid: wait for wait in cache.all_waits(table, WORKSPACE)}, report.failures)


def means(found: Reading) -> dict[str, float | None]:
    """Return the mean wait in each queue, which tells queues apart; None where it is not known."""
    return {sid: wait.evidence.get("history") for sid, wait in found.waits.items()}
