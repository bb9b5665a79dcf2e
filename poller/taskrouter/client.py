"""TaskRouter's REST API through the `twilio` package: the only importer of twilio.rest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from requests import RequestException
from twilio.base.exceptions import TwilioException
from twilio.base.page import Page
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from poller.estimation.statistics import SPLIT_SECONDS, WINDOW_SECONDS
from poller.estimation.workspace import Catalogue
from poller.taskrouter.port import ListPage, TaskRouterError
from waittimes.settings.formats import TASK_QUEUE_SID

Answer = TypeVar("Answer")

PAGE_SIZE = 1000
"""The most that a list page holds (Twilio's OpenAPI document for TaskRouter)."""
CHANNEL = "voice"
SPLIT_BY_WAIT_TIME = ",".join(map(str, SPLIT_SECONDS))
_VOICE_WINDOW: dict[str, Any] = {"minutes": WINDOW_SECONDS // 60, "task_channel": CHANNEL}
_NO_ENVIRONMENT = {"TWILIO_REGION": ""}
"""The package reads os.environ unless given another mapping that is not empty."""
_PLACEHOLDER = "the client knows"
"""The package wants one at once; each request is signed with another."""
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the package raises where an answer is not the JSON it expects."""


@dataclass(slots=True)
class Refusals:
    """What one account's TaskRouter has refused to tell since the process began."""

    split: set[str] = field(default_factory=set)
    """The requests that it does not answer with `SplitByWaitTime`."""


class TaskRouter:
    """One account's TaskRouter, asked through this client, which knows how. Every method raises TaskRouterError.

    `refusals` is for the account's next TaskRouter too, so that what is refused is asked for only once.
    """

    def __init__(self, account_sid: str, http_client: HttpClient, refusals: Refusals | None = None) -> None:
        self._refusals = refusals or Refusals()
        self._v1 = Client(
            account_sid, _PLACEHOLDER, account_sid, http_client=http_client, environment=_NO_ENVIRONMENT
        ).taskrouter.v1

    def catalogue(self, workspace_sid: str, *, now: float) -> Catalogue:
        """Return what the workspace consists of."""
        return _asked(lambda: self._catalogue(workspace_sid, now))

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        """Return the page of the list of statistics at this URL, or the first.

        Page by page, for the package's own stream ends at an entry that is no statistics.
        """
        listed = self._v1.workspaces(workspace_sid).task_queues.statistics
        if url:
            return _asked(lambda: _list_page(listed.get_page(url)))
        return self._split_if_possible(
            "list", lambda **split: _list_page(listed.page(**_VOICE_WINDOW, page_size=PAGE_SIZE, **split))
        )

    def cumulative(self, workspace_sid: str, queue_sid: str) -> dict[str, Any]:
        """Return one queue's cumulative statistics."""
        queue = self._v1.workspaces(workspace_sid).task_queues(queue_sid).cumulative_statistics()
        return self._split_if_possible("alone", lambda **split: vars(queue.fetch(**_VOICE_WINDOW, **split)))

    def realtime(self, workspace_sid: str, queue_sid: str) -> dict[str, Any]:
        """Return one queue's real-time statistics."""
        queue = self._v1.workspaces(workspace_sid).task_queues(queue_sid)
        return _asked(lambda: vars(queue.real_time_statistics().fetch(task_channel=CHANNEL)))

    def realtime_in_bulk(self, workspace_sid: str, queue_sids: Sequence[str]) -> dict[str, Any]:
        """Return up to fifty queues' real-time statistics by their SIDs; they count the tasks of every channel."""
        bulk = self._v1.workspaces(workspace_sid).task_queues.bulk_real_time_statistics
        found = _asked(lambda: bulk.create(_Bulk(queue_sids)).task_queue_data)
        entries = found if isinstance(found, list) else []
        return {str(each.get("task_queue_sid")): each for each in entries if isinstance(each, dict)}

    def _split_if_possible(self, request: str, ask: Callable[..., Answer]) -> Answer:
        """Ask with `split_by_wait_time`, or without where that is what TaskRouter refuses (400)."""
        if request in self._refusals.split:
            return _asked(ask)
        try:
            return _asked(lambda: ask(split_by_wait_time=SPLIT_BY_WAIT_TIME))
        except TaskRouterError as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
        answer = _asked(ask)
        self._refusals.split.add(request)
        return answer

    def _catalogue(self, workspace_sid: str, now: float) -> Catalogue:
        workspace = self._v1.workspaces(workspace_sid)
        queues = workspace.task_queues.list(page_size=PAGE_SIZE)
        activities = workspace.activities.list(page_size=PAGE_SIZE)
        working = {sid for queue in queues for sid in (queue.reservation_activity_sid, queue.assignment_activity_sid)}
        return Catalogue(
            read_at=now,
            multi_tasking=workspace.fetch().multi_task_enabled is not False,
            queue_names={
                each.sid: str(each.friendly_name or each.sid)
                for each in queues
                if each.sid and TASK_QUEUE_SID.matches(str(each.sid))
            },
            available_activities=frozenset(each.sid for each in activities if each.available and each.sid),
            working_activities=frozenset(sid for sid in working if sid),
        )


@dataclass(frozen=True, slots=True)
class _Bulk:
    """The body of a bulk request, in the form that the package asks for."""

    queue_sids: Sequence[str]

    def to_dict(self) -> dict[str, Any]:
        return {"queueSids": list(self.queue_sids)}


def _list_page(page: Page) -> ListPage:
    return ListPage(tuple(_entries(page)), str(page.next_page_url or ""))


def _entries(page: Page) -> Iterator[tuple[str, Any, Any]]:
    while True:
        try:
            item = next(page)
        except StopIteration:
            return
        except _UNREADABLE:
            yield "", None, None
        else:
            yield str(item.task_queue_sid or ""), item.realtime, item.cumulative


def _asked(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except TwilioException as error:
        status = _status(error)
        raise TaskRouterError(f"HTTP {status}" if status else "unreadable answer", status) from error
    except RequestException as error:
        raise TaskRouterError(type(error).__name__) from error
    except _UNREADABLE as error:
        raise TaskRouterError(f"unreadable answer: {type(error).__name__}") from error


def _status(error: TwilioException) -> int | None:
    """Return the HTTP status of a refusal; that of a list's page carries the whole response instead."""
    responses = (each for each in error.args if isinstance(each, Response))
    return next((each.status_code for each in responses), getattr(error, "status", None))
