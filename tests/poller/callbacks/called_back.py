"""One line whose callbacks are carried out reading by reading, in simulated time, against a Twilio of our own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from poller.callbacks.memory import CallbackMemory
from poller.callbacks.run import CallbackRun
from poller.taskrouter.actions import Actions
from tests.fakes.memory_table import MemoryTable
from tests.fakes.twilio_actions import FakeTwilio
from tests.fakes.waits import WORKSPACE, wait_of
from tests.poller.stand_in import TOKENS
from tests.waittimes.callbacks.promised import LINE, NOW, NUMBER, promised
from waittimes import metrics
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import CallbackStore, Stored
from waittimes.deadline import Deadline
from waittimes.routing.workflow import Workflow, read
from waittimes.settings.config import Account, Line
from waittimes.settings.line_callback import DIAL, FLEX, CallbackPolicy
from waittimes.table import Table
from waittimes.wait import Basis, Wait

ACCOUNT = Account(name="harbour", sid="AC" + "1" * 32, auth_tokens=TOKENS, workspace_sids=(WORKSPACE,))
WORKFLOW, QUEUE = "WW" + "7" * 32, "WQ" + "5" * 32
PHONE = "https://phone.example.com"
STRAIGHT = read({"task_routing": {"filters": [], "default_filter": {"queue": QUEUE}}})
"""A workflow that sends everybody to the queue, and leaves priorities alone."""
BY_FLEX = CallbackPolicy(FLEX)
BY_DIAL = CallbackPolicy(DIAL, attempts=3, pause_minutes=7, ring_seconds=20)
POLL_SECONDS = 42.0


def line_of(policy: CallbackPolicy, **fields: Any) -> Line:
    """Return the line whose callers are called back."""
    values: dict[str, Any] = {"attributes": {"skill": "freight"}, "priority": 3, "task_queue_sid": QUEUE}
    return Line(LINE, ACCOUNT, WORKSPACE, WORKFLOW, **values | {"callback": policy} | fields)


def moving(*, per_minute: float = 3.0, free: int = 0, **fields: Any) -> Wait:
    """Return a wait of the line's queue from which callbacks learn how it moves."""
    known: dict[str, Any] = {"evidence": {"per_minute": per_minute}, "agents_free": free, "answered": 0}
    return replace(wait_of(5, measured_at=NOW, basis=Basis.LINE), queue_sid=QUEUE, **known | fields)


@dataclass
class CalledBack:
    """The line, its table, Twilio, and the time."""

    policy: CallbackPolicy
    now: float = NOW
    table: Table = field(default_factory=MemoryTable)
    memory: CallbackMemory = field(default_factory=CallbackMemory)
    workflows: dict[str, Workflow] = field(default_factory=lambda: {WORKFLOW: STRAIGHT})
    wait: Wait | None = field(default_factory=moving)
    line: Line = field(init=False)
    twilio: FakeTwilio = field(init=False)
    emitted: list[tuple[metrics.Values, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = line_of(self.policy)
        self.twilio = FakeTwilio(lambda: self.now, QUEUE)

    @property
    def store(self) -> CallbackStore:
        return CallbackStore(self.table)

    def promise(self, state: State = State.WAITING, number: str = NUMBER, **changed: Any) -> Callback:
        """Let the phone promise a callback and bring it to this state."""
        callback = promised(number, **{"left_at": NOW - 1} | changed)
        fresh = replace(callback, state=State.CONFIRMED)
        self.store.commit(fresh, caller=number, most_pending=50, now=NOW)
        stored = self.store.find(LINE, number)
        assert stored
        return self.store.update(stored, replace(callback, state=state), now=NOW).callback

    def stored(self, number: str = NUMBER) -> Callback:
        found = self.store.find(LINE, number)
        assert found
        return found.callback

    def changes(self, into: Callable[[Callback], Callback], number: str = NUMBER) -> None:
        """Let the phone change a callback."""
        self.store.change(LINE, number, into, now=self.now)

    def run(self) -> CallbackRun:
        """Return the callbacks of the reading that begins now."""
        if self.wait:
            self.memory.waits[QUEUE] = replace(self.wait, measured_at=self.now)

        def connect(_deadline: Deadline) -> Actions:
            return self.twilio

        return CallbackRun(
            table=self.table,
            lines=(self.line,),
            connect=connect,
            clock=lambda: self.now,
            public_url=PHONE,
            memory=self.memory,
            workflows=self.workflows,
        )

    def poll(self, *, after: float = 60.0) -> None:
        """Let time pass, and carry out what is pending."""
        self.now += after
        run, began_at = self.run(), self.now
        run.begin()
        run.carry_out(self.deadline())
        self.now = max(self.now, began_at)

    def deadline(self, seconds: float = POLL_SECONDS) -> Deadline:
        def pause(pause_seconds: float) -> None:
            self.now += pause_seconds

        return Deadline(self.now + seconds, lambda: self.now, pause)

    def figures(self, name: str) -> list[float]:
        """Return the values of a metric, in their order."""
        return [values[name][0] for values, _ in self.emitted if name in values]


def receiving(monkeypatch: pytest.MonkeyPatch, *lines: CalledBack) -> None:
    """Give the metrics to each of these lines."""

    def receive(values: metrics.Values, dimensions: Any) -> None:
        for each in lines:
            each.emitted.append((values, dict(dimensions)))

    monkeypatch.setattr(metrics, "emit", receive)


def in_queue(called_back: CalledBack, *joined_ago: float, priority: int = 3) -> list[str]:
    """Let callers wait in the queue, who joined this many seconds before now; return their tasks' SIDs."""
    now = called_back.now
    return [called_back.twilio.add_task(started_at=now - each, priority=priority) for each in joined_ago]


def pending(called_back: CalledBack) -> Sequence[Stored]:
    return called_back.store.pending(LINE, now=called_back.now)
