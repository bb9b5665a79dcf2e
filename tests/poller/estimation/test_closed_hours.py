"""The counts of closed hours teach nothing; the wait is estimated all the same."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from poller import estimation
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured
from tests.fakes.statistics import MULTI_TASKING, QUEUE
from tests.poller.estimation.queues import NINE, showing


def polled(known: WorkspaceState, at: float, *, teaches: bool, **fields: int) -> None:
    measured = Measured(showing(**fields), at, teaches=teaches)
    assert QUEUE in estimation.estimate({QUEUE: measured}, MULTI_TASKING, known)


def taught() -> WorkspaceState:
    known = WorkspaceState()
    for minute in range(30):
        polled(known, NINE + 60 * minute, teaches=True)
    return known


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5), st.integers(0, 30_000))
def test_a_night_of_waiting_callers_teaches_nothing(pending: list[int], oldest: int) -> None:
    known = taught()
    learned = estimation.state_format.pack(known.queues)

    for number, waiting in enumerate(pending):
        at = NINE + 3600 + 60 * number
        polled(known, at, teaches=False, pending=waiting, longest_waiting_seconds=oldest, assigned=0, entered=2)

    assert estimation.state_format.pack(known.queues) == learned


def test_the_same_night_would_have_taught_something() -> None:
    known = taught()
    learned = estimation.state_format.pack(known.queues)

    polled(known, NINE + 3600, teaches=True, pending=9, longest_waiting_seconds=20_000, assigned=0, entered=2)

    assert estimation.state_format.pack(known.queues) != learned


def test_a_first_poll_at_night_teaches_nothing_either() -> None:
    known = WorkspaceState()

    polled(known, NINE, teaches=False)

    assert estimation.state_format.pack(known.queues) == estimation.state_format.pack(
        {QUEUE: replace(estimation.QueueState(), calibrations={})}
    )
