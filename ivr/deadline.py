"""A hard limit on the time that one webhook waits for what lies behind it.

A read timeout alone is no such limit: a server that sends a byte now and then never reaches it.
"""

import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar, cast

from ivr.workers import Workers
from waittimes.deadline import Deadline

ANSWER_SECONDS = 0.8
"""The longest that everything behind one webhook may take together."""
MOST_THREADS = 24
"""Upper bound on the threads that wait for answers in this process, however many webhooks are left without one."""
AGAIN_SECONDS = (0.04, 0.2)
"""When a read that is safe to repeat is asked again while it has no answer, in seconds after it was first asked."""
WORKERS = Workers(MOST_THREADS)

Answer = TypeVar("Answer")


class DeadlineExceeded(Exception):
    """The deadline came before the answer; the threads that asked are left behind."""


class Question(Generic[Answer]):
    """Something asked in a thread beside this one, from the moment it is made.

    `again_seconds` are the times after that moment at which it is asked again, in another thread, as long as the answer
    is missing: because the first thread hangs, or because it failed in passing (the error's `is_passing` is true). The
    first answer counts.
    """

    def __init__(
        self, ask: Callable[[], Answer], *, again_seconds: Sequence[float] = (), workers: Workers = WORKERS
    ) -> None:
        self._ask = ask
        self._workers = workers
        self._came: SimpleQueue[tuple[Answer | None, Exception | None]] = SimpleQueue()
        self._is_over = False
        asked_at = time.monotonic()
        self._again_at = [asked_at + seconds for seconds in again_seconds]
        self._under_way = 0
        self._start()

    def within(self, deadline: Deadline) -> Answer:
        """Return the answer, or raise the error that came in its place. Raises DeadlineExceeded."""
        try:
            return self._answer(deadline)
        finally:
            self._is_over = True

    def _answer(self, deadline: Deadline) -> Answer:
        while True:
            answer, error = self._next(deadline)
            if error is None:
                return cast("Answer", answer)
            self._under_way -= 1
            if not getattr(error, "is_passing", False) or not (self._under_way or self._again_at):
                raise error

    def _next(self, deadline: Deadline) -> tuple[Answer | None, Exception | None]:
        """Return what comes next, and ask again when it is time to."""
        while True:
            left = deadline.remaining_seconds()
            until_again = self._again_at[0] - time.monotonic() if self._again_at else left
            try:
                return self._came.get(timeout=max(0.0, min(left, until_again)))
            except Empty:
                if until_again >= left:
                    raise DeadlineExceeded from None
                del self._again_at[0]
                self._start()

    def _start(self) -> None:
        self._under_way += 1
        self._workers.start(self._run)

    def _run(self) -> None:
        if self._is_over:
            return
        try:
            self._came.put((self._ask(), None))
        except Exception as error:  # noqa: BLE001 - any error belongs to the thread that waits for the answer
            self._came.put((None, error))


def within(deadline: Deadline, ask: Callable[[], Answer], workers: Workers = WORKERS) -> Answer:
    """Return what `ask` returns, or raise what it raises. Raises DeadlineExceeded when the deadline comes first."""
    return Question(ask, workers=workers).within(deadline)
