"""How many calls arrive at a task queue, and how that compares with what its agents take on."""

from poller.estimation import handle_time
from poller.estimation.fading import ewma
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics

MEMORY_SECONDS = 2 * 3600.0
"""Time constant of the smoothed arrival rate."""


def arrival_rate(state: QueueState, statistics: QueueStatistics) -> float:
    """Return the calls that arrive per second (method.md, eq. 1).

    If TaskRouter leaves out the calls that entered, it is the rate at which calls are answered or abandoned.
    """
    if statistics.entered is not None:
        return statistics.entered / WINDOW_SECONDS
    if statistics.accepted is not None:
        return (statistics.accepted + (statistics.canceled or 0)) / WINDOW_SECONDS
    return (statistics.in_service or 0) / state.handle_seconds


def learn(state: QueueState, snapshot: Snapshot, step: float) -> None:
    """Update the smoothed arrival rate with the `step` seconds since the last poll."""
    state.smoothed_arrival_rate = ewma(state.smoothed_arrival_rate, snapshot.arrival_rate, step, MEMORY_SECONDS)


def expected_rate(state: QueueState, snapshot: Snapshot) -> float:
    """Return the calls that will arrive per second: the smoothed rate, since a rush that fills a queue passes."""
    return snapshot.arrival_rate if state.smoothed_arrival_rate is None else state.smoothed_arrival_rate


def traffic_intensity(state: QueueState, snapshot: Snapshot) -> float:
    """Return arrival rate x handle time / busy agents."""
    in_service = snapshot.statistics.in_service
    agents = handle_time.busy_lately(state, snapshot.statistics) if in_service is None else in_service
    return snapshot.arrival_rate * state.handle_seconds / max(1.0, agents)
