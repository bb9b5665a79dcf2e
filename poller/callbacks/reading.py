"""The pending callbacks of a workspace's lines, read from the table while the statistics are read."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Final

from poller.callbacks.memory import CallbackMemory
from waittimes.callbacks.store import CallbackStore, Stored
from waittimes.settings.config import Line
from waittimes.table import TableUnavailable

log = logging.getLogger("waittimes.poller")

LINES_AT_ONCE: Final = 8
ANSWER_SECONDS: Final = 1.0
"""How long the estimate waits for the table after the statistics have come; then it uses what was read last."""


@dataclass(slots=True)
class PendingReader:
    """Reads the pending callbacks of some lines in threads of its own."""

    store: CallbackStore
    lines: Sequence[Line]
    memory: CallbackMemory
    clock: Callable[[], float]
    """The time in seconds since the epoch."""
    _futures: "dict[str, Future[tuple[Stored, ...]]]" = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Begin to read, unless there is nothing to read."""
        if not self.lines:
            return
        pool = ThreadPoolExecutor(max_workers=LINES_AT_ONCE)
        now = self.clock()
        self._futures = {line.name: pool.submit(self.store.pending, line.name, now=now) for line in self.lines}
        # A read that hangs is left behind.
        pool.shutdown(wait=False)

    def take(self) -> None:
        """Put into the memory what has come by now, or comes within `ANSWER_SECONDS`."""
        wait(self._futures.values(), timeout=ANSWER_SECONDS)
        for line in self.lines:
            future = self._futures.get(line.name)
            if future is not None and future.done() and line.name not in self._taken:
                self._taken.add(line.name)
                self._take(line, future)

    def read(self, line: Line) -> bool:
        """Tell whether this line's callbacks were read in this reading."""
        future = self._futures.get(line.name)
        return line.name in self._taken and future is not None and future.exception() is None

    def _take(self, line: Line, future: "Future[tuple[Stored, ...]]") -> None:
        error = future.exception()
        if error is None:
            self.memory.note_pending(line, future.result(), self.clock())
        elif isinstance(error, TableUnavailable):
            log.warning("callbacks.not_read", extra={"line": line.name, "reason": str(error)})
        else:
            log.error("callbacks.not_read", extra={"line": line.name, "reason": type(error).__name__}, exc_info=error)
