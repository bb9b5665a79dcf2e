"""How long the wallboard waits for the table and the stores of its secrets. Its threads are not those of the calls."""

from collections.abc import Callable
from typing import TypeVar

from ivr.deadline import DeadlineExceeded, within
from ivr.workers import Workers
from waittimes.deadline import Deadline
from waittimes.table import TableUnavailable

ANSWER_SECONDS = 2.0
"""Upper bound on one question. Nobody hears silence meanwhile, so it may be longer than a call's."""
MOST_THREADS = 4

WORKERS = Workers(MOST_THREADS)
_Answer = TypeVar("_Answer")


def deadline() -> Deadline:
    """Return the deadline of a question that is asked now."""
    return Deadline.in_seconds(ANSWER_SECONDS)


def asked(question: Callable[[], _Answer]) -> _Answer:
    """Return the table's answer. Raises TableUnavailable, also if none comes in time, and what `question` raises."""
    try:
        return within(deadline(), question, workers=WORKERS)
    except DeadlineExceeded as error:
        raise TableUnavailable("no answer in time", is_passing=True) from error
