"""What the poller needs of one account's TaskRouter, and what it makes of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from poller.catalogue import Catalogue
from poller.statistics import MalformedStatistics, QueueStatistics, parse
from poller.taskrouter import ListPage


class StatisticsSource(Protocol):
    """One account's TaskRouter during one poll. Every method raises TaskRouterError, OutOfTime, SecretUnavailable."""

    def catalogue(self, workspace_sid: str, *, now: float) -> Catalogue:
        """Return what the workspace consists of."""

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        """Return the page of the list of statistics at this URL, or the first."""

    def cumulative(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:
        """Return one queue's cumulative statistics."""

    def realtime(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:
        """Return one queue's real-time statistics."""

    def realtime_in_bulk(self, workspace_sid: str, queue_sids: Sequence[str]) -> Mapping[str, Any]:
        """Return up to fifty queues' real-time statistics by their SIDs, counting the tasks of every channel."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One queue's statistics, and when TaskRouter was asked for the older half of them, in epoch seconds."""

    statistics: QueueStatistics
    at: float


@dataclass(frozen=True, slots=True)
class Present:
    """One queue's real-time statistics as TaskRouter gave them, and when it was asked."""

    realtime: Any
    at: float


def understood(present: Present, cumulative: Any) -> Measured | str:
    """Return the two halves as statistics, or what is wrong with them."""
    try:
        return Measured(parse(present.realtime, cumulative), present.at)
    except MalformedStatistics as error:
        return f"nonsense in {error}"
