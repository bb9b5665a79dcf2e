"""A hard limit on how long an answer is waited for. A read timeout alone does not stop a slow drip of bytes."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

ANSWER_SECONDS = 0.8
"""What everything behind a webhook may take together."""

Answer = TypeVar("Answer")


class DeadlineExceeded(Exception):
    """Nothing was answered in time; whoever was asked is left behind."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment by which one webhook has to have its answer."""

    moment_seconds: float = field(default_factory=lambda: time.monotonic() + ANSWER_SECONDS)

    def within(self, ask: Callable[[], Answer]) -> Answer:
        """Return what `ask` returns, or raise what it raises. Raises DeadlineExceeded when the moment comes first."""
        return within(max(0.0, self.moment_seconds - time.monotonic()), ask)


def within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns, or raise what it raises. Raises DeadlineExceeded after so many seconds."""
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            future.set_result(ask())
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
            future.set_exception(error)

    # A daemon of its own, not a pool's: a pool would wait at exit for a thread that hangs.
    threading.Thread(target=run, daemon=True).start()
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        if future.done():
            raise
        raise DeadlineExceeded from None
