"""A task queue as the last poll showed it: what the other queues of its workspace have to know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """The callers of one priority in a line."""

    priority: int
    waiting: float
    """Those waiting who go before a new caller of it: of this priority or a higher one."""
    share: float
    """The share of the callers who have this priority or a higher one."""
    waiting_above: float
    """Those waiting who have a higher priority."""
    share_above: float
    """The share of the callers who have a higher one: they overtake."""
    is_last: bool
    """Whether nobody has a lower one."""


class Snapshot(NamedTuple):
    """When a queue was measured, its calls that occupy agents, wait, and come in a second; who of them goes first."""

    at: float
    occupied: int
    pending: int
    arrivals: float
    line: tuple[PriorityClass, ...] = ()
    """The callers by priority, the highest first; empty where nobody has looked."""

    def before(self, priority: int) -> tuple[float, float]:
        """Return how many wait who go before a new caller of this priority, and the share of the callers who do."""
        if not self.line:
            return self.pending, 1.0
        return self._last([each for each in self.line if each.priority >= priority])

    def above(self, priority: int) -> tuple[float, float]:
        """Return how many wait who have a higher priority than this, and the share of the callers who do."""
        return self._last([each for each in self.line if each.priority > priority])

    @staticmethod
    def _last(line: Sequence[PriorityClass]) -> tuple[float, float]:
        return (line[-1].waiting, line[-1].share) if line else (0.0, 0.0)
