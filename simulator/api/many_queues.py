"""A workspace of thousands of task queues behind TaskRouter's API, with invented numbers that differ by queue.

It simulates no callers. It is a WSGI app with a latency, a rate limit and faults, for testing clients.
"""

import base64
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from simulator.api.rate_limits import Cap
from simulator.centre.sids import sid

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

WORKSPACE_SID = sid("WS", "throng")
AVAILABLE_SID = sid("WA", "throng available")
IN_QUEUE_WAIT = "wait_duration_in_queue_until_accepted"
PAGE_SIZE = 50

Fault = Callable[[str], "WSGIApplication | None"]
"""Takes a request's path and query; returns the app that answers instead of this one, or None."""


@dataclass
class ManyQueues:
    """The app. `served` holds the last mean wait that it served of each queue, and the time of this machine's clock."""

    queues: int
    latency_seconds: float = 0.0
    jitter_seconds: float = 0.0
    row_seconds: float = 0.0
    """Latency that each row of a page adds."""
    wait_in_list: bool = False
    active: float = 1.0
    """The share of the queues that had calls in the window."""
    cap: Cap | None = None
    fault: Fault = lambda _: None
    shared_queues: frozenset[str] = frozenset()
    """Queues in which chats wait too; only a bulk request counts chats."""
    unlisted: frozenset[str] = frozenset()
    """Queues that the list of statistics leaves out."""
    tokens: frozenset[str] = frozenset()
    """Passwords that are accepted; empty to accept all."""
    served: dict[str, tuple[int, float]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    """Numbers of requests by the last part of their path, and of refusals under "429"."""
    times: list[float] = field(default_factory=list)
    """When requests came, including refused ones."""
    answered: list[float] = field(default_factory=list)
    """When they were answered."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.sids = [sid("WQ", f"throng {number}") for number in range(self.queues)]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request as TaskRouter would."""
        path, now = environ["PATH_INFO"], time.monotonic()
        with self._lock:
            self.times.append(now)
            self.calls[path.rpartition("/")[2]] += 1
        if self.tokens and not self._is_let_in(environ):
            return _answer({"code": 20003, "status": 401}, "401 UNAUTHORIZED", start_response)
        other = self.fault(f"{path}?{environ['QUERY_STRING']}")
        if other:
            return other(environ, start_response)
        if self.cap and not self.cap.admits(now):
            with self._lock:
                self.calls["429"] += 1
            return _answer({"code": 20429, "status": 429}, "429 TOO MANY REQUESTS", start_response)
        body = self._body(path, environ)
        rows = len(next((each for each in body.values() if isinstance(each, list)), ()))
        time.sleep(self.latency_seconds + random.uniform(0, self.jitter_seconds) + rows * self.row_seconds)
        self.answered.append(time.monotonic())
        return _answer(body, "200 OK", start_response)

    def average_seconds(self, queue_sid: str) -> int:
        """Return the mean wait of this queue: constant, and different for each queue."""
        return 20 + int(queue_sid[-8:], 16) % 1777

    def _is_let_in(self, environ: "WSGIEnvironment") -> bool:
        sent = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Basic ")
        return base64.b64decode(sent).decode().partition(":")[2] in self.tokens

    def _body(self, path: str, environ: "WSGIEnvironment") -> dict[str, Any]:
        match path.strip("/").split("/")[3:]:
            case ["Activities"]:
                body = self._page(environ, "activities", [{"sid": AVAILABLE_SID, "available": True}])
            case ["TaskQueues"]:
                names = [{"sid": each, "friendly_name": f"Queue {each[-6:]}"} for each in self.sids]
                body = self._page(environ, "task_queues", names)
            case ["TaskQueues", "Statistics"]:
                body = self._page(environ, "task_queues_statistics", self._listed(), self._entry)
            case ["TaskQueues", "RealTimeStatistics"]:
                wanted = json.loads(environ["wsgi.input"].read())["queueSids"]
                body = {"task_queue_data": [self._in_bulk(each) for each in wanted]}
            case ["TaskQueues", queue_sid, "RealTimeStatistics"]:
                body = self._realtime(queue_sid)
            case ["TaskQueues", queue_sid, "CumulativeStatistics"]:
                body = self._cumulative(queue_sid, with_wait=True)
            case _:
                body = {"sid": WORKSPACE_SID, "multi_task_enabled": True}
        return body

    def _page(
        self, environ: "WSGIEnvironment", key: str, things: list[Any], show: Callable[[Any], Any] = lambda thing: thing
    ) -> dict[str, Any]:
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        size, start = int(query.get("PageSize", PAGE_SIZE)), int(query.get("PageToken", "0"))
        url = f"http://{environ['HTTP_HOST']}{environ['PATH_INFO']}?PageSize={size}&PageToken={start + size}"
        more = start + size < len(things)
        return {
            key: [show(each) for each in things[start : start + size]],
            "meta": {"key": key, "next_page_url": url if more else None},
        }

    def _listed(self) -> list[str]:
        return [each for each in self.sids if each not in self.unlisted]

    def _entry(self, queue_sid: str) -> dict[str, Any]:
        cumulative = self._cumulative(queue_sid, with_wait=self.wait_in_list)
        return {"task_queue_sid": queue_sid, "realtime": self._realtime(queue_sid), "cumulative": cumulative}

    def _is_active(self, queue_sid: str) -> bool:
        return int(queue_sid[2:10], 16) < self.active * 16**8

    def _realtime(self, queue_sid: str) -> dict[str, Any]:
        waiting = 3 if self._is_active(queue_sid) else 0
        return {
            "longest_task_waiting_age": 30 * waiting,
            "tasks_by_status": {"pending": waiting, "reserved": 0, "assigned": 2 * waiting, "wrapping": 0},
            "total_tasks": 3 * waiting,
            "total_available_workers": 6,
            "total_eligible_workers": 7,
            "activity_statistics": [{"sid": AVAILABLE_SID, "workers": 6}],
        }

    def _in_bulk(self, queue_sid: str) -> dict[str, Any]:
        found = self._realtime(queue_sid) | {"task_queue_sid": queue_sid}
        if queue_sid in self.shared_queues:
            found |= {"total_tasks": found["total_tasks"] + 9, "tasks_by_status": {"pending": 99}}
        return found

    def _cumulative(self, queue_sid: str, *, with_wait: bool) -> dict[str, Any]:
        calls = 9 if self._is_active(queue_sid) else 0
        wait = {"avg": self.average_seconds(queue_sid) if calls else 0, "min": 1, "max": 1800, "total": 0}
        if with_wait:
            self.served[queue_sid] = (wait["avg"], time.time())
        found = {"tasks_entered": calls, "reservations_accepted": calls, "tasks_canceled": 0}
        return found | ({IN_QUEUE_WAIT: wait} if with_wait else {})


def peak_a_second(times: list[float]) -> int:
    """Return the largest number of requests within any second."""
    ordered, first, most = sorted(times), 0, 0
    for last, now in enumerate(ordered):
        while ordered[first] <= now - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _answer(body: dict[str, Any], status: str, start_response: "StartResponse") -> Iterator[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return iter([json.dumps(body).encode()])
