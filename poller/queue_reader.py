"""Queues read one by one: those whose list entry lacks the wait, and those that no list speaks of."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from poller.estimation.statistics import Measured
from poller.taskrouter.port import MOST_IN_BULK, Cumulative, RealTime, StatisticsSource, TaskRouterError, understood
from waittimes.deadline import Deadline, OutOfTime

HOPELESS_FAILURES = 25
"""So many queues failing in a row without one answer mean that TaskRouter is down: the rest is not asked."""

Outcome = Measured | TaskRouterError | str
"""A queue's statistics, or why there are none."""


@dataclass(slots=True)
class QueueReader:
    """Reads queues of one workspace, so many at once."""

    source: StatisticsSource
    workspace_sid: str
    clock: Callable[[], float]
    deadline: Deadline
    at_once: int
    windows: dict[str, Cumulative]
    """Windows that are known already, by queue: those are not asked for again. The others are added as they come."""
    gave_up: bool = False
    """Whether so many failed in a row that the rest was not asked."""
    _bulks: dict[str, "Future[Mapping[str, RealTime]]"] = field(default_factory=dict)

    def read(self, queue_sids: Sequence[str], listed: Mapping[str, RealTime]) -> Iterator[tuple[str, Outcome]]:
        """Yield the queues with what came of them, as it comes, until the time is over or TaskRouter is down.

        The first are asked first. `listed` holds the present of those of which the list has told it.
        Raises SecretUnavailable.
        """
        pool, seconds = ThreadPoolExecutor(max_workers=self.at_once), self.deadline.remaining_seconds()
        try:
            futures = self._submitted(pool, queue_sids, listed)
            yield from self._until_hopeless(self._outcomes(futures, seconds))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _submitted(
        self, pool: ThreadPoolExecutor, queue_sids: Sequence[str], listed: Mapping[str, RealTime]
    ) -> "dict[Future[Outcome], str]":
        """Submit every queue, and each bulk request a chunk ahead of the queues that need it."""
        unlisted = [sid for sid in queue_sids if sid not in listed]
        chunks = iter([unlisted[start : start + MOST_IN_BULK] for start in range(0, len(unlisted), MOST_IN_BULK)])
        self._submit_bulks(pool, itertools.islice(chunks, 1))
        futures: dict[Future[Outcome], str] = {}
        for number, sid in enumerate(queue_sids):
            if number % MOST_IN_BULK == 0:
                self._submit_bulks(pool, itertools.islice(chunks, 1))
            futures[pool.submit(self._one, sid, listed.get(sid))] = sid
        return futures

    def _submit_bulks(self, pool: ThreadPoolExecutor, chunks: Iterable[Sequence[str]]) -> None:
        for chunk in chunks:
            bulk = pool.submit(self._bulk, chunk)
            self._bulks |= dict.fromkeys(chunk, bulk)

    def _outcomes(self, futures: "dict[Future[Outcome], str]", seconds: float) -> Iterator[tuple[str, Outcome]]:
        try:
            for future in as_completed(futures, timeout=seconds):
                try:
                    yield futures[future], future.result()
                except OutOfTime:
                    continue
        except TimeoutError:
            return

    def _one(self, queue_sid: str, present: RealTime | None) -> Outcome:
        try:
            now = present or self._present(queue_sid)
            window = self.windows.get(queue_sid) or self._window(queue_sid)
        except TaskRouterError as error:
            return error
        found = understood(now, window)
        if isinstance(found, Measured):
            self.windows[queue_sid] = window
        return found

    def _window(self, queue_sid: str) -> Cumulative:
        asked_at = self.clock()
        return Cumulative(self.source.cumulative(self.workspace_sid, queue_sid), asked_at)

    def _present(self, queue_sid: str) -> RealTime:
        """Return the present of a queue of calls: in bulk where no channel has a task in it, else asked alone."""
        bulk = self._bulks[queue_sid].result()
        if queue_sid in bulk and bulk[queue_sid].realtime.get("total_tasks") == 0:
            return bulk[queue_sid]
        asked_at = self.clock()
        return RealTime(self.source.realtime(self.workspace_sid, queue_sid), asked_at)

    def _bulk(self, queue_sids: Sequence[str]) -> Mapping[str, RealTime]:
        """Return the present by queue; nothing where the request fails, as it does when it names a deleted queue."""
        asked_at = self.clock()
        try:
            found = self.source.realtime_in_bulk(self.workspace_sid, queue_sids)
        except TaskRouterError:
            return {}
        return {sid: RealTime(realtime, asked_at) for sid, realtime in found.items()}

    def _until_hopeless(self, outcomes: Iterable[tuple[str, Outcome]]) -> Iterator[tuple[str, Outcome]]:
        in_a_row = 0
        for queue_sid, outcome in outcomes:
            yield queue_sid, outcome
            in_a_row = in_a_row + 1 if isinstance(outcome, TaskRouterError) and outcome.is_general else 0
            if in_a_row == HOPELESS_FAILURES:
                self.gave_up = True
                return
