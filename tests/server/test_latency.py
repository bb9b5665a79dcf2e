"""How long the phone's answers take: counted in buckets, over all workers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from server import latency, prometheus
from server.call_metrics import CallMetrics
from server.latency import BOUNDS_MILLISECONDS, Timed
from server.lease import PollRecord
from tests.fakes.memory_table import MemoryTable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def phone(_: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the phone"]


def answered(table: MemoryTable, *took_milliseconds: float) -> None:
    """Let one worker answer as many requests, each of which takes as long as is said."""
    moments = iter([moment for took in took_milliseconds for moment in (0.0, took / 1000)])
    calls = CallMetrics(table, lambda: 1_790_000_000.0)
    asking = Client(Timed(phone, calls, lambda: next(moments)))
    assert {asking.post("/voice").text for _ in took_milliseconds} == {"the phone"}
    calls.flush()


def told(table: MemoryTable) -> list[str]:
    lines = prometheus.text(PollRecord(), [], latency.read(table)).splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_before_the_first_answer_nothing_is_told() -> None:
    assert told(MemoryTable()) == []


def test_the_answers_of_all_workers_are_counted_below_every_bound_that_they_keep() -> None:
    table = MemoryTable()

    answered(table, 0.4, 3, 20)
    answered(table, 700, 2500)

    assert told(table) == [
        'Latency_bucket{le="1"} 1',
        'Latency_bucket{le="2"} 1',
        'Latency_bucket{le="5"} 2',
        'Latency_bucket{le="10"} 2',
        'Latency_bucket{le="20"} 3',
        'Latency_bucket{le="50"} 3',
        'Latency_bucket{le="100"} 3',
        'Latency_bucket{le="200"} 3',
        'Latency_bucket{le="500"} 3',
        'Latency_bucket{le="1000"} 4',
        'Latency_bucket{le="2000"} 4',
        'Latency_bucket{le="+Inf"} 5',
        "Latency_sum 3223.4",
        "Latency_count 5",
    ]


@pytest.mark.parametrize("bound", BOUNDS_MILLISECONDS)
def test_an_answer_at_a_bound_keeps_it(bound: int) -> None:
    table = MemoryTable()

    answered(table, bound - 1e-6)

    found = latency.read(table)
    assert found is not None
    assert min(each for each, answers in found.at_most.items() if answers) == bound
