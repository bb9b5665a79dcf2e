"""A hard limit on the time that one webhook waits for the table and for the stores of its secrets.

A read timeout is no such limit: a server that sends a byte now and then never reaches it.
"""

import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar, cast

from ivr.workers import Workers
from waittimes.deadline import Deadline

ANSWER_SECONDS = 0.8
"""Upper bound on the time that one webhook waits for the table and the stores together."""
MOST_THREADS = 24
"""Upper bound on the threads of this process that wait for an answer, even if no server answers any more."""
AGAIN_SECONDS = (0.04, 0.2)
"""When a read is repeated while it has no answer, in seconds after the first try. Only reads are safe to repeat."""
WORKERS = Workers(MOST_THREADS)

Answer = TypeVar("Answer")


class DeadlineExceeded(Exception):
    """The deadline came before the answer. The threads that wait for it are abandoned."""


class Question(Generic[Answer]):
    """A call of `ask` that runs in another thread as soon as the question is made.

    While the answer is missing, `ask` is called again in one more thread at each of `again_seconds` after that moment.
    The answer is missing while a thread hangs, or after an error that may pass (its `is_passing` is true). The first
    answer counts.
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
        """Return what `ask` returned, or raise what it raised. Raises DeadlineExceeded if the deadline comes first."""
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
        """Return the next answer or error. Ask again whenever it is time to."""
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
