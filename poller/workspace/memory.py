"""What the process remembers of a workspace from one poll to the next. Losing it costs requests and accuracy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from poller.callbacks.memory import CallbackMemory
from poller.estimation.state import WorkspaceState
from poller.estimation.workspace import Workspace
from poller.taskrouter.port import Cumulative
from poller.workspace.history.store import HistoryMemory
from poller.workspace.list_reader import Listing
from poller.workspace.state_store import StoredItems
from poller.workspace.workflow_reader import WorkflowMemory
from waittimes.feedback import Totals
from waittimes.score import CallerClass
from waittimes.wait import Wait


class RoundRobin:
    """The order in which queues are read: first those that were never read, then those read least recently.

    After a cold start the order comes from the measuring times in the table.
    """

    def __init__(self, measured_at: Mapping[str, float] | None = None) -> None:
        known = measured_at or {}
        turns = {at: turn for turn, at in enumerate(sorted(set(known.values())))}
        self._turns = {sid: turns[at] for sid, at in known.items()}
        self._poll = len(turns)

    def ordered(self, queue_sids: Iterable[str]) -> list[str]:
        """Begin a poll, and return the queues in the order in which to read them.

        Queues whose last turn was the same are ordered by page, so that a page is soon complete.
        """
        self._poll += 1
        return sorted(queue_sids, key=lambda sid: (self._turns.get(sid, -1), sid[-1], sid))

    def note_turn(self, queue_sid: str) -> None:
        """Note that the queue had its turn, even if reading it failed; otherwise it would always come first."""
        self._turns[queue_sid] = self._poll


@dataclass(slots=True)
class WorkspaceMemory:
    """One workspace: its parts, what the table holds of it, and where the last poll ran out of time."""

    workspace: Workspace | None = None
    """Its queues and Activities, as they were last read in full."""
    workspace_until: float = float("-inf")
    """When that should be read again, on the monotonic clock."""
    disagreement: frozenset[str] = frozenset()
    """Queues that only one of the two contained, workspace or list, when both had just been read."""
    rotation: RoundRobin = field(default_factory=RoundRobin)
    measured_at: dict[str, float] | None = None
    """Measuring times in the table, by queue SID; None until the table was read."""
    stored_names: dict[str, str] = field(default_factory=dict)
    """Names in the table, by queue SID, as they were when it was read."""
    stopped_at: str = ""
    """The page of the list at which the last poll ran out of time."""
    windows: dict[str, Cumulative] = field(default_factory=dict)
    """Cumulative statistics that were read queue by queue, kept for the later readings of a run."""
    state: WorkspaceState = field(default_factory=WorkspaceState)
    """What the estimator knows of the queues."""
    promises: dict[CallerClass, Totals] = field(default_factory=dict)
    """The totals of feedback on promises, as they were last read."""
    stored_items: StoredItems = field(default_factory=StoredItems)
    """The table's items that store the queues' states, as far as they are known."""
    workflows: WorkflowMemory = field(default_factory=WorkflowMemory)
    callbacks: CallbackMemory = field(default_factory=CallbackMemory)
    history: HistoryMemory = field(default_factory=HistoryMemory)

    def recall(self, waits: Iterable[Wait]) -> None:
        """Take over what the table holds, after a cold start."""
        stored = list(waits)
        self.measured_at = {wait.queue_sid: wait.measured_at for wait in stored}
        self.stored_names = {wait.queue_sid: wait.queue_name for wait in stored}
        self.rotation = RoundRobin(self.measured_at)

    def take(self, listing: Listing) -> None:
        """Remember where the list stopped, complete its entries from known windows, and keep the windows it has."""
        self.stopped_at = listing.stopped_at
        listing.complete_from(self.windows)
        self.windows |= listing.windows

    def remember(self, measured_at: Mapping[str, float]) -> None:
        """Note the measuring times of waits that were stored."""
        if measured_at:
            self.measured_at = {**(self.measured_at or {}), **measured_at}

    def oldest_age_seconds(self, queue_sids: Iterable[str], now: float) -> float | None:
        """Return the age of the oldest stored wait of these queues; None if none is known."""
        known = self.measured_at or {}
        oldest_at = min((known[sid] for sid in queue_sids if sid in known), default=None)
        return None if oldest_at is None else round(max(0.0, now - oldest_at), 3)
