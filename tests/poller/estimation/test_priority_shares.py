"""How callers divide by priority, learned from the calls in service and from calls that have ended."""

import math

import pytest

from poller.estimation import priorities
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from tests.poller.estimation.queues import NINE, counting, one_class


def learned(statistics: QueueStatistics, line: tuple[PriorityClass, ...]) -> dict[int, float]:
    """Return what one poll, a minute after the last, teaches of the priorities in service."""
    state = QueueState()
    priorities.learn(state, Snapshot(at=NINE, statistics=statistics, classes=line))
    return state.served_seconds


def test_the_calls_that_wait_teach_the_shares_where_only_those_are_counted() -> None:
    statistics = counting({0: 6, 20: 2}, pending=8, in_service=12)

    assert learned(statistics, one_class(8)) == {0: 6 * 60, 20: 2 * 60}


def test_of_all_calls_counted_those_in_service_teach_the_shares() -> None:
    statistics = counting({0: 13, 20: 7}, pending=8, in_service=12)
    line = (
        PriorityClass(20, 2.5, share=0.3, waiting_above=0, share_above=0, is_last=False),
        PriorityClass(0, 8, share=1, waiting_above=2.5, share_above=0.3, is_last=True),
    )

    assert learned(statistics, line) == {20: 4.5 * 60, 0: 7.5 * 60}


def test_no_priority_is_in_service_less_than_not_at_all() -> None:
    assert learned(counting({0: 3}, pending=8, in_service=12), one_class(8)) == {0: 0}


def test_a_priority_that_is_seen_no_more_fades_in_twelve_hours_and_not_while_nobody_is_served() -> None:
    state = QueueState(served_seconds={0: 100.0, 20: 100.0})
    nobody, some = counting({0: 0}, pending=0, in_service=0), counting({0: 2}, pending=0, in_service=12)

    priorities.learn(state, Snapshot(at=NINE, statistics=nobody))
    assert state.served_seconds == {0: 100.0, 20: 100.0}

    for _ in range(12 * 60):
        priorities.learn(state, Snapshot(at=NINE, statistics=some))
    assert state.served_seconds[20] == pytest.approx(100 / math.e)


def test_calls_that_have_ended_teach_the_shares_of_their_priorities_and_500_more_fade_them() -> None:
    state = QueueState()
    for _ in range(900):
        priorities.learn_from_calls(state, {0: 3, 20: 1})

    assert state.served_seconds[0] == pytest.approx(3 * state.served_seconds[20])
    assert sum(state.served_seconds.values()) == pytest.approx(500 * state.handle_seconds, rel=0.01)

    priorities.learn_from_calls(state, {0: 500})
    assert state.served_seconds[20] == pytest.approx(125 * state.handle_seconds / math.e, rel=0.01)
