"""What the poller needs of one account's TaskRouter, and what it makes of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from poller.estimation.statistics import Measured
from poller.estimation.workspace import Catalogue
from poller.taskrouter.parsing import MalformedStatistics, parse

MOST_IN_BULK = 50
"""The most task queues that one bulk request may name (Twilio docs, TaskQueue statistics)."""


class TaskRouterError(Exception):
    """TaskRouter refused, failed or could not be understood; `status` is None where there was no answer."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status

    @property
    def is_general(self) -> bool:
        """Whether it is probably not for this request alone: TaskRouter fails, or lets this account in nowhere."""
        general = self.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
        return general or self.status is None or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list of statistics: queue SID, real-time and cumulative statistics of each, and what follows.

    An entry that is no statistics at all has "" for its SID.
    """

    entries: Sequence[tuple[str, Any, Any]]
    next_url: str
    """Where the next page is; "" at the end."""


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
class RealTime:
    """One queue's real-time statistics as TaskRouter gave them, and when it was asked."""

    realtime: Any
    at: float


@dataclass(frozen=True, slots=True)
class Cumulative:
    """One queue's cumulative statistics as TaskRouter gave them, and when it was asked."""

    cumulative: Any
    at: float


def understood(present: RealTime, window: Cumulative) -> Measured | str:
    """Return the two halves as statistics, or what is wrong with them."""
    try:
        statistics = parse(present.realtime, window.cumulative)
        return Measured(statistics, present.at, None if window.at == present.at else window.at)
    except MalformedStatistics as error:
        return f"nonsense in {error}"
