"""What calls showed, summed up in the table: one worker answers for all of them when Prometheus asks."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from waittimes.metrics import Values
from waittimes.settings.config import Config
from waittimes.table import Table, TableUnavailable

log = logging.getLogger("waittimes.server")

FLUSH_EVERY_SECONDS: Final = 5.0
LIFE_SECONDS: Final = 28 * 24 * 3600
"""Sums to which no call has been added for this long are deleted."""


class Series(NamedTuple):
    """A metric of calls under its dimensions: how many calls showed it, and the sum of what they showed."""

    name: str
    dimensions: dict[str, str]
    calls: int
    total: int


class CallMetrics:
    """Adds up in memory, and then in the table, what the calls of this process show. Used by many threads."""

    def __init__(self, table: Table, clock: Callable[[], float] = time.time) -> None:
        self._table = table
        self._clock = clock
        self._lock = threading.Lock()
        self._pending: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))

    def note(self, values: Values, dimensions: Mapping[str, str]) -> None:
        """Note what a call showed; it is kept until the next flush. This is a receiver of waittimes.metrics."""
        sums: dict[str, int] = {}
        for name, (value, _) in values.items():
            # The table's sums are never negative, so what is below 0 has a sum of its own.
            sums |= {f"{name}_{'below' if value < 0 else 'above'}": abs(round(value)), f"{name}_count": 1}
        self.count(_key(dimensions), sums)

    def count(self, key: str, sums: Mapping[str, int]) -> None:
        """Add amounts to the sums below a key of the table; they are kept until the next flush."""
        with self._lock:
            for name, amount in sums.items():
                self._pending[key][name] += amount

    def flush(self) -> None:
        """Add to the table what was noted since. What the table refuses is kept for the next time."""
        with self._lock:
            pending, self._pending = self._pending, defaultdict(lambda: defaultdict(int))
        for key, sums in pending.items():
            try:
                self._table.add(key, sums, now=self._clock(), life_seconds=LIFE_SECONDS)
            except TableUnavailable as error:
                log.warning("metrics.not_stored", extra={"why": str(error)})
                self.count(key, sums)

    def flush_now_and_then(self) -> None:
        """Flush every few seconds from now on, beside the calls."""
        threading.Thread(target=self._flush_for_ever, daemon=True).start()

    def _flush_for_ever(self) -> None:
        while True:
            time.sleep(FLUSH_EVERY_SECONDS)
            try:
                self.flush()
            except Exception:
                log.exception("metrics.flush_failed")


def read(table: Table, settings: Config) -> Iterator[Series]:
    """Yield what the calls of every line showed. Raises TableUnavailable."""
    for line in settings.lines:
        dimensions = {"account": line.account.name, "line": line.name}
        sums = table.sums(_key(dimensions))
        names = sorted(name.removesuffix("_count") for name in sums if name.endswith("_count"))
        for name in names:
            total = sums.get(f"{name}_above", 0) - sums.get(f"{name}_below", 0)
            yield Series(name, dimensions, sums[f"{name}_count"], total)


def _key(dimensions: Mapping[str, str]) -> str:
    return "#".join(["server", "metrics", *(dimensions[name] for name in sorted(dimensions))])
