"""The product: a poll's statistics pass through the estimator, the record and the page to the phone.

Ended calls are scored as the phone scores them, and the estimator learns from them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.accuracy.announcers.announcements import Announcements
from benchmarks.accuracy.announcers.escalating import route_of
from benchmarks.accuracy.centres.recording import Watched
from poller.estimation import calibration, estimate
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from poller.taskrouter.parsing import parse
from poller.workspace.state_store import STORE_EVERY_POLLS
from simulator.centre.plan import Plan
from simulator.centre.task import CANCELED, Task
from waittimes.page import Page, pack
from waittimes.score import NO_SCORE, CallerClass, Score, score_call
from waittimes.wait import Wait

PRODUCT = "product"
Estimator = Callable[[Mapping[str, Measured], Workspace, WorkspaceState], dict[str, Wait]]
"""Returns each queue's wait by SID, and updates the workspace's state."""


@dataclass(slots=True)
class Product:
    """The estimator with its state, and the table between the poller and the phone."""

    workspace: Workspace
    estimator: Estimator = estimate
    known: WorkspaceState = field(default_factory=WorkspaceState)

    def waits(self, measured: Mapping[str, Measured]) -> dict[str, Wait]:
        """Return the records as the phone would read them from the table."""
        found = self.estimator(measured, self.workspace, self.known)
        return {sid: as_read(wait) for sid, wait in found.items()}


@dataclass(slots=True)
class ScoredProduct:
    """The product's announcements, and the callers who have heard them."""

    product: Product
    plan: Plan | None = None
    """The plan whose escalations the announcements follow."""
    announcements: Announcements = field(init=False)
    _open: list[Task] = field(default_factory=list)
    _seen: int = 0
    _polls: int = 0

    def __post_init__(self) -> None:
        self.announcements = Announcements(self.product, self.plan)

    def learn_from(self, callers: Sequence[Task]) -> None:
        """At every tenth poll, let the estimator learn from the calls that have ended. `callers` only grows."""
        self._polls += 1
        if self._polls % STORE_EVERY_POLLS:
            return
        self._open += callers[self._seen :]
        self._seen = len(callers)
        over = [task for task in self._open if task.wrapping_at is not None]
        self._open = [task for task in self._open if task.wrapping_at is None and task.status != CANCELED]
        shown: dict[CallerClass, Score] = defaultdict(lambda: NO_SCORE)
        for task in over:
            if self.plan and route_of(self.plan, task):
                continue  # A promise over several queues scores the estimates of none of them.
            callers_like = CallerClass(task.queue_sid, task.priority)
            shown[callers_like] = shown[callers_like].plus(self._score(task))
        calibration.learn_from_calls(self.product.known, {each: score for each, score in shown.items() if score.calls})

    def _score(self, task: Task) -> Score:
        told, said = self.announcements.announced(task)
        if not said.has_number or told.seconds is None:
            return NO_SCORE
        ends = [None if end is None else round(end) for end in (told.low_seconds, told.high_seconds)]
        waited = round(task.offered_wait_seconds or 0.0)
        return score_call(promised=round(told.seconds), waited=waited, low=ends[0], high=ends[1])


def as_read(wait: Wait) -> Wait:
    """Return the wait as read from a page. Raises ValueError if the page has lost it."""
    read = Page(version=1, measured_at=wait.measured_at, rows=pack([wait])).wait(wait.queue_sid)
    if read is None:
        raise ValueError(f"the page lost {wait.queue_sid}")
    return read


def parsed(watched: Watched) -> dict[str, Measured]:
    """Return the statistics of one poll, parsed by the poller's own parser."""
    return {
        sid: Measured(parse(*halves), watched.at, None if watched.is_full else watched.window_at)
        for sid, halves in watched.statistics.items()
    }
