"""TaskRouter's REST API through the `twilio` package: the only importer of twilio.rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from twilio.http import HttpClient
from twilio.rest import Client

from poller.estimation.statistics import SPLIT_SECONDS, WINDOW_SECONDS
from poller.estimation.workspace import Workspace
from poller.taskrouter import answers, workspace_parts
from poller.taskrouter.actions_client import TwilioActions
from poller.taskrouter.answers import Answer
from poller.taskrouter.port import ListPage, TaskRouterError
from poller.taskrouter.workspace_parts import PAGE_SIZE

CHANNEL = "voice"
SPLIT_BY_WAIT_TIME = ",".join(map(str, SPLIT_SECONDS))
_VOICE_WINDOW: dict[str, Any] = {"minutes": WINDOW_SECONDS // 60, "task_channel": CHANNEL}
_NO_ENVIRONMENT = {"TWILIO_REGION": ""}
"""The package reads os.environ unless it is given another mapping that is not empty."""
_PLACEHOLDER = "the HTTP client adds the credential"
"""The package demands a password when it is built; the HTTP client signs each request with its own."""


@dataclass(slots=True)
class Refusals:
    """Requests that one account's TaskRouter has refused since the process began."""

    split: set[str] = field(default_factory=set)
    """The kinds of request that it does not answer with `SplitByWaitTime`."""


class TaskRouter:
    """One account's TaskRouter behind an HTTP client. Implements `poller.taskrouter.port.StatisticsSource`.

    Pass the same `refusals` to the account's next TaskRouter, so that a refused request is made only once.
    """

    def __init__(self, account_sid: str, http_client: HttpClient, refusals: Refusals | None = None) -> None:
        self._refusals = refusals or Refusals()
        self._v1 = _client(account_sid, http_client).taskrouter.v1

    def workspace(self, workspace_sid: str, *, now: float) -> Workspace:
        """See StatisticsSource."""
        return workspace_parts.read(self._v1.workspaces(workspace_sid), now=now)

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        """See StatisticsSource.

        The package's own stream would end at the first entry that cannot be read.
        """
        listed = self._v1.workspaces(workspace_sid).task_queues.statistics
        if url:
            return answers.fetch(lambda: _list_page(listed.get_page(url)))
        return self._split_if_possible(
            "list", lambda **split: _list_page(listed.page(**_VOICE_WINDOW, page_size=PAGE_SIZE, **split))
        )

    def cumulative(self, workspace_sid: str, queue_sid: str) -> dict[str, Any]:
        """See StatisticsSource."""
        queue = self._v1.workspaces(workspace_sid).task_queues(queue_sid).cumulative_statistics()
        return self._split_if_possible("alone", lambda **split: vars(queue.fetch(**_VOICE_WINDOW, **split)))

    def realtime(self, workspace_sid: str, queue_sid: str) -> dict[str, Any]:
        """See StatisticsSource."""
        queue = self._v1.workspaces(workspace_sid).task_queues(queue_sid)
        return answers.fetch(lambda: vars(queue.real_time_statistics().fetch(task_channel=CHANNEL)))

    def realtime_in_bulk(self, workspace_sid: str, queue_sids: Sequence[str]) -> dict[str, Any]:
        """See StatisticsSource."""
        bulk = self._v1.workspaces(workspace_sid).task_queues.bulk_real_time_statistics
        found = answers.fetch(lambda: bulk.create(_Bulk(queue_sids)).task_queue_data)
        entries = found if isinstance(found, list) else []
        return {str(each.get("task_queue_sid")): each for each in entries if isinstance(each, dict)}

    def workflow(self, workspace_sid: str, workflow_sid: str) -> str:
        """See StatisticsSource."""
        workflow = self._v1.workspaces(workspace_sid).workflows(workflow_sid)
        return answers.fetch(lambda: str(workflow.fetch().configuration))

    def _split_if_possible(self, request: str, ask: Callable[..., Answer]) -> Answer:
        """Ask with `split_by_wait_time`, or without it if TaskRouter refuses it (400)."""
        if request in self._refusals.split:
            return answers.fetch(ask)
        try:
            return answers.fetch(lambda: ask(split_by_wait_time=SPLIT_BY_WAIT_TIME))
        except TaskRouterError as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
        answer = answers.fetch(ask)
        self._refusals.split.add(request)
        return answer


def actions(account_sid: str, http_client: HttpClient) -> TwilioActions:
    """Return one account's tasks and calls behind an HTTP client."""
    return TwilioActions(_client(account_sid, http_client))


def _client(account_sid: str, http_client: HttpClient) -> Client:
    return Client(account_sid, _PLACEHOLDER, account_sid, http_client=http_client, environment=_NO_ENVIRONMENT)


@dataclass(frozen=True, slots=True)
class _Bulk:
    """The body of a bulk request, in the form that the package demands."""

    queue_sids: Sequence[str]

    def to_dict(self) -> dict[str, Any]:
        return {"queueSids": list(self.queue_sids)}


def _list_page(page: Any) -> ListPage:
    entries = (
        (str(each.task_queue_sid or ""), each.realtime, each.cumulative) if each else ("", None, None)
        for each in answers.entries(page)
    )
    return ListPage(tuple(entries), answers.next_url(page))
