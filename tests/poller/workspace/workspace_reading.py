"""One workspace, read once by a process that knows nothing, and the result."""

from dataclasses import dataclass

from poller.report import Failure, WorkspaceReport
from poller.setup import PollSetup
from poller.taskrouter.port import StatisticsSource
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.poll import WorkspacePoll
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import WORKSPACE
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.settings.polling import Polling
from waittimes.wait import Wait

NOW = 1_795_000_000.0


@dataclass(frozen=True)
class Reading:
    waits: dict[str, Wait]
    failures: list[Failure]


def reading(source: StatisticsSource, *, seconds: float = 20) -> Reading:
    """Poll the workspace into an empty table."""
    table, report = MemoryTable(), WorkspaceReport("harbour", WORKSPACE)
    WorkspacePoll(
        setup=PollSetup(table, lambda: NOW, Polling(concurrent_requests=4)),
        connect=lambda _: source,
        report=report,
        memory=WorkspaceMemory(),
        deadline=Deadline.in_seconds(seconds),
        progress=lambda *_: None,
    ).run()
    waits = {wait.queue_sid: wait for wait in cache.all_waits(table, WORKSPACE)}
    return Reading(waits, sorted(report.failures))


def means(found: Reading) -> dict[str, float | None]:
    """Return each queue's mean wait, which tells queues apart; None if it is not known."""
    return {sid: wait.evidence.get("history") for sid, wait in found.waits.items()}
