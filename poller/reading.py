"""Reading one workspace: its list of statistics, then singly what the list left out. What fails costs only itself."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

from poller.catalogue import Catalogue
from poller.statistics import MalformedStatistics, QueueStatistics, parse
from poller.taskrouter import TaskRouterError
from waittimes.kinds import TASK_QUEUE_SID

CONCURRENT_READS = 4
"""Requests for single queues under way at once: well under what an account is allowed."""


class StatisticsSource(Protocol):
    """One account's TaskRouter. Every method raises TaskRouterError."""

    def catalogue(self, workspace_sid: str, *, now: float) -> Catalogue:
        """Return what the workspace consists of."""

    def statistics(self, workspace_sid: str) -> Iterator[tuple[str, Any, Any]]:
        """Yield queue SID, real-time and cumulative statistics of every queue."""

    def cumulative(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:
        """Return one queue's cumulative statistics."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a workspace's queues, and why the rest could not, by queue or workspace SID."""

    statistics: Mapping[str, QueueStatistics]
    failures: Mapping[str, str]


def read(source: StatisticsSource, workspace_sid: str) -> Reading:
    """Return the statistics of every queue of the workspace that TaskRouter gives sensibly."""
    found: dict[str, QueueStatistics] = {}
    failures: dict[str, str] = {}
    lacking: dict[str, Any] = {}
    try:
        for queue_sid, realtime, cumulative in source.statistics(workspace_sid):
            parsed = _parsed(realtime, cumulative)
            if not TASK_QUEUE_SID.matches(queue_sid):
                failures[workspace_sid] = "list of statistics: nonsense in task_queue_sid"
            elif isinstance(parsed, str):
                failures[queue_sid] = parsed
            elif parsed.mean_wait_seconds is None and parsed.may_be_active:
                lacking[queue_sid] = realtime
            else:
                found[queue_sid] = parsed
    except TaskRouterError as error:
        failures[workspace_sid] = f"list of statistics: {error}"
    for queue_sid, single in _read_singly(source, workspace_sid, lacking):
        if isinstance(single, str):
            failures[queue_sid] = single
        else:
            found[queue_sid] = single
    return Reading(found, failures)


def _read_singly(
    source: StatisticsSource, workspace_sid: str, lacking: Mapping[str, Any]
) -> Iterator[tuple[str, QueueStatistics | str]]:
    """Yield, for queues whose list entry lacks the wait in the queue, their statistics or why there are none."""

    def single(queue_sid: str) -> QueueStatistics | str:
        try:
            return _parsed(lacking[queue_sid], source.cumulative(workspace_sid, queue_sid))
        except TaskRouterError as error:
            return f"statistics of the queue: {error}"

    with ThreadPoolExecutor(max_workers=CONCURRENT_READS) as pool:
        yield from zip(lacking, pool.map(single, lacking), strict=True)


def _parsed(realtime: Any, cumulative: Any) -> QueueStatistics | str:
    try:
        return parse(realtime, cumulative)
    except MalformedStatistics as error:
        return f"nonsense in {error}"
