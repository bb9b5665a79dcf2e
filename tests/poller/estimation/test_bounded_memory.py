"""What is known of a queue stays small, however many polls there are and whatever its tasks are."""

import pickle
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poller.estimation import estimate
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.state_format import pack
from poller.estimation.statistics import BANDS, Measured, QueueStatistics
from tests.fakes.statistics import BUSY_HOUR, MULTI_TASKING, QUEUE
from tests.fakes.waits import MEASURED_AT, queue_sid

pytestmark = pytest.mark.slow

MAX_ITEM_BYTES = 32 * 1024
POLLS = 5000


def random_poll(rng: random.Random, at: int) -> QueueStatistics:
    """Return a poll of a queue whose tasks have the epoch as priority: no priority is ever seen twice."""
    by_age = [tuple(rng.randint(0, 9) for _ in range(BANDS)) for _ in range(2)]
    pending = rng.choice([0, 0, 0, 0, 1])
    return replace(
        BUSY_HOUR,
        accepted=rng.randint(0, 60),
        pending=pending,
        assigned=rng.randint(0, 30),
        available_workers=rng.randint(0, 40),
        longest_waiting_seconds=rng.randint(1, 5000) if pending else 0,
        by_priority={at - rng.randint(0, 900): 3 for _ in range(rng.randint(0, 2))},
        accepted_by_age=by_age[0],
        canceled_by_age=by_age[1],
    )


def test_five_thousand_polls_with_ever_new_priorities_keep_an_item_small_and_memory_flat() -> None:
    """Four other queues are measured now and then; each of them may share the queue's agents."""
    rng, known, sizes = random.Random(41), WorkspaceState(), []
    for poll in range(POLLS):
        at = int(MEASURED_AT) + 60 * poll
        sids = (QUEUE, queue_sid(100 + rng.randrange(4))) if poll % 10 == 0 else (QUEUE,)
        measured = {sid: Measured(random_poll(rng, at), at) for sid in sids}
        estimate(measured, MULTI_TASKING, known)
        if poll in (POLLS // 5, POLLS - 1):
            sizes.append(len(pickle.dumps(known)))

    assert len(pack(known.queues)) < MAX_ITEM_BYTES
    assert sizes[1] < 1.1 * sizes[0]


@settings(max_examples=30)
@given(st.lists(st.dictionaries(st.integers(-(2**31), 2**31), st.integers(0, 99), max_size=40), max_size=12))
def test_whatever_priorities_are_counted_no_more_than_sixteen_are_remembered(counts: list[dict[int, int]]) -> None:
    known = WorkspaceState()
    for poll, by_priority in enumerate(counts):
        statistics = replace(BUSY_HOUR, by_priority=by_priority)
        estimate({QUEUE: Measured(statistics, MEASURED_AT + 60 * poll)}, MULTI_TASKING, known)

    state, snapshot = known.queues.get(QUEUE, QueueState()), known.snapshots.get(QUEUE)
    assert len(state.served_seconds) <= 16
    assert len(state.calibrations) <= 16 + 8
    assert snapshot is None or len(snapshot.forecasts) <= 16 + 8


def test_the_priorities_that_most_calls_have_stay_among_many_that_hardly_any_has() -> None:
    known = WorkspaceState()
    for poll in range(60):
        rare = {1000 * poll + each: 1 for each in range(1, 30)}
        statistics = replace(BUSY_HOUR, assigned=60, by_priority={0: 40, 5: 20, **rare})
        estimate({QUEUE: Measured(statistics, MEASURED_AT + 60 * poll)}, MULTI_TASKING, known)

    assert {0, 5} <= known.queues[QUEUE].served_seconds.keys()
    assert {0, 5} <= known.queues[QUEUE].calibrations.keys()
