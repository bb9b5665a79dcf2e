"""A queue with numbers to work by hand: twelve agents and calls of 300 seconds, so an answer every 25 seconds."""

from dataclasses import dataclass, replace
from typing import Any

from poller.estimation.shared_agents import NO_DEMAND, SharedDemand
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import BANDS, QueueStatistics
from poller.estimation.wait_model import ClassEstimate, agents_serving, estimate_class
from tests.poller.estimation.queues import NINE, showing

HANDLE_SECONDS = 300.0
AGENTS = 12
SERVICE_SECONDS = 25.0
"""Seconds between two answers."""
RATE = 0.04
"""Calls answered per second; as many arrive, now and usually."""
EVERYBODY = PriorityClass(0, 14, share=1.0, waiting_above=0.0, share_above=0.0, is_last=True)
VIPS = PriorityClass(20, 4, share=0.25, waiting_above=0.0, share_above=0.0, is_last=False)
OTHERS = PriorityClass(0, 14, share=1.0, waiting_above=4.0, share_above=0.25, is_last=True)
LONG_LINE = showing(pending=14, reserved=0, assigned=AGENTS, wrapping=0, longest_waiting_seconds=330)
WITHOUT_WRAPPING = replace(LONG_LINE, wrapping=None)
_MUCH = 1e12
"""Calls and seconds learned: so many that the assumptions made at first no longer matter."""


def learned(*, hazard: float = 0.0, **fields: Any) -> QueueState:
    """Return what is known of the queue; callers abandon with this hazard at every age."""
    known: dict[str, Any] = {
        "busy_seconds": HANDLE_SECONDS * _MUCH,
        "calls": _MUCH,
        "wrapping_seconds": 0.1 * HANDLE_SECONDS * _MUCH,
        "smoothed_arrival_rate": RATE,
        "abandonments": [hazard * _MUCH] * BANDS,
        "exposure_seconds": [_MUCH] * BANDS,
    }
    return QueueState(**known | fields)


@dataclass
class TwelveAgents:
    """The queue after a poll."""

    state: QueueState
    snapshot: Snapshot

    def estimate(
        self, callers: PriorityClass = EVERYBODY, *, elsewhere: SharedDemand = NO_DEMAND, free: int = 0
    ) -> ClassEstimate:
        """Return the estimate for these callers."""
        agents = agents_serving(self.state, self.snapshot, free=free, on_other_queues=0.0)
        assert agents is not None
        return estimate_class(self.state, self.snapshot, agents, elsewhere, callers)


def twelve_agents(
    statistics: QueueStatistics = WITHOUT_WRAPPING, state: QueueState | None = None, **snapshot: Any
) -> TwelveAgents:
    """Return the queue after a poll with these statistics; `snapshot` are fields of the snapshot to change."""
    shown: dict[str, Any] = {"at": NINE, "statistics": statistics, "arrival_rate": RATE, "on_duty": AGENTS}
    return TwelveAgents(learned() if state is None else state, Snapshot(**shown | snapshot))
