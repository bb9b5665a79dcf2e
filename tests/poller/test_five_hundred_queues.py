"""Five hundred task queues on a separate stand-in, written from Twilio's documentation and not from our simulator."""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from moto import mock_aws

from poller import handler
from simulator.server import serve
from waittimes import aws
from waittimes.cache import WaitReader
from waittimes.table import DynamoTable
from waittimes.wait import Basis

if TYPE_CHECKING:
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

pytestmark = [pytest.mark.usefixtures("aws_credentials"), pytest.mark.slow]

WORKSPACE = "WS" + "d" * 32
OFFLINE, AVAILABLE = "WA" + "0" * 32, "WA" + "1" * 32
TABLE = "waits-of-five-hundred"
QUEUES = tuple("WQ" + hashlib.md5(b"%d" % number, usedforsecurity=False).hexdigest() for number in range(500))
PAGE = 120
"""Fewer than are asked for: how large a page becomes is the server's business."""
WAIT = "wait_duration_in_queue_until_accepted"
SOONEST, LATEST = 43, 90
"""Bounds of the seconds from call to call with five agents: 48 at the 240 s that the estimator assumes of a call, more
if few were answered in the window."""


def wait_seconds(number: int) -> int:
    return 31 + 7 * number


def answered(number: int) -> int:
    """Return the calls answered by the queue: every tenth answered none."""
    return number % 10


def pending(number: int) -> int:
    """Return the calls waiting in the queue: every sixth has none, and an agent too many."""
    return number % 6


def cumulative(number: int, *, with_wait: bool) -> dict[str, Any]:
    seconds = wait_seconds(number) if answered(number) else 0
    wait = {WAIT: {"avg": seconds, "min": seconds, "max": seconds, "total": seconds * answered(number)}}
    return {
        "reservations_accepted": answered(number),
        "tasks_entered": answered(number) + pending(number),
        "start_time": "2026-11-23T09:00:00Z",
        "end_time": "2026-11-23T09:15:00Z",
        **(wait if with_wait else {}),
    }


def realtime(number: int) -> dict[str, Any]:
    available = 6 if pending(number) == 0 else 5
    by_status = {"pending": pending(number), "reserved": 0, "assigned": 4, "wrapping": 1}
    activities = [("Offline", OFFLINE, 3), ("Available", AVAILABLE, available)]
    return {
        "tasks_by_status": by_status,
        "total_available_workers": available,
        "total_eligible_workers": available + 3,
        "total_tasks": sum(by_status.values()),
        "longest_task_waiting_age": 12 * pending(number),
        "longest_task_waiting_sid": None,
        "activity_statistics": [{"friendly_name": name, "sid": sid, "workers": many} for name, sid, many in activities],
    }


@dataclass
class BigCentre:
    """A workspace of five hundred queues. It can leave the wait out of the list, and it counts requests."""

    lists_the_wait: bool
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], parse_qs(environ["QUERY_STRING"])
        self.asked.append(path)
        assert path.startswith(f"/v1/Workspaces/{WORKSPACE}")
        found = self._answer(path.removeprefix(f"/v1/Workspaces/{WORKSPACE}"), query, environ)
        start_response("200 OK", [("Content-Type", "application/json; charset=utf-8")])
        return [json.dumps(found).encode()]

    def _answer(self, path: str, query: dict[str, list[str]], environ: "WSGIEnvironment") -> dict[str, Any]:
        match path.split("/")[1:]:
            case []:
                return {"sid": WORKSPACE, "friendly_name": "Big", "multi_task_enabled": True}
            case ["Activities"]:
                offline, available = {"sid": OFFLINE, "available": False}, {"sid": AVAILABLE, "available": True}
                return {"activities": [offline, available], "meta": {"key": "activities", "next_page_url": None}}
            case ["TaskQueues"]:
                return self._page("task_queues", self._resource, query, environ)
            case ["TaskQueues", "Statistics"]:
                assert (query["Minutes"], query["TaskChannel"]) == (["15"], ["voice"])
                return self._page("task_queues_statistics", self._entry, query, environ)
            case ["TaskQueues", sid, "CumulativeStatistics"]:
                assert (query["Minutes"], query["TaskChannel"]) == (["15"], ["voice"])
                return {"task_queue_sid": sid} | cumulative(QUEUES.index(sid), with_wait=True)
        raise AssertionError(path)

    def _page(self, key: str, show: Any, query: dict[str, list[str]], environ: "WSGIEnvironment") -> dict[str, Any]:
        start = int(query.get("PageToken", ["at-0"])[0].removeprefix("at-"))
        rest = "&".join(f"{name}={value}" for name, (value,) in query.items() if name != "PageToken")
        following = f"http://{environ['HTTP_HOST']}{environ['PATH_INFO']}?{rest}&PageToken=at-{start + PAGE}"
        shown = [show(number) for number in range(start, min(start + PAGE, len(QUEUES)))]
        return {key: shown, "meta": {"key": key, "next_page_url": following if start + PAGE < len(QUEUES) else None}}

    def _resource(self, number: int) -> dict[str, Any]:
        return {"sid": QUEUES[number], "friendly_name": f"Desk {number}", "reservation_activity_sid": None}

    def _entry(self, number: int) -> dict[str, Any]:
        past = cumulative(number, with_wait=self.lists_the_wait)
        return {"task_queue_sid": QUEUES[number], "cumulative": past, "realtime": realtime(number)}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, tmp_path: "Path") -> Iterator[DynamoTable]:
    monkeypatch.chdir(tmp_path)
    settings = {
        "TWILIO_ACCOUNT_SID": "AC" + "a" * 32,
        "TWILIO_AUTH_TOKEN": "token-of-the-big-one",
        "TWILIO_WORKSPACE_SID": WORKSPACE,
        "WORKFLOW_SID": "WW" + "b" * 32,
        "TASK_QUEUE_SID": QUEUES[0],
        "TABLE": TABLE,
        "POLLER_REQUESTS_PER_SECOND": "1000",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for name in ("LINES_FILE", "PUBLIC_URL", "TWILIO_API_KEY", "TWILIO_API_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        client = aws.client("dynamodb", connect_seconds=1, read_seconds=1, attempts=1)
        client.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "ID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "ID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield DynamoTable(client, TABLE)


@pytest.mark.parametrize("lists_the_wait", [True, False], ids=["wait in the list", "wait only alone"])
def test_every_wait_is_stored_right_and_only_what_the_list_leaves_out_costs_calls(
    monkeypatch: pytest.MonkeyPatch, table: DynamoTable, *, lists_the_wait: bool
) -> None:
    centre = BigCentre(lists_the_wait)

    with serve(centre) as url:
        monkeypatch.setenv("TASKROUTER_URL", url)
        report = handler.refresh({}, None)

    assert report == {"default": {"listed": 500, "refreshed": 500, "failed": 0}}
    assert len(centre.asked) == calls(alone=not lists_the_wait)
    reader = WaitReader(table)
    for number, sid in enumerate(QUEUES):
        wait = reader.wait(WORKSPACE, sid, now=time.time())
        assert wait is not None
        assert (wait.queue_name, wait.pending, wait.answered) == (f"Desk {number}", pending(number), answered(number))
        assert (wait.agents_busy, wait.longest_waiting_seconds) == (5, 12 * pending(number))
        assert (wait.basis, wait.agents_free, wait.evidence.get("history")) == expected(number)
        assert wait.estimate.seconds is not None
        assert SOONEST * pending(number) <= wait.estimate.seconds <= LATEST * (pending(number) + 1)


def calls(*, alone: bool) -> int:
    """Return the calls that a poll may make: two lists in pages, Activities, the workspace, and the busy queues."""
    quiet = sum(answered(number) == pending(number) == 0 for number in range(len(QUEUES)))
    return 2 * -(-len(QUEUES) // PAGE) + 2 + (len(QUEUES) - quiet if alone else 0)


def expected(number: int) -> tuple[Basis, int, int | None]:
    """Return the queue's expected basis, free agents and mean wait of answered calls."""
    mean = wait_seconds(number) if answered(number) else None
    return (Basis.LINE, 0, mean) if pending(number) else (Basis.AGENT_FREE, 1, mean)
