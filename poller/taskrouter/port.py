"""What the poller needs of one account's TaskRouter: the requests, their answers, and the one error they raise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

from poller.estimation.workspace import Workspace

Found = TypeVar("Found")

MOST_IN_BULK = 50
"""The most task queues that one bulk request may name (Twilio docs, TaskQueue statistics)."""


class TaskRouterError(Exception):
    """Twilio refused, failed or sent what cannot be read; `status` is None if there was no answer to read."""

    def __init__(self, reason: str, status: int | None = None, code: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code
        """Twilio's own number for the error (twilio.com/docs/api/errors); None where it gave none."""

    @property
    def is_general(self) -> bool:
        """Whether other requests will probably fail too, because TaskRouter is down or refuses this account."""
        general = self.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
        return general or self.is_unsure

    @property
    def is_unsure(self) -> bool:
        """Whether Twilio may have done what it was asked to do."""
        return self.status is None or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def unless_gone(fetch: Callable[[], Found]) -> Found | None:
    """Return what is fetched; None if Twilio has it no more."""
    try:
        return fetch()
    except TaskRouterError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return None


class IncompleteWorkspace(TaskRouterError):
    """A part of a workspace could not be read, for the reason that `cause` gives.

    `partial` holds what was read of it. Its `read_at` is 0, because it does not prove that a queue was deleted.
    """

    def __init__(self, cause: TaskRouterError, partial: Workspace) -> None:
        super().__init__(str(cause), cause.status)
        self.partial = partial


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list of statistics."""

    entries: Sequence[tuple[str, Any, Any]]
    """SID, real-time and cumulative statistics of each queue; the SID is "" if the entry is no statistics at all."""
    next_url: str
    """The URL of the next page; "" at the end."""

    @property
    def sids(self) -> list[str]:
        """The SIDs of the entries."""
        return [sid for sid, _, _ in self.entries]


@dataclass(frozen=True, slots=True)
class RealTime:
    """One queue's real-time statistics as TaskRouter sent them, and when it was asked, in epoch seconds."""

    realtime: Any
    at: float


@dataclass(frozen=True, slots=True)
class Cumulative:
    """One queue's cumulative statistics as TaskRouter sent them, and when it was asked, in epoch seconds."""

    cumulative: Any
    at: float


class StatisticsSource(Protocol):
    """One account's TaskRouter during one poll. Every method raises TaskRouterError, OutOfTime, SecretUnavailable."""

    def workspace(self, workspace_sid: str, *, now: float) -> Workspace:
        """Return what the workspace consists of. Raises IncompleteWorkspace if a part of it cannot be read."""

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        """Return the page of the list of statistics at this URL, or the first."""

    def cumulative(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:
        """Return one queue's cumulative statistics."""

    def realtime(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:
        """Return one queue's real-time statistics."""

    def realtime_in_bulk(self, workspace_sid: str, queue_sids: Sequence[str]) -> Mapping[str, Any]:
        """Return real-time statistics by queue SID, of up to MOST_IN_BULK queues, counting tasks of every channel."""

    def workflow(self, workspace_sid: str, workflow_sid: str) -> str:
        """Return a workflow's document."""
