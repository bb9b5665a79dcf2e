"""The product: from a poll's statistics by the estimator, the record and the page to what the phone reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.accuracy.centres.recording import Watched
from poller.estimation import estimate
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from poller.taskrouter.parsing import parse
from waittimes.page import Page, pack
from waittimes.wait import Wait

PRODUCT = "product"
Estimator = Callable[[Mapping[str, Measured], Workspace, WorkspaceState], dict[str, Wait]]
"""Returns each queue's wait by SID, and updates the workspace's state."""


@dataclass(slots=True)
class Product:
    """The estimator with its state, and the table between the poller and the phone."""

    catalogue: Workspace
    estimator: Estimator = estimate
    known: WorkspaceState = field(default_factory=WorkspaceState)

    def waits(self, measured: Mapping[str, Measured]) -> dict[str, Wait]:
        """Return the records as the phone would read them from the table."""
        found = self.estimator(measured, self.catalogue, self.known)
        return {sid: as_read(wait) for sid, wait in found.items()}


def as_read(wait: Wait) -> Wait:
    """Return the wait as read from a page. Raises ValueError where the page has lost it."""
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
