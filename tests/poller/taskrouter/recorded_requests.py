"""A server in the place of Twilio's two APIs that keeps every request, and actions that reach it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from poller.taskrouter.actions import Actions
from poller.taskrouter.client import actions
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.retry_policy import RetryPolicy
from poller.taskrouter.transport import Connection
from tests.poller.stand_in import ACCOUNT, ALL_AT_ONCE, QUICK
from waittimes.deadline import Deadline

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

TASK_SID, CALL_SID = "WT" + "a7" * 16, "CA" + "c5" * 16


def task(**fields: Any) -> dict[str, Any]:
    """Return a task as TaskRouter writes one."""
    return {
        "sid": TASK_SID,
        "assignment_status": "pending",
        "attributes": '{"callback_id": "ab12"}',
        "date_created": "2027-01-15T08:00:00Z",
        "virtual_start_time": "2027-01-15T07:58:20Z",
        "priority": 4,
        "task_queue_sid": "WQ" + "b6" * 16,
    } | fields


def call(**fields: Any) -> dict[str, Any]:
    """Return a call as Twilio writes one."""
    return {
        "sid": CALL_SID,
        "status": "ringing",
        "from": "+4989555666",
        "to": "+4930111222",
        "direction": "outbound-api",
        "date_created": "Fri, 15 Jan 2027 08:00:00 +0000",
        "start_time": None,
    } | fields


def tasks(*entries: Any) -> dict[str, Any]:
    """Return a page of a list of tasks."""
    return {"meta": {"key": "tasks", "next_page_url": None}, "tasks": entries}


def calls(*entries: Any) -> dict[str, Any]:
    """Return a page of a list of calls."""
    return {"calls": entries, "next_page_uri": None, "page": 0, "uri": "/2010-04-01/Accounts/AC/Calls.json"}


@dataclass
class Recorded:
    """Answers every request with the same, and keeps what was asked."""

    answer: Any = None
    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request."""
    sent: list[dict[str, str]] = field(default_factory=list)
    """The parameters of each request, of its body or its query."""
    sent_headers: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        sent = parse_qs(body or environ["QUERY_STRING"])
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        self.sent.append({name: ",".join(given) for name, given in sent.items()})
        self.sent_headers.append({name: str(each) for name, each in environ.items() if name.startswith("HTTP_")})
        text = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        start_response(self.status, [("Content-Type", "application/json"), *self.headers])
        return [text.encode()]

    def actions(self, retry_policy: RetryPolicy = QUICK, *, seconds: float = 20) -> Actions:
        """Return the account's actions for one poll of at most `seconds`."""
        connection = Connection(ACCOUNT, self.url, ALL_AT_ONCE, retry_policy, api_url=f"{self.url}/voice")
        return actions(ACCOUNT.sid, connection.until(Deadline.in_seconds(seconds), RequestCounts()))
