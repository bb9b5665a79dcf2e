"""The waits of one reading on their way to the table: each page is written once, as soon as its queues are read."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field

from poller.report import Failure
from waittimes import cache
from waittimes.table import Table
from waittimes.wait import Wait

PAGES_AT_ONCE = 16


@dataclass(slots=True)
class PageWriter:
    """Collects the waits of one workspace, and writes them page by page."""

    table: Table
    workspace_sid: str
    clock: Callable[[], float]
    """The time in epoch seconds."""
    stopwatch: Callable[[], float]
    """Seconds on a clock that never jumps."""
    interim_seconds: float
    """Seconds since the last writing after which complete pages are written before the end of the reading."""
    measured_at: dict[str, float] = field(default_factory=dict)
    """When each wait that is stored was measured, by queue SID."""
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    """How long writing took."""
    _listed: frozenset[str] = frozenset()
    _listed_at: float = 0.0
    _deletes: bool = False
    _unstored: dict[str, Wait] = field(default_factory=dict)
    _unread: Counter[str] = field(default_factory=Counter)
    """How many queues are still to be read, by the last digit of their SIDs, which is their page's."""
    _pages_left: set[str] = field(default_factory=lambda: set(cache.LAST_DIGITS))
    _written_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._written_at = self.stopwatch()

    def expect(self, listed: Collection[str], listed_at: float, *, unread: Iterable[str], deletes: bool) -> None:
        """Note which queues exist at `listed_at`, and which of them are still to be read.

        With `deletes`, pages without a new wait are written too, so that deleted queues disappear.
        """
        self._listed, self._listed_at, self._deletes = frozenset(listed), listed_at, deletes
        self._unread = Counter(map(cache.last_digit, unread))

    def add(self, waits: Mapping[str, Wait]) -> None:
        """Take waits by queue SID."""
        self._unstored |= waits

    def note_read(self, queue_sid: str) -> None:
        """Note that reading a queue ended, with or without success; write the complete pages if it is time."""
        self._unread[cache.last_digit(queue_sid)] -= 1
        complete = {digit for digit in self._pages_left if not self._unread[digit]}
        if complete and self.stopwatch() - self._written_at >= self.interim_seconds and self._on(complete):
            self._write(complete)

    def write_rest(self) -> None:
        """Write the remaining pages, and note the failures; there is no further attempt."""
        if not self._deletes and not self._on(self._pages_left):
            return
        refused = self._write(self._pages_left)
        self.failures += [Failure(key, f"{type(error).__name__}: {error}") for key, error in refused.items()]

    def _on(self, digits: Set[str]) -> tuple[Wait, ...]:
        return tuple(wait for sid, wait in self._unstored.items() if cache.last_digit(sid) in digits)

    def _write(self, digits: Set[str]) -> dict[str, Exception]:
        """Write these pages, and return the errors by page key."""
        started, waits = self.stopwatch(), self._on(digits)
        measurement = cache.Measurement(self.workspace_sid, waits, self._listed, self._listed_at)
        refused = cache.refresh(self.table, measurement, now=self.clock(), at_once=PAGES_AT_ONCE, digits=sorted(digits))
        stored = {
            wait.queue_sid: wait.measured_at
            for wait in waits
            if cache.page_key(self.workspace_sid, wait.queue_sid) not in refused
        }
        self.measured_at |= stored
        self._unstored = {sid: wait for sid, wait in self._unstored.items() if sid not in stored}
        self._pages_left = (self._pages_left - digits) | {cache.last_digit(key) for key in refused}
        self._written_at = self.stopwatch()
        self.seconds += self._written_at - started
        return refused
