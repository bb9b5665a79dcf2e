"""A server in Twilio's place that answers each path as the test says: correctly, wrongly, or not at all."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from poller.taskrouter.client import TaskRouter
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.retry_policy import RetryPolicy
from poller.taskrouter.transport import Connection
from tests.fakes.statistics_source import cumulative, realtime
from tests.fakes.waits import WORKSPACE, queue_sid
from waittimes.deadline import Deadline
from waittimes.settings.config import Account
from waittimes.settings.polling import Polling
from waittimes.settings.secret import Secret

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

TOKEN = "token-nobody-may-see"
TOKENS = (Secret("env:TWILIO_AUTH_TOKEN", lambda: TOKEN),)
ACCOUNT = Account(name="harbour", sid="AC" + "1" * 32, auth_tokens=TOKENS, workspace_sids=(WORKSPACE,))
SALES, CLAIMS, BILLING = (queue_sid(number) for number in (0xA1, 0xB2, 0xC3))
LIST, ALONE = "/TaskQueues/Statistics", "/CumulativeStatistics"


QUICK = RetryPolicy(timeout_seconds=5, attempts=2, first_pause_seconds=0.001, longest_pause_seconds=0.01)
"""The poller's own policy on a smaller scale."""
ALL_AT_ONCE = Polling(requests_per_second=1000, concurrent_requests=20)


def reach(
    url: str, account: Account = ACCOUNT, retry_policy: RetryPolicy = QUICK, *, seconds: float = 20
) -> TaskRouter:
    """Return the account's TaskRouter for one poll of at most `seconds`."""
    connection = Connection(account, url, ALL_AT_ONCE, retry_policy)
    return TaskRouter(account.sid, connection.until(Deadline.in_seconds(seconds), RequestCounts()))


def text(body: str, status: str = "200 OK", content_type: str = "application/json") -> "WSGIApplication":
    """Return an app that always answers this."""

    def app(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        start_response(status, [("Content-Type", content_type)])
        return [body.encode()]

    return app


def redirect(to: str, status: str) -> "WSGIApplication":
    """Return an app that redirects every request to the URL `to`."""

    def app(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        start_response(status, [("Content-Length", "0"), ("Location", to)])
        return [b""]

    return app


def listed(*entries: Any, next_page_url: Any = None, key: str = "task_queues_statistics") -> "WSGIApplication":
    """Return an app that answers with a page of the list of statistics."""
    meta = {"key": key, "next_page_url": next_page_url}
    return text(json.dumps({"meta": meta, key: entries}))


def entry(sid: Any, average: int | None = 210) -> dict[str, Any]:
    return {"task_queue_sid": sid, "realtime": realtime(), "cumulative": cumulative(average)}


def workspace_parts(twilio: "StandIn") -> dict[str, "WSGIApplication"]:
    """Return the four answers from which a workspace is read."""
    queues = {"key": "task_queues", "next_page_url": f"{twilio.url}/v1/page?PageToken=PT2"}
    rest, activities = {"key": "task_queues", "next_page_url": None}, {"key": "activities", "next_page_url": None}
    return {
        "/TaskQueues": text(json.dumps({"meta": queues, "task_queues": [{"sid": SALES, "friendly_name": "Sales"}]})),
        "PageToken=PT2": text(json.dumps({"meta": rest, "task_queues": [{"sid": CLAIMS, "friendly_name": 42}]})),
        "/Activities": text(json.dumps({"meta": activities, "activities": []})),
        WORKSPACE: text(json.dumps({"sid": WORKSPACE, "multi_task_enabled": None})),
    }


@dataclass
class StandIn:
    """Answers each path by the longest of its endings, and 404 to all others."""

    answers: dict[str, "WSGIApplication"] = field(default_factory=dict)
    url: str = ""
    asked: list[str] = field(default_factory=list)
    """Path and query of each request."""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        self.asked.append(path)
        found = [ending for ending in self.answers if path.endswith(ending) or path.partition("?")[0].endswith(ending)]
        answer = self.answers[max(found, key=len)] if found else text("{}", "404 NOT FOUND")
        return answer(environ, start_response)
