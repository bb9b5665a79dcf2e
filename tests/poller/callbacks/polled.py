"""A workspace with one queue whose callers are called back, polled in memory."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poller.poll import ConnectActions, Poller
from poller.report import Report
from poller.setup import PollSetup
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace
from tests.fakes.twilio_actions import FakeTwilio
from tests.fakes.waits import WORKSPACE
from tests.poller.callbacks.called_back import ACCOUNT, PHONE, QUEUE, WORKFLOW
from tests.waittimes.callbacks.promised import LINE, NOW, NUMBER, promised
from waittimes import cache
from waittimes.callbacks.record import State
from waittimes.callbacks.store import CallbackStore
from waittimes.deadline import Deadline
from waittimes.page import Page
from waittimes.settings.config import Line
from waittimes.wait import Wait

if TYPE_CHECKING:
    from threading import Event

STRAIGHT = json.dumps({"task_routing": {"filters": [], "default_filter": {"queue": QUEUE}}})


class WatchedTable(MemoryTable):
    """A table that keeps the keys that are read, and can let reads of callbacks hang."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.hangs: Event | None = None

    def get(self, key: str, *, consistent: bool) -> Page:
        self.read.append(key)
        if self.hangs and key.startswith("callback"):
            self.hangs.wait(30)
        return super().get(key, consistent=consistent)


@dataclass
class Polled:
    """A workspace with one queue, polled with callbacks."""

    lines: tuple[Line, ...]
    now: float = NOW
    table: WatchedTable = field(default_factory=WatchedTable)
    twilio: FakeTwilio = field(init=False)
    connect_actions: ConnectActions | None = None
    workspace: Workspace = field(default_factory=lambda: Workspace({QUEUE: Entry()}, workflows={WORKFLOW: STRAIGHT}))

    def __post_init__(self) -> None:
        self.twilio = FakeTwilio(lambda: self.now, QUEUE)

    def poll(self) -> Report:
        source = FakeStatisticsSource({WORKSPACE: self.workspace})
        setup = PollSetup(self.table, lambda: self.now, lines=self.lines, public_url=PHONE)
        act = self.connect_actions or (lambda _account, _deadline, _counts: self.twilio)
        poller = Poller((ACCOUNT,), lambda _account, _deadline, _counts: source, setup, connect_actions=act)
        (report,) = poller.refresh(Deadline.in_seconds(4))
        return report

    def wait(self) -> Wait:
        (found,) = cache.all_waits(self.table, WORKSPACE)
        return found

    def promise(self, state: State = State.WAITING, number: str = NUMBER) -> None:
        store = CallbackStore(self.table)
        store.commit(promised(number), caller=number, most_pending=50, now=self.now)
        if state is not State.CONFIRMED:
            store.change(LINE, number, lambda each: each.after_leaving(was_connected=False, now=NOW), now=self.now)
