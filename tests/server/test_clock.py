"""What the clock does with a poll that ends well, fails or breaks, and with a table that does not answer."""

import logging
from dataclasses import dataclass, field
from typing import Any

import pytest

from poller.poll import PollFailed
from poller.report import Report, WorkspaceReport
from server import lease
from server.clock import LONGEST_POLL_SECONDS, Clock
from server.lease import ASKING_EVERY_SECONDS, PollLease
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE
from waittimes import metrics
from waittimes.deadline import Deadline


@dataclass
class ScriptedPoller:
    """Ends every poll as it is told to."""

    error: Exception | None = None
    polls: int = 0
    seconds: list[float] = field(default_factory=list)

    def refresh(self, deadline: Deadline, *, every_seconds: float) -> list[Report]:
        self.polls += 1
        self.seconds += [deadline.remaining_seconds(), every_seconds]
        if self.error:
            raise self.error
        return [report(refreshed=3)]


def report(refreshed: int) -> Report:
    workspace = WorkspaceReport("acme", WORKSPACE)
    workspace.stored = {f"WQ{number}" for number in range(refreshed)}
    return Report("acme", (workspace,))


def clock_of(table: MemoryTable, poller: Any, deadline_seconds: float = 50, now: float = 0.0) -> Clock:
    polls = PollLease(table, "first", lambda: MEASURED_AT, lambda: now)
    clock = Clock(poller, polls, deadline_seconds=deadline_seconds, every_seconds=30)
    metrics.send_to(clock.receive)
    return clock


@pytest.fixture(autouse=True)
def metrics_as_before() -> Any:
    """Send metrics to the log again after each test."""
    yield
    metrics.send_to(metrics.to_log)


def test_a_poll_that_succeeds_is_noted_with_its_metrics() -> None:
    table, poller = MemoryTable(), ScriptedPoller()

    assert clock_of(table, poller).tick() == 0

    found = lease.read(table)
    assert (poller.polls, found.succeeded_at) == (1, MEASURED_AT)
    assert ("refreshed", {"account": "acme", "workspace": WORKSPACE}, 3.0) in found.gauges


@pytest.mark.parametrize(("setting", "allowed"), [(20, 20), (50, 50), (900, LONGEST_POLL_SECONDS)])
def test_a_poll_ends_before_its_minute_does(setting: float, allowed: float) -> None:
    poller = ScriptedPoller()

    clock_of(MemoryTable(), poller, deadline_seconds=setting).tick()

    assert poller.seconds == [pytest.approx(allowed, abs=1), 30]


@pytest.mark.parametrize("error", [PollFailed([report(refreshed=0)]), RuntimeError("broken")])
def test_a_poll_that_fails_is_noted_and_leaves_the_clock_running(error: Exception) -> None:
    table, poller = MemoryTable(), ScriptedPoller(error)
    clock = clock_of(table, poller)

    assert clock.tick() == 0

    assert (poller.polls, lease.read(table).succeeded_at) == (1, None)
    assert clock.tick() == 60


def test_a_table_that_does_not_answer_is_complained_of_once(caplog: pytest.LogCaptureFixture) -> None:
    table, poller = MemoryTable(), ScriptedPoller()
    clock = clock_of(table, poller)
    table.fails("SQLITE_FULL")

    with caplog.at_level(logging.ERROR, "waittimes.server"):
        assert [clock.tick(), clock.tick()] == [ASKING_EVERY_SECONDS] * 2
        table.recovers()
        assert clock.tick() == 0

    (record,) = caplog.records
    assert (record.message, record.__dict__["why"]) == ("clock.table_unavailable", "SQLITE_FULL")
    assert "disk is full" in record.__dict__["remedy"]
    assert poller.polls == 1


def test_a_clock_that_ends_releases_its_lease() -> None:
    table = MemoryTable()
    clock = clock_of(table, ScriptedPoller())
    clock.tick()

    clock.end()

    assert lease.read(table).holder == ""
    assert lease.read(table).succeeded_at == MEASURED_AT


def test_a_clock_ends_though_its_table_does_not_answer() -> None:
    table = MemoryTable()
    clock = clock_of(table, ScriptedPoller())
    table.fails()

    clock.end()
