"""Other ways to estimate a wait from the same statistics: past waits, the longest wait, the number waiting.

Each fills the same record as the product, so that the same phone announces it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf
from statistics import fmean

from poller.estimation.statistics import WINDOW_SECONDS, Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from waittimes.wait import Basis, Estimate, Wait

AVERAGE = "AVG15"
"""The baseline that everything is compared with."""
HANDLE_SECONDS = 300.0
"""The handle time assumed before any call was seen: usual ringing, talking and wrap-up."""
PRIOR_CALLS = 2.0
"""The weight of that assumption, in calls."""
HOUR_SECONDS = 3600.0
GAP_SECONDS = 600.0
"""Polls that are further apart than this say nothing about the time between them."""
ROLLING_MINUTES = (1, 2, 5, 10, 30, 60)
"""The windows of the rolling means beside AVG15's own, in minutes."""


class AverageWait:
    """AVG15: the mean wait of the calls accepted in the window; without any, the last known mean, at first 0."""

    def __init__(self, _workspace: Workspace) -> None:
        self._last_seconds = 0.0

    def seconds(self, now: QueueStatistics, _at: float) -> float:
        """Return the mean of the window, or the last one known."""
        if now.accepted and now.mean_wait_seconds is not None:
            self._last_seconds = now.mean_wait_seconds
        return self._last_seconds


class HeadOfLine:
    """HOL: how long the caller at the head of the line has waited so far (Ibrahim and Whitt 2009)."""

    def __init__(self, _workspace: Workspace) -> None:
        """Keep no state."""

    def seconds(self, now: QueueStatistics, _at: float) -> float:
        """Return the age of the head of the line; 0 if nobody waits."""
        return now.longest_waiting_seconds or 0


class Position:
    """The vendors' formula: position in queue x handle time / agents logged in; 0 while an agent is free.

    The handle time is measured as in their reports: agents' busy time divided by calls taken, over about an hour. In a
    multi-tasking workspace the agents are those in an available Activity. In a single-tasking one TaskRouter moves
    agents on a call to another Activity, so the queue's calls in progress are added.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._multi_tasking = workspace.multi_tasking
        self._busy_seconds = PRIOR_CALLS * HANDLE_SECONDS
        self._calls = PRIOR_CALLS
        self._polled_at: float | None = None

    def seconds(self, now: QueueStatistics, at: float) -> float:
        """Return the formula's wait for a caller who joins the queue now."""
        self._learn(now, at)
        busy = now.in_service_strict or 0
        agents = (now.available_workers or 0) + (0 if self._multi_tasking else busy)
        free = agents - busy
        pending = now.pending or 0
        if free > pending:
            return 0.0
        return (pending + 1) * self._busy_seconds / self._calls / max(1, agents)

    def _learn(self, now: QueueStatistics, at: float) -> None:
        elapsed = inf if self._polled_at is None else at - self._polled_at
        if elapsed <= GAP_SECONDS and now.in_service_strict is not None and now.accepted is not None:
            kept = exp(-elapsed / HOUR_SECONDS)
            self._busy_seconds = self._busy_seconds * kept + now.in_service_strict * elapsed
            self._calls = self._calls * kept + now.accepted * elapsed / WINDOW_SECONDS
        self._polled_at = at


Formula = AverageWait | HeadOfLine | Position

FORMULAS: Mapping[str, Callable[[Workspace], Formula]] = {
    AVERAGE: AverageWait,
    "HOL": HeadOfLine,
    "position": Position,
}


@dataclass(slots=True)
class Baseline:
    """One formula, applied to each queue by itself."""

    make: Callable[[Workspace], Formula]
    workspace: Workspace
    _by_queue: dict[str, Formula] = field(default_factory=dict)

    def waits(self, measured: Mapping[str, Measured]) -> dict[str, Wait]:
        """Return a record for each queue, with the formula's estimate."""
        return {sid: self._wait(sid, each) for sid, each in measured.items()}

    def _wait(self, queue_sid: str, measured: Measured) -> Wait:
        if queue_sid not in self._by_queue:
            self._by_queue[queue_sid] = self.make(self.workspace)
        seconds = self._by_queue[queue_sid].seconds(measured.statistics, measured.at)
        return Wait(
            queue_sid=queue_sid,
            queue_name=queue_sid,
            measured_at=measured.at,
            basis=Basis.HISTORY,
            estimate=Estimate(seconds),
        )


def rolling_name(minutes: int) -> str:
    """Return the name of the rolling mean over a window of `minutes`."""
    return f"mean of {minutes} min"


def with_window(measured: Mapping[str, Measured], window: Mapping[str, Sequence[float]]) -> dict[str, Measured]:
    """Return the statistics with the waits of another window, by queue: their AVG15 is the rolling mean over it."""
    return {sid: replace(each, statistics=_with_waits(each.statistics, window[sid])) for sid, each in measured.items()}


def _with_waits(statistics: QueueStatistics, waits: Sequence[float]) -> QueueStatistics:
    return replace(statistics, accepted=len(waits), mean_wait_seconds=fmean(waits) if waits else None)
