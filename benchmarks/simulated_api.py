"""The simulated API against which the poller is measured, in a process of its own."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe

from simulator.api.many_queues import ManyQueues
from simulator.api.rate_limits import Cap, SlidingWindow, TokenBucket
from simulator.server import serve
from tests.poller.faults import LIST, at_random, either, status, striking


@dataclass(frozen=True)
class Setup:
    """The API behind one row: its latency, its rate limit, and what it leaves out or refuses."""

    latency: float
    jitter: float
    row: float
    cap: int
    bucket: bool
    others: int
    share: float
    failing: float
    active: float = 1.0
    """The share of the queues that had calls."""

    def api(self, queues: int, *, wait_in_list: bool, list_refused: bool) -> ManyQueues:
        """Return the simulated API."""
        faults = [at_random(self.failing, status(503))] if self.failing else []
        faults += [striking(LIST, status(404))] if list_refused else []
        return ManyQueues(
            queues,
            self.latency,
            self.jitter,
            self.row,
            wait_in_list=wait_in_list,
            active=self.active,
            cap=self._cap(),
            fault=either(*faults),
        )

    def _cap(self) -> Cap:
        if self.bucket:
            return TokenBucket(self.cap, self.cap / 10, others_a_second=self.others)
        return SlidingWindow(self.cap, others_a_second=self.others)

    @property
    def left(self) -> float:
        """Requests per second that others leave, or that the poller allows itself."""
        return min(self.cap - self.others, self.cap * self.share)


Counts = Callable[[], tuple[list[float], float, int]]
"""Returns when requests came, when the last was answered, and how many were refused."""


@contextmanager
def served(setup: Setup, path: str, queues: int) -> Iterator[tuple[str, Counts]]:
    """Yield the URL of the API in a process of its own, and a function that returns its counts and resets them."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there, setup, path, queues))
    process.start()
    try:
        yield here.recv(), lambda: _asked(here)
    finally:
        here.send(None)
        process.join()


def _asked(pipe: Pipe) -> tuple[list[float], float, int]:
    pipe.send("counts")
    found: tuple[list[float], float, int] = pipe.recv()
    return found


def _serve(pipe: Pipe, setup: Setup, path: str, queues: int) -> None:
    api = setup.api(queues, wait_in_list=path == "list", list_refused=path == "refused")
    threading.stack_size(256 * 1024)
    with serve(api) as url:
        pipe.send(url)
        while pipe.recv():
            pipe.send((api.times, max(api.answered, default=0.0), api.calls["429"]))
            api.times, api.calls["429"] = [], 0
