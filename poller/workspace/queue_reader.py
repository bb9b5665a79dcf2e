"""Queues read one by one: those whose list entry lacks a half, and those without an entry."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from poller.estimation.statistics import Measured
from poller.report import Failure
from poller.taskrouter.parsing import measure
from poller.taskrouter.port import MOST_IN_BULK, Cumulative, RealTime, StatisticsSource, TaskRouterError
from waittimes.deadline import Deadline, OutOfTime

HOPELESS_FAILURES = 25
"""After this number of queues in a row without an answer, TaskRouter counts as down, and the rest is not read."""


@dataclass(frozen=True, slots=True)
class QueueReading:
    """The result of reading one queue: statistics, a failure, or both if one half could not be read."""

    queue_sid: str
    measured: Measured | None = None
    failure: Failure | None = None
    is_general: bool = False
    """Whether other queues will probably fail in the same way."""


@dataclass(slots=True)
class QueueReader:
    """Reads queues of one workspace, `at_once` at a time."""

    source: StatisticsSource
    workspace_sid: str
    clock: Callable[[], float]
    deadline: Deadline
    at_once: int
    windows: dict[str, Cumulative]
    """Cumulative statistics by queue that are already known and are not read again; new ones are added."""
    gave_up: bool = False
    """Whether reading stopped because TaskRouter counts as down."""
    _bulks: dict[str, "Future[Mapping[str, RealTime]]"] = field(default_factory=dict)

    def read(self, queue_sids: Sequence[str], listed: Mapping[str, RealTime]) -> Iterator[QueueReading]:
        """Yield each queue's reading as it completes, until time runs out or TaskRouter counts as down.

        Queues are read in the given order. `listed` holds real-time statistics that the list contained.
        Raises SecretUnavailable.
        """
        pool, seconds = ThreadPoolExecutor(max_workers=self.at_once), self.deadline.remaining_seconds()
        try:
            futures = self._submitted(pool, queue_sids, listed)
            yield from self._until_hopeless(self._as_completed(futures, seconds))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _submitted(
        self, pool: ThreadPoolExecutor, queue_sids: Sequence[str], listed: Mapping[str, RealTime]
    ) -> "list[Future[QueueReading]]":
        """Submit every queue, and each bulk request a chunk ahead of the queues that need it."""
        unlisted = [sid for sid in queue_sids if sid not in listed]
        chunks = iter([unlisted[start : start + MOST_IN_BULK] for start in range(0, len(unlisted), MOST_IN_BULK)])
        self._submit_bulks(pool, itertools.islice(chunks, 1))
        futures: list[Future[QueueReading]] = []
        for number, sid in enumerate(queue_sids):
            if number % MOST_IN_BULK == 0:
                self._submit_bulks(pool, itertools.islice(chunks, 1))
            futures.append(pool.submit(self._read, sid, listed.get(sid)))
        return futures

    def _submit_bulks(self, pool: ThreadPoolExecutor, chunks: Iterable[Sequence[str]]) -> None:
        for chunk in chunks:
            bulk = pool.submit(self._bulk, chunk)
            self._bulks |= dict.fromkeys(chunk, bulk)

    def _as_completed(self, futures: "list[Future[QueueReading]]", seconds: float) -> Iterator[QueueReading]:
        try:
            for future in as_completed(futures, timeout=seconds):
                try:
                    yield future.result()
                except OutOfTime:
                    continue
        except TimeoutError:
            return

    def _read(self, queue_sid: str, listed: RealTime | None) -> QueueReading:
        try:
            now = listed or self._real_time(queue_sid)
        except TaskRouterError as error:
            return self._without_real_time(queue_sid, error)
        try:
            window = self.windows.get(queue_sid) or self._window(queue_sid)
        except TaskRouterError as error:
            return _failed(queue_sid, error)
        self.windows[queue_sid] = window
        return QueueReading(queue_sid, measure(now, window))

    def _without_real_time(self, queue_sid: str, error: TaskRouterError) -> QueueReading:
        """Return the failure, and the mean wait of the window if that is known: the estimate can rest on it."""
        failed = _failed(queue_sid, error)
        if (window := self.windows.get(queue_sid)) is None:
            return failed
        measured = measure(RealTime(None, window.at), window)
        tells_history = measured.statistics.accepted and measured.statistics.mean_wait_seconds is not None
        return QueueReading(queue_sid, measured if tells_history else None, failed.failure, failed.is_general)

    def _window(self, queue_sid: str) -> Cumulative:
        asked_at = self.clock()
        return Cumulative(self.source.cumulative(self.workspace_sid, queue_sid), asked_at)

    def _real_time(self, queue_sid: str) -> RealTime:
        """Return a queue's real-time statistics of calls.

        They come from the bulk request if the queue has no task at all. Otherwise the queue is asked for alone,
        because a bulk request counts the tasks of every channel.
        """
        bulk = self._bulks[queue_sid].result()
        if queue_sid in bulk and bulk[queue_sid].realtime.get("total_tasks") == 0:
            return bulk[queue_sid]
        asked_at = self.clock()
        return RealTime(self.source.realtime(self.workspace_sid, queue_sid), asked_at)

    def _bulk(self, queue_sids: Sequence[str]) -> Mapping[str, RealTime]:
        """Return real-time statistics by queue; none if the request fails, as it does for a deleted queue."""
        asked_at = self.clock()
        try:
            found = self.source.realtime_in_bulk(self.workspace_sid, queue_sids)
        except TaskRouterError:
            return {}
        return {sid: RealTime(realtime, asked_at) for sid, realtime in found.items()}

    def _until_hopeless(self, readings: Iterable[QueueReading]) -> Iterator[QueueReading]:
        in_a_row = 0
        for reading in readings:
            yield reading
            in_a_row = in_a_row + 1 if reading.is_general else 0
            if in_a_row == HOPELESS_FAILURES:
                self.gave_up = True
                return


def _failed(queue_sid: str, error: TaskRouterError) -> QueueReading:
    failure = Failure(queue_sid, f"statistics of the queue: {error}")
    return QueueReading(queue_sid, failure=failure, is_general=error.is_general)
