"""What the process remembers of a workspace from one poll to the next. Losing it costs calls and accuracy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from poller.estimation.state import WorkspaceState
from poller.estimation.workspace import Workspace
from poller.taskrouter.port import Cumulative
from poller.workspace.state_store import StoredItems
from waittimes.feedback import Totals
from waittimes.score import CallerClass


class RoundRobin:
    """Whose turn it is: who was asked least recently comes first, and before them who never was.

    After a cold start the measuring times in the table say who that is.
    """

    def __init__(self, measured_at: Mapping[str, float] | None = None) -> None:
        known = measured_at or {}
        turns = {at: turn for turn, at in enumerate(sorted(set(known.values())))}
        self._turns = {sid: turns[at] for sid, at in known.items()}
        self._poll = len(turns)

    def ordered(self, queue_sids: Iterable[str]) -> list[str]:
        """Begin a poll, and return the queues in the order in which they should be asked.

        Those of the same turn come page by page, so that a page is soon complete.
        """
        self._poll += 1
        return sorted(queue_sids, key=lambda sid: (self._turns.get(sid, -1), sid[-1], sid))

    def asked(self, queue_sid: str) -> None:
        """Note that the queue had its turn, whatever came of it: one that fails must not come first for ever."""
        self._turns[queue_sid] = self._poll


@dataclass(slots=True)
class WorkspaceMemory:
    """One workspace's catalogue, the measuring times of its queues, and where the last poll ran out of time."""

    catalogue: Workspace | None = None
    catalogue_until: float = float("-inf")
    """When the catalogue should be read again, on the monotonic clock."""
    disagreement: frozenset[str] = frozenset()
    """Queues that only one of catalogue and list knew when both had just been read."""
    rotation: RoundRobin = field(default_factory=RoundRobin)
    measured_at: dict[str, float] | None = None
    """Measuring times as they are in the table, by queue; None as long as the table has not been asked."""
    stopped_at: str = ""
    """The page of the list at which the last poll ran out of time."""

    known: WorkspaceState = field(default_factory=WorkspaceState)
    """What the estimator knows of the queues."""
    windows: dict[str, Cumulative] = field(default_factory=dict)
    """The windows that queues asked alone have told in this run, whose later readings keep them."""
    promises: dict[CallerClass, Totals] = field(default_factory=dict)
    """What promises were worth when that was last looked at."""
    shelf: StoredItems = field(default_factory=StoredItems)
    """What is known of the items in which the queues' states are stored."""

    def recall(self, measured_at: Mapping[str, float]) -> None:
        """Take over what the table holds, as after a cold start."""
        self.measured_at = dict(measured_at)
        self.rotation = RoundRobin(measured_at)

    def oldest_at(self, queue_sids: Iterable[str]) -> float | None:
        """Return the oldest measuring time of these queues, None where none is known."""
        known = self.measured_at or {}
        return min((known[sid] for sid in queue_sids if sid in known), default=None)
