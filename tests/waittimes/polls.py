"""Polls of one workspace of 32 task queues, and what the table knows after them."""

from collections.abc import Mapping

from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE, queue_sid, wait_of
from waittimes.cache import Measurement, all_waits, refresh
from waittimes.wait import Wait

KEYS = [f"{WORKSPACE}#{digit}" for digit in "0123456789abcdef"]


def poll(table: MemoryTable, seconds: float, numbers: range = range(32)) -> dict[str, Exception]:
    """Measure these queues and write them, all at `seconds`. Return the failures by page key."""
    return write(table, seconds, dict.fromkeys(numbers, seconds))


def write(table: MemoryTable, seconds: float, measured: Mapping[int, float]) -> dict[str, Exception]:
    waits = tuple(wait_at(number, at) for number, at in measured.items())
    listed = frozenset(queue_sid(number) for number in range(32))
    measurement = Measurement(WORKSPACE, waits, listed, MEASURED_AT + seconds)
    return refresh(table, measurement, now=MEASURED_AT + 1000)


def wait_at(number: int, seconds: float) -> Wait:
    return wait_of(number, measured_at=MEASURED_AT + seconds, pending=int(seconds))


def ages(table: MemoryTable) -> dict[int, float]:
    """Return, for each queue, when it was measured, on the clock of `seconds` above."""
    return {
        int(wait.queue_name.removeprefix("Queue ")): wait.measured_at - MEASURED_AT
        for wait in all_waits(table, WORKSPACE)
    }
