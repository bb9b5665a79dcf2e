"""A hard limit on the time that one webhook waits for what lies behind it.

A read timeout alone is no such limit: a server that sends a byte now and then never reaches it.
"""

import _thread
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar, cast

from waittimes.deadline import Deadline

ANSWER_SECONDS = 0.8
"""The longest that everything behind one webhook may take together."""

Answer = TypeVar("Answer")


class DeadlineExceeded(Exception):
    """The deadline came before the answer; the thread that asked is left behind."""


def within(deadline: Deadline, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns, or raise what it raises. Raises DeadlineExceeded when the deadline comes first."""
    came: SimpleQueue[tuple[Answer | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            came.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - any error belongs to the thread that waits for the answer
            came.put((None, error))

    # A bare thread: a pool would wait at exit for one that hangs, and threading.Thread waits for its thread to begin.
    _thread.start_new_thread(run, ())
    try:
        answer, error = came.get(timeout=deadline.remaining_seconds())
    except Empty:
        raise DeadlineExceeded from None
    if error is not None:
        raise error
    return cast("Answer", answer)
