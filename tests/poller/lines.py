"""Task queues for the tests of the estimator: one to vary by hand, and its statistics poll after poll."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st

from poller import learning
from poller.experience import QueueExperience
from poller.statistics import QueueStatistics
from tests.fakes.statistics_source import AVAILABLE, BREAK, BUSY, OFFLINE, RESERVED

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


def showing(**fields: Any) -> QueueStatistics:
    """Return a busy queue's statistics, with these fields instead of its own."""
    return replace(_BUSY_HOUR, **fields)


def learned(polls: Iterable[QueueStatistics], *, every: float = 60.0, since: float = NINE) -> QueueExperience:
    """Return what these polls teach of a queue of which nothing was known."""
    experience = QueueExperience()
    for number, statistics in enumerate(polls):
        learning.learn(experience, statistics, since + every * number)
    return experience


def nearly(expected: float) -> Any:
    """Return what equals any number close to this one, to stand in a field of a record that is compared."""
    return pytest.approx(expected)


def any_statistics(most: int = 10**9) -> st.SearchStrategy[QueueStatistics]:
    """Any statistics that can be parsed, no count above `most`, any field left out."""
    count = st.integers(0, most)
    maybe = st.none() | count
    bands = st.just(()) | st.lists(count, min_size=8, max_size=8).map(tuple)
    return st.builds(
        QueueStatistics,
        entered=maybe,
        accepted=maybe,
        mean_wait_seconds=st.none() | st.floats(0, 1e9),
        pending=maybe,
        reserved=maybe,
        assigned=maybe,
        wrapping=maybe,
        available_workers=maybe,
        workers_by_activity=st.dictionaries(st.sampled_from([OFFLINE, AVAILABLE, BREAK, RESERVED, BUSY]), count),
        longest_waiting_seconds=st.none() | st.integers(0, 10**9),
        canceled=maybe,
        by_priority=st.dictionaries(st.integers(0, 40), count, max_size=5),
        accepted_by_age=bands,
        canceled_by_age=bands,
    )
