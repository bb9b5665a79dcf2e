"""Task queues for the tests of the estimator: one to vary by hand, and its statistics poll after poll."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from poller.estimation import learning
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from tests.fakes.statistics_source import AVAILABLE, OFFLINE

NINE = 32_400.0
"""When the polls of the tests begin, in epoch seconds: at nine in the morning."""

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


def learned(polls: Iterable[QueueStatistics], *, every: float = 60.0, since: float = NINE) -> QueueState:
    """Return what these polls teach of a queue of which nothing was known."""
    experience = QueueState()
    for number, statistics in enumerate(polls):
        learning.learn(experience, statistics, since + every * number)
    return experience


def nearly(expected: float) -> Any:
    """Return what equals any number close to this one, to stand in a field of a record that is compared."""
    return pytest.approx(expected)
