"""Task queues for the tests of the estimator: statistics to vary by hand, and a queue that observes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from poller.estimation import abandonment
from poller.estimation.observation import observe
from poller.estimation.queue_clearing import Patience
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from tests.fakes.statistics import MULTI_TASKING, QUEUE
from tests.fakes.statistics_source import AVAILABLE, OFFLINE

NINE = 32_400.0
"""Time of the tests' first poll, in epoch seconds: nine in the morning."""

_BUSY_HOUR = QueueStatistics(
    entered=41,
    accepted=36,
    mean_wait_seconds=87.0,
    pending=4,
    reserved=1,
    assigned=9,
    wrapping=2,
    available_workers=13,
    workers_by_activity={OFFLINE: 3, AVAILABLE: 13},
    longest_waiting_seconds=75,
    canceled=5,
)


QUIET = replace(
    _BUSY_HOUR,
    entered=0,
    accepted=0,
    canceled=0,
    pending=0,
    reserved=0,
    assigned=0,
    wrapping=0,
    longest_waiting_seconds=None,
)
"""The same queue when nobody calls."""


def showing(**fields: Any) -> QueueStatistics:
    """Return a busy queue's statistics, with these fields instead of its own."""
    return replace(_BUSY_HOUR, **fields)


def one_class(pending: int, priority: int = 0) -> tuple[PriorityClass, ...]:
    return (PriorityClass(priority, pending, share=1.0, waiting_above=0.0, share_above=0.0, is_last=True),)


def counting(by_priority: Mapping[int, int], *, pending: int, in_service: int) -> QueueStatistics:
    return showing(pending=pending, reserved=0, assigned=in_service, wrapping=0, by_priority=by_priority)


@dataclass
class ObservedQueue:
    """One queue, of which nothing is known at first, and what the estimator knows after each poll."""

    known: WorkspaceState = field(default_factory=WorkspaceState)

    @property
    def state(self) -> QueueState:
        return self.known.queues[QUEUE]

    @property
    def snapshot(self) -> Snapshot:
        return self.known.snapshots[QUEUE]

    @property
    def patience(self) -> Patience:
        return abandonment.patience(self.state, self.snapshot)

    def poll(self, statistics: QueueStatistics, at: float) -> None:
        observe({QUEUE: Measured(statistics, at)}, MULTI_TASKING, self.known)


def observed(polls: Iterable[QueueStatistics], *, every: float = 60.0, since: float = NINE) -> ObservedQueue:
    """Return a queue that has observed these polls."""
    queue = ObservedQueue()
    for number, statistics in enumerate(polls):
        queue.poll(statistics, since + every * number)
    return queue


def nearly(expected: float) -> Any:
    """Return a value that equals any number close to `expected`, for a field of a record that is compared."""
    return pytest.approx(expected)
