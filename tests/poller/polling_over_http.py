"""A workspace of many queues polled over real HTTP, again and again, into a table in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from requests import ReadTimeout
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from poller.poll import Poller
from poller.report import Report
from poller.setup import Intervals, PollSetup
from poller.taskrouter.client import TaskRouter
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.retry_policy import RetryPolicy
from poller.taskrouter.transport import Connection
from poller.workspace.memory import WorkspaceMemory
from simulator.api.many_queues import WORKSPACE_SID, ManyQueues
from simulator.server import serve
from tests.fakes.memory_table import MemoryTable
from tests.poller.stand_in import TOKENS
from waittimes import cache
from waittimes.deadline import Deadline
from waittimes.settings.config import Account
from waittimes.settings.polling import Polling
from waittimes.table import Table
from waittimes.wait import Basis, Wait

ACCOUNT = Account(name="api", sid="AC" + "6" * 32, auth_tokens=TOKENS, workspace_sids=(WORKSPACE_SID,))
QUICK = RetryPolicy(timeout_seconds=6, attempts=5, first_pause_seconds=0.002, longest_pause_seconds=0.02)
"""Pauses are short, but the timeout is longer than a busy machine takes for an answer."""
FIRST_POLL_AT = 1_795_000_000.0


class ImpatientClient(TwilioHttpClient):
    """An HTTP client for which the first `times` requests whose URL holds `part` time out, at once."""

    def __init__(self, part: str, times: int) -> None:
        super().__init__()
        self._part, self._left, self._lock = part, times, threading.Lock()

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:  # type: ignore[override]
        with self._lock:
            times_out = self._part in url and self._left > 0
            self._left -= times_out
        if times_out:
            raise ReadTimeout
        return super().request(method, url, *args, **options)


@dataclass
class PollerOverHttp:
    """The poller with one account, and what it left in the table."""

    api: ManyQueues
    url: str
    limits: Polling = field(default_factory=lambda: Polling(1000, 10, 20))
    table: Table = field(default_factory=MemoryTable)
    now: float = FIRST_POLL_AT
    accounts: tuple[Account, ...] = (ACCOUNT,)
    intervals: Intervals = field(default_factory=Intervals)
    memories: dict[str, WorkspaceMemory] = field(default_factory=dict)
    connection: Connection | None = None

    def poll(self, *, seconds: float = 20) -> Report:
        """Poll once; a minute later is the next time."""
        self.now += 60
        connection = self._connection()

        def connect(account: Account, by: Deadline, counts: RequestCounts) -> TaskRouter:
            return TaskRouter(account.sid, connection.until(by, counts))

        setup = PollSetup(self.table, lambda: self.now, self.limits, self.intervals)
        poller = Poller(self.accounts, connect, setup, self.memories)
        return poller.refresh(Deadline.in_seconds(seconds))[0]

    def hangs(self, part: str, *, times: int = 10**9) -> None:
        """Let the first `times` requests whose URL holds `part` time out."""
        self._connection().client = ImpatientClient(part, times)

    def _connection(self) -> Connection:
        self.connection = self.connection or Connection(ACCOUNT, self.url, self.limits, QUICK)
        return self.connection

    def polls_as(self, account: Account) -> None:
        self.accounts, self.connection = (account,), Connection(account, self.url, self.limits, QUICK)

    def waits(self) -> dict[str, Wait]:
        return {wait.queue_sid: wait for wait in cache.all_waits(self.table, WORKSPACE_SID)}

    def ages_seconds(self) -> dict[str, float]:
        return {sid: wait.age_seconds(self.now) for sid, wait in self.waits().items()}

    def fresh(self) -> set[str]:
        """Return the queues measured by the last poll, after asserting that each is stored correctly."""
        waits = self.waits()
        assert {sid: (wait.basis, wait.evidence.get("history")) for sid, wait in waits.items()} == {
            sid: (Basis.LINE, self.api.average_seconds(sid)) for sid in waits
        }
        return {sid for sid, age in self.ages_seconds().items() if age == 0}


@contextmanager
def polled(api: ManyQueues) -> Iterator[PollerOverHttp]:
    with serve(api) as url:
        yield PollerOverHttp(api, url)
