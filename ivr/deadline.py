"""A hard limit on how long an answer is waited for. A read timeout alone does not stop a slow drip of bytes."""

import _thread
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeVar, cast

ANSWER_SECONDS = 0.8
"""What everything behind a webhook may take together."""

Answer = TypeVar("Answer")


class DeadlineExceeded(Exception):
    """Nothing was answered in time; whoever was asked is left behind."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment by which one webhook has to have its answer."""

    moment_seconds: float

    @classmethod
    def in_seconds(cls, seconds: float) -> "Deadline":
        """Return the moment so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def within(self, ask: Callable[[], Answer]) -> Answer:
        """Return what `ask` returns, or raise what it raises. Raises DeadlineExceeded when the moment comes first."""
        return within(max(0.0, self.moment_seconds - time.monotonic()), ask)


def within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns, or raise what it raises. Raises DeadlineExceeded after so many seconds."""
    came: SimpleQueue[tuple[Answer | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            came.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
            came.put((None, error))

    # A bare thread: a pool would wait at exit for one that hangs, and threading.Thread waits for its thread to begin.
    _thread.start_new_thread(run, ())
    try:
        answer, error = came.get(timeout=seconds)
    except Empty:
        raise DeadlineExceeded from None
    if error is not None:
        raise error
    return cast("Answer", answer)
