"""Sends several requests at the same time, and repeats each over another connection while it has no answer.

All run in one thread, which blocks only in one wait for all sockets. So the deadline also ends a request to a server
that hangs, or that sends a byte now and then.
"""

import select
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ivr.deadline import DeadlineExceeded
from ivr.dynamodb.exchange import WRITE, Answer, Connection, Unreadable
from waittimes.deadline import Deadline
from waittimes.table import TableUnavailable

Result = dict[str, Any] | TableUnavailable | DeadlineExceeded
Steps = Generator[int, None, Answer]


@dataclass(frozen=True, slots=True)
class _Attempt:
    key: str
    connection: Connection
    steps: Steps


@dataclass(slots=True)
class Race:
    """One race. Its callbacks belong to the client that runs it."""

    questions: Mapping[str, bytes]
    """The requests, by the key under which each is answered."""
    connect: Callable[[bool], Connection]
    """Takes whether this is the first try, which may use an idle connection. Returns a connection. Raises OSError."""
    steps: Callable[[Connection, bytes], Steps]
    read: Callable[[Answer], dict[str, Any]]
    """Returns what an answer says. Raises TableUnavailable."""
    keep: Callable[[Connection], None]
    """Takes back a connection that may be used again."""
    results: dict[str, Result] = field(default_factory=dict)
    _failures: dict[str, TableUnavailable] = field(default_factory=dict)
    _due: dict[str, list[float]] = field(default_factory=dict)
    _running: dict[int, _Attempt] = field(default_factory=dict)
    _poll: select.poll = field(default_factory=select.poll)

    def run(self, deadline: Deadline, again_seconds: Sequence[float]) -> dict[str, Result]:
        """Return the answer or the error of every question by its key, at the deadline at the latest."""
        began = time.monotonic()
        self._due = {key: [began + seconds for seconds in (0.0, *again_seconds)] for key in self.questions}
        try:
            while len(self.results) < len(self.questions):
                self._start_what_is_due()
                self._wait(deadline)
        finally:
            for attempt in self._running.values():
                attempt.connection.socket.close()
        return self.results

    def _start_what_is_due(self) -> None:
        now = time.monotonic()
        for key, due in self._due.items():
            if key in self.results:
                continue
            if due and due[0] <= now:
                del due[0]
                self._start(key, is_first=key not in self._failures and not self._is_running(key))
            if not due and not self._is_running(key):
                self.results.setdefault(key, self._failures.get(key) or TableUnavailable("not connected"))

    def _is_running(self, key: str) -> bool:
        return any(attempt.key == key for attempt in self._running.values())

    def _start(self, key: str, *, is_first: bool) -> None:
        try:
            connection = self.connect(is_first)
        except OSError as error:
            self._failures[key] = TableUnavailable(type(error).__name__, is_passing=True)
            return
        attempt = _Attempt(key, connection, self.steps(connection, self.questions[key]))
        self._running[connection.socket.fileno()] = attempt
        self._poll.register(connection.socket.fileno(), WRITE)
        self._advance(connection.socket.fileno())

    def _wait(self, deadline: Deadline) -> None:
        """Wait for the next event of any connection, or for the next try; give up at the deadline."""
        left = deadline.remaining_seconds()
        open_keys = [key for key in self.questions if key not in self.results]
        if not left:
            self.results |= {key: DeadlineExceeded() for key in open_keys}
            return
        next_due = min((self._due[key][0] for key in open_keys if self._due[key]), default=float("inf"))
        wait_seconds = max(0.0, min(left, next_due - time.monotonic())) if open_keys else 0.0
        for place, _ in self._poll.poll(wait_seconds * 1000):
            self._advance(place)

    def _advance(self, place: int) -> None:
        attempt = self._running[place]
        try:
            self._poll.modify(place, next(attempt.steps))
        except StopIteration as done:
            self._leave(place)
            self._take(attempt, done.value)
        except (OSError, Unreadable) as error:
            self._leave(place)
            attempt.connection.socket.close()
            self._failures[attempt.key] = TableUnavailable(type(error).__name__, is_passing=True)

    def _leave(self, place: int) -> None:
        self._poll.unregister(place)
        del self._running[place]

    def _take(self, attempt: _Attempt, answer: Answer) -> None:
        if answer.is_last:
            attempt.connection.socket.close()
        else:
            self.keep(attempt.connection)
        try:
            self.results.setdefault(attempt.key, self.read(answer))
        except TableUnavailable as error:
            self._failures[attempt.key] = error
            if not error.is_passing:
                self.results.setdefault(attempt.key, error)
