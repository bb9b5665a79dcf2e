"""How many calls arrive at a task queue, and how that compares with what its agents take on."""

from poller.estimation import handle_time
from poller.estimation.fading import ewma
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics

MEMORY_SECONDS = 2 * 3600.0


def arrival_rate(state: QueueState, statistics: QueueStatistics) -> float:
    """Return the calls that arrive per second.

    Where TaskRouter leaves out the calls that entered, it is the rate at which calls are answered or abandoned.
    """
    if statistics.entered is not None:
        return statistics.entered / WINDOW_SECONDS
    if statistics.accepted is not None:
        return (statistics.accepted + (statistics.canceled or 0)) / WINDOW_SECONDS
    return (statistics.occupied or 0) / state.call_seconds


def learn(state: QueueState, snapshot: Snapshot, step: float) -> None:
    """Update the smoothed arrival rate with the `step` seconds since the last poll."""
    state.usual_arrivals = ewma(state.usual_arrivals, snapshot.arrival_rate, step, MEMORY_SECONDS)


def expected_rate(state: QueueState, snapshot: Snapshot) -> float:
    """Return the calls that will arrive per second: the smoothed rate, as a queue is long when more came than that."""
    return snapshot.arrival_rate if state.usual_arrivals is None else state.usual_arrivals


def traffic_intensity(state: QueueState, snapshot: Snapshot) -> float:
    """Return arrival rate x handle time / busy agents."""
    occupied = snapshot.statistics.occupied
    agents = handle_time.busy_lately(state, snapshot.statistics) if occupied is None else occupied
    return snapshot.arrival_rate * state.call_seconds / max(1.0, agents)
