"""Faults of TaskRouter: which requests they affect, and the answers to those."""

import random
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from simulator.api.many_queues import Fault
from tests.poller.stand_in import text

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LIST, BULK = "/TaskQueues/Statistics", "/TaskQueues/RealTimeStatistics"


def status(code: int) -> "WSGIApplication":
    return text("{}", f"{code} NO")


def striking(part: str, app: "WSGIApplication", *, times: int = 10**9) -> Fault:
    """Strike the first `times` requests whose path and query contain `part`."""
    left, lock = iter(range(times)), threading.Lock()

    def fault(path: str) -> "WSGIApplication | None":
        with lock:
            return app if part in path and next(left, None) is not None else None

    return fault


def at_random(share: float, app: "WSGIApplication", *, seed: int = 7) -> Fault:
    """Strike this share of all requests."""
    rng, lock = random.Random(seed), threading.Lock()

    def fault(_: str) -> "WSGIApplication | None":
        with lock:
            return app if rng.random() < share else None

    return fault


def cut_off(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
    """Promise more than is given, and reset the connection in the middle."""
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "5000")])
    yield b'{"meta": '
    raise ConnectionResetError


def either(*faults: Fault) -> Callable[[str], "WSGIApplication | None"]:
    """Apply the first of these faults that affects the request."""
    return lambda path: next((app for fault in faults if (app := fault(path))), None)
