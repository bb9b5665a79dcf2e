"""TaskRouter's REST API through the `twilio` package: the only importer of twilio.rest."""

import logging
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from requests import RequestException
from twilio.base.exceptions import TwilioException
from twilio.base.page import Page
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from poller.catalogue import Catalogue
from poller.estimate import WINDOW_MINUTES
from waittimes.settings import TWILIO_TASKROUTER_URL, Account

Answer = TypeVar("Answer")

PAGE_SIZE = 1000
"""The most that a list page holds (Twilio's OpenAPI document for TaskRouter)."""
CHANNEL = "voice"
TIMEOUT_SECONDS = 10.0
"""The package itself would wait for ever."""
_NO_ENVIRONMENT = {"TWILIO_REGION": ""}
"""The package reads os.environ unless given another mapping that is not empty."""
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the package raises where an answer is not the JSON it expects."""


class TaskRouterError(Exception):
    """TaskRouter refused, failed or could not be understood; `status` is None where there was no answer."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class TaskRouter:
    """One account's TaskRouter. Every method raises TaskRouterError."""

    def __init__(self, account: Account, url: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._v1 = Client(
            *_credential(account),
            account.sid,
            http_client=_HttpClient(account, url, timeout_seconds),
            environment=_NO_ENVIRONMENT,
        ).taskrouter.v1

    def catalogue(self, workspace_sid: str, *, now: float) -> Catalogue:
        """Return what the workspace consists of."""
        return _asked(lambda: self._catalogue(workspace_sid, now))

    def statistics(self, workspace_sid: str) -> Iterator[tuple[str, Any, Any]]:
        """Yield queue SID, real-time and cumulative statistics of every queue, page by page.

        An entry that is no statistics at all has "" for its SID: the package's own stream would end there.
        """
        listed = self._v1.workspaces(workspace_sid).task_queues.statistics
        page: Page | None = _asked(
            lambda: listed.page(minutes=WINDOW_MINUTES, task_channel=CHANNEL, page_size=PAGE_SIZE)
        )
        while page is not None:
            yield from _entries(page)
            page = _asked(page.next_page)

    def cumulative(self, workspace_sid: str, queue_sid: str) -> dict[str, Any]:
        """Return one queue's cumulative statistics."""
        queue = self._v1.workspaces(workspace_sid).task_queues(queue_sid)
        return _asked(lambda: vars(queue.cumulative_statistics().fetch(minutes=WINDOW_MINUTES, task_channel=CHANNEL)))

    def _catalogue(self, workspace_sid: str, now: float) -> Catalogue:
        workspace = self._v1.workspaces(workspace_sid)
        queues = workspace.task_queues.list(page_size=PAGE_SIZE)
        activities = workspace.activities.list(page_size=PAGE_SIZE)
        working = {sid for queue in queues for sid in (queue.reservation_activity_sid, queue.assignment_activity_sid)}
        return Catalogue(
            read_at=now,
            multi_tasking=workspace.fetch().multi_task_enabled is not False,
            queue_names={queue.sid: str(queue.friendly_name or queue.sid) for queue in queues if queue.sid},
            available_activities=frozenset(each.sid for each in activities if each.available and each.sid),
            working_activities=frozenset(sid for sid in working if sid),
        )


class _HttpClient(HttpClient):
    """The package's own client, pointed at another host where one is set, and never without a timeout."""

    def __init__(self, account: Account, url: str, timeout_seconds: float) -> None:
        super().__init__(logging.getLogger("twilio.http_client"), is_async=False, timeout=timeout_seconds)
        self._account = account
        self._url = url
        self._client = TwilioHttpClient(timeout=timeout_seconds)

    def request(self, method: str, uri: str, *args: Any, **options: Any) -> Response:
        """See HttpClient."""
        if uri.startswith(TWILIO_TASKROUTER_URL):
            uri = self._url + uri.removeprefix(TWILIO_TASKROUTER_URL)
        # Asked each time, so that a secret changed in its store arrives without a restart.
        options["auth"] = _credential(self._account)
        return self._client.request(method, uri, *args, **options)


def _credential(account: Account) -> tuple[str, str]:
    if account.api_key:
        return account.api_key.sid, account.api_key.secret.reveal()
    return account.sid, account.auth_tokens[0].reveal()


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
