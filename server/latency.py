"""How long the phone takes to answer, counted in buckets over all workers, as a histogram of Prometheus."""

import time
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from server.call_metrics import CallMetrics
from waittimes.table import Table

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NAME: Final = "Latency"
"""In milliseconds. It is the name that API Gateway gives the same in CloudWatch."""
KEY: Final = "server#metrics#latency"
BOUNDS_MILLISECONDS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
BEYOND: Final = "beyond"


class Histogram(NamedTuple):
    """Answers by how long they took."""

    at_most: Mapping[int, int]
    """The number of answers that took at most this many milliseconds, by each bound."""
    answers: int
    milliseconds: float
    """The sum of all."""


class Timed:
    """A WSGI app whose answers are timed by `clock`, which returns seconds."""

    def __init__(
        self, app: "WSGIApplication", calls: CallMetrics, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._app, self._calls, self._clock = app, calls, clock

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the app does."""
        began = self._clock()
        answer = self._app(environ, start_response)
        milliseconds = 1000 * (self._clock() - began)
        bound = next((str(each) for each in BOUNDS_MILLISECONDS if milliseconds <= each), BEYOND)
        self._calls.count(KEY, {bound: 1, "microseconds": round(1000 * milliseconds)})
        return answer


def read(table: Table) -> Histogram | None:
    """Return how long the answers of all workers took; None if there was none yet. Raises TableUnavailable."""
    sums = table.sums(KEY)
    if not sums:
        return None
    counts = [sums.get(str(bound), 0) for bound in BOUNDS_MILLISECONDS]
    at_most = dict(zip(BOUNDS_MILLISECONDS, accumulate(counts), strict=True))
    return Histogram(at_most, sum(counts) + sums.get(BEYOND, 0), sums.get("microseconds", 0) / 1000)
