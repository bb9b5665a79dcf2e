"""The other ways to tell a wait, each from the same statistics: what was waited, who waits longest, how many wait.

Each fills the same record as the product, so that it is announced by the same phone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import exp, inf

from poller.estimation.estimator import WINDOW_MINUTES
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Catalogue
from waittimes.wait import Basis, Estimate, Wait

AVERAGE = "AVG15"
"""What everything is compared with."""
HANDLE_SECONDS = 300.0
"""What a call is taken to cost before any was seen: ring, talk and wrap-up of the trade."""
PRIOR_CALLS = 2.0
"""How many calls that figure weighs."""
HOUR_SECONDS = 3600.0
GAP_SECONDS = 600.0
"""Polls further apart than this say nothing of the time between them."""


class AverageWait:
    """AVG15: the mean wait of the calls accepted in the window; 0 before any was, then the last one known."""

    def __init__(self, _catalogue: Catalogue) -> None:
        self._last_seconds = 0.0

    def seconds(self, now: QueueStatistics, _at: float) -> float:
        """Return the mean of the window, else the last one."""
        if now.accepted and now.mean_wait_seconds is not None:
            self._last_seconds = now.mean_wait_seconds
        return self._last_seconds


class HeadOfLine:
    """HOL: how long the caller who waits longest has waited so far (Ibrahim and Whitt 2009)."""

    def __init__(self, _catalogue: Catalogue) -> None:
        """Remember nothing."""

    def seconds(self, now: QueueStatistics, _at: float) -> float:
        """Return the age of the head of the line, 0 where nobody waits."""
        return now.longest_waiting_seconds or 0


class Position:
    """The vendors' formula: place in line x handle time / agents logged in; 0 while an agent is free.

    Handle time is measured as their reports do: agents' busy time over calls taken, about the last hour's. In a
    multi-tasking workspace everybody in an available Activity is an agent of the queue; in a single-tasking one,
    where TaskRouter moves who is on a call to another Activity, so are the calls of this queue in progress.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._multi_tasking = catalogue.multi_tasking
        self._busy_seconds = PRIOR_CALLS * HANDLE_SECONDS
        self._calls = PRIOR_CALLS
        self._polled_at: float | None = None

    def seconds(self, now: QueueStatistics, at: float) -> float:
        """Return the formula's wait of somebody who joins the line at its end."""
        self._learn(now, at)
        busy = now.busy or 0
        agents = (now.available_workers or 0) + (0 if self._multi_tasking else busy)
        free = agents - busy
        pending = now.pending or 0
        if free > pending:
            return 0.0
        return (pending + 1) * self._busy_seconds / self._calls / max(1, agents)

    def _learn(self, now: QueueStatistics, at: float) -> None:
        elapsed = inf if self._polled_at is None else at - self._polled_at
        if elapsed <= GAP_SECONDS and now.busy is not None and now.accepted is not None:
            kept = exp(-elapsed / HOUR_SECONDS)
            self._busy_seconds = self._busy_seconds * kept + now.busy * elapsed
            self._calls = self._calls * kept + now.accepted * elapsed / (60 * WINDOW_MINUTES)
        self._polled_at = at


Formula = AverageWait | HeadOfLine | Position

FORMULAS: Mapping[str, Callable[[Catalogue], Formula]] = {
    AVERAGE: AverageWait,
    "HOL": HeadOfLine,
    "position": Position,
}


@dataclass(slots=True)
class Baseline:
    """One formula, applied to every queue by itself."""

    make: Callable[[Catalogue], Formula]
    catalogue: Catalogue
    _by_queue: dict[str, Formula] = field(default_factory=dict)

    def waits(self, measured: Mapping[str, Measured]) -> dict[str, Wait]:
        """Return what the formula makes of each queue's statistics."""
        return {sid: self._wait(sid, each) for sid, each in measured.items()}

    def _wait(self, queue_sid: str, measured: Measured) -> Wait:
        if queue_sid not in self._by_queue:
            self._by_queue[queue_sid] = self.make(self.catalogue)
        seconds = self._by_queue[queue_sid].seconds(measured.statistics, measured.at)
        return Wait(
            queue_sid=queue_sid,
            queue_name=queue_sid,
            measured_at=measured.at,
            basis=Basis.HISTORY,
            estimate=Estimate(seconds),
        )
