"""Statistics of a task queue as the estimator takes them: some to vary by hand, and strategies for any."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from poller.estimation import estimate
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import BANDS, Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics_source import AVAILABLE, BREAK, BUSY, OFFLINE, RESERVED
from tests.fakes.waits import MEASURED_AT, queue_sid
from waittimes.wait import Wait

QUEUE, OTHER = queue_sid(7), queue_sid(4)
MULTI_TASKING = Workspace(
    read_at=MEASURED_AT - 5,
    multi_tasking=True,
    queue_names={QUEUE: "Claims", OTHER: "Renewals"},
    available_activities=frozenset({AVAILABLE}),
    working_activities=frozenset(),
)
SINGLE_TASKING = replace(MULTI_TASKING, multi_tasking=False, working_activities=frozenset({RESERVED, BUSY}))

NOBODY_CALLS = QueueStatistics(
    entered=0,
    accepted=0,
    mean_wait_seconds=0,
    pending=0,
    reserved=0,
    assigned=0,
    wrapping=0,
    available_workers=0,
    longest_waiting_seconds=0,
    canceled=0,
)
BUSY_HOUR = QueueStatistics(
    entered=23,
    accepted=17,
    mean_wait_seconds=209.6,
    pending=4,
    reserved=1,
    assigned=6,
    wrapping=2,
    available_workers=9,
    workers_by_activity={OFFLINE: 3, AVAILABLE: 9, BREAK: 1},
    longest_waiting_seconds=75,
    canceled=3,
)
QUIET = replace(BUSY_HOUR, pending=0, available_workers=12, longest_waiting_seconds=0)
"""Three agents are free, or twelve in a workspace where only free agents are available."""


def polled(
    *polls: Mapping[str, QueueStatistics],
    workspace: Workspace = MULTI_TASKING,
    known: WorkspaceState | None = None,
) -> dict[str, Wait]:
    """Return the waits of the last of these polls, which are a minute apart. `known` learns from all of them."""
    known = WorkspaceState() if known is None else known
    waits: dict[str, Wait] = {}
    for number, poll in enumerate(polls):
        at = MEASURED_AT + 60 * (number + 1 - len(polls))
        waits = estimate({sid: Measured(each, at) for sid, each in poll.items()}, workspace, known)
    return waits


def waiting(statistics: QueueStatistics, workspace: Workspace = MULTI_TASKING) -> Wait:
    """Return the wait of one queue at its first poll."""
    return polled({QUEUE: statistics}, workspace=workspace)[QUEUE]


def any_statistics(most: int = 10**9) -> st.SearchStrategy[QueueStatistics]:
    """Return a strategy for any statistics that TaskRouter could give, any field left out; no count above `most`."""
    counts = st.integers(0, min(40, most)) | st.integers(0, most)
    maybe = st.none() | counts
    by_age = st.just(()) | st.tuples(*[st.integers(0, min(500, most))] * BANDS)
    return st.builds(
        QueueStatistics,
        entered=maybe,
        accepted=maybe,
        mean_wait_seconds=st.none() | st.floats(0, 1e9),
        pending=st.just(0) | maybe,
        reserved=maybe,
        assigned=maybe,
        wrapping=maybe,
        available_workers=maybe,
        workers_by_activity=st.dictionaries(st.sampled_from([OFFLINE, AVAILABLE, BREAK, RESERVED, BUSY]), counts),
        longest_waiting_seconds=st.none() | st.integers(0, 10**9),
        canceled=maybe,
        by_priority=st.dictionaries(st.sampled_from([0, 5, 20, 100]), counts),
        accepted_by_age=by_age,
        canceled_by_age=by_age,
    )


ANY_STATISTICS = any_statistics()
ANY_CATALOGUE = st.sampled_from([MULTI_TASKING, SINGLE_TASKING])
LEFT_OUT: Mapping[str, Any] = {
    "entered": None,
    "accepted": None,
    "mean_wait_seconds": None,
    "pending": None,
    "reserved": None,
    "assigned": None,
    "wrapping": None,
    "available_workers": None,
    "workers_by_activity": {},
    "longest_waiting_seconds": None,
    "canceled": None,
    "by_priority": {},
    "accepted_by_age": (),
    "canceled_by_age": (),
}
"""The value of each field that TaskRouter leaves out."""
