"""A simulated contact centre in simulated time: it is polled over HTTP, and some of its callers are called back.

The poller is the real one. The phone is replaced by what it writes into the table: promises, and the places of those
who press the key.
"""

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from poller.poll import Poller
from poller.setup import PollSetup
from poller.taskrouter.actions import Actions
from poller.taskrouter.client import TaskRouter, actions
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.distributions import NEVER, Constant, Exponential
from simulator.centre.plan import Demand, Rate
from simulator.centre.sids import sid
from simulator.centre.task import Task
from simulator.phones.placed_call import CallOrder, PlacedCall
from simulator.server import serve
from tests.fakes.memory_table import MemoryTable
from tests.poller.callbacks.called_back import PHONE
from tests.poller.stand_in import ALL_AT_ONCE, QUICK
from tests.simulator.centre.small_centres import group, plan
from tests.waittimes.callbacks.promised import CALLED, LINE, promised
from waittimes import cache
from waittimes.callbacks.attempt import after_call
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import CallbackStore, Stored
from waittimes.deadline import Deadline
from waittimes.settings.config import Account, Line
from waittimes.settings.line_callback import CallbackPolicy

OPENED_AT = 1_790_000_000.0
RINGS_SECONDS, LISTENS_SECONDS = 8.0, 12.0
PRIORITY = 3
RUSH = Demand(
    rates=(Rate(0, 5.0), Rate(2400, 2.0)),
    priorities=((PRIORITY, 1.0),),
    ring=Constant(4),
    talk=Exponential(100),
    wrap_up=Constant(16),
    patience=NEVER,
)
"""Forty minutes with a quarter more callers than eight agents can take, then fewer."""
WHOLE = plan((group("a", 8),), {"a": RUSH}, multi_task_enabled=False)
QUEUE, WORKFLOW, WORKSPACE = WHOLE.task_queues[0].sid, WHOLE.workflows[0].sid, WHOLE.workspace.sid


@dataclass
class CallingCentre:
    """The centre, the poller, and the people who are called back."""

    policy: CallbackPolicy
    account: Account
    accepting_share: float = 1 / 3
    answers: Callable[[int], bool] = lambda _number: True
    """Whether the call of this number, counted from 0, is answered."""
    now: float = OPENED_AT
    centre: Centre = field(default_factory=lambda: Centre(WHOLE, seed=5, opened_at=OPENED_AT, remember_callers=True))
    table: MemoryTable = field(default_factory=MemoryTable)
    placed: list[PlacedCall] = field(default_factory=list)
    overtaken: list[float] = field(default_factory=list)
    """For everybody who pressed the key: by how much the oldest caller whom they overtook had come before them."""
    promises: dict[str, Callback] = field(default_factory=dict)
    accepted_at: dict[str, float] = field(default_factory=dict)
    """When each number's person pressed the key."""
    _asked: set[str] = field(default_factory=set)
    _chance: Random = field(default_factory=lambda: Random(11))
    _plans: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def line(self) -> Line:
        return Line(
            LINE, self.account, WORKSPACE, WORKFLOW, QUEUE, priority=PRIORITY, callback=self.policy, attributes={}
        )

    @property
    def store(self) -> CallbackStore:
        return CallbackStore(self.table)

    def plays(self, minutes: int) -> None:
        """Let the centre work, polled every minute."""
        known = accounts.Account(
            sid=self.account.sid,
            auth_token=self.account.auth_tokens[0].reveal(),
            centres=(self.centre,),
            caller_ids=frozenset({CALLED}),
        )
        with serve(create_api([known], lambda: self.now, desk=self)) as url:
            poller = self._poller(url)
            for minute in range(1, minutes + 1):
                self.advance(OPENED_AT + 60 * minute)
                poller.refresh(Deadline(self.now + 50, lambda: self.now, lambda pause: self.advance(self.now + pause)))
                self._offers()

    def advance(self, to: float) -> None:
        """Let everything happen up to this time, in its order."""
        while self._plans and self._plans[0][0] <= to:
            at, _, happens = heapq.heappop(self._plans)
            self.now = max(self.now, at)
            self.centre.advance(self.now)
            happens()
        self.now = max(self.now, to)
        self.centre.advance(self.now)

    def pending(self) -> Sequence[Stored]:
        return self.store.pending(LINE, now=self.now)

    def place(self, account_sid: str, order: CallOrder, now: float) -> PlacedCall:
        """See CallDesk."""
        number = len(self.placed)
        call = PlacedCall(
            sid=sid("CA", f"outbound {number}"),
            account_sid=account_sid,
            order=order,
            created_at=now,
            updated_at=now,
            queue_seconds=0.0,
        )
        self.placed.append(call)
        if self.answers(number):
            self._plan(now + RINGS_SECONDS + LISTENS_SECONDS, lambda: self._presses_the_key(call))
        else:
            self._plan(now + order.timeout_seconds, lambda: self._is_not_reached(call))
        return call

    def calls(self, account_sid: str) -> Sequence[PlacedCall]:
        """See CallDesk."""
        return [each for each in reversed(self.placed) if each.account_sid == account_sid]

    def end(self, call: PlacedCall, status: Literal["canceled", "completed"]) -> bool:
        """See CallDesk."""
        call.status = status
        return True

    def _poller(self, url: str) -> Poller:
        connection = Connection(self.account, url, ALL_AT_ONCE, QUICK, api_url=url, clock=lambda: self.now)

        def connect(_account: Account, by: Deadline, counts: RequestCounts) -> TaskRouter:
            return TaskRouter(self.account.sid, connection.until(by, counts))

        def act(_account: Account, by: Deadline, counts: RequestCounts) -> Actions:
            return actions(self.account.sid, connection.until(by, counts))

        setup = PollSetup(self.table, lambda: self.now, lines=(self.line,), public_url=PHONE)
        return Poller((self.account,), connect, setup, connect_actions=act)

    def _offers(self) -> None:
        """Offer a callback to everybody who waits and has not been asked, if the wait is long."""
        (wait,) = cache.all_waits(self.table, WORKSPACE)
        if (wait.estimate.seconds or 0) <= self.policy.above_minutes * 60:
            return
        for task in [*self.centre.queues[QUEUE].waiting()]:
            if task.sid not in self._asked and task.priority == PRIORITY and "callback_id" not in task.attributes:
                self._asked.add(task.sid)
                if self._chance.random() < self.accepting_share:
                    self._promises(task, wait.estimate.low_seconds or 0.0, wait.estimate.high_seconds or 0.0)

    def _promises(self, task: Task, low_seconds: float, high_seconds: float) -> None:
        number = f"+49301{next(self._numbers):06}"
        left_in = max(0.0, high_seconds - (self.now - task.created_at))
        callback = promised(
            number,
            call_sid=sid("CA", task.sid),
            joined_at=task.created_at,
            confirmed_at=self.now,
            low_at=self.now + max(0.0, low_seconds - (self.now - task.created_at)),
            high_at=self.now + left_in + 60,
            expires_at=self.now + 14_400,
        )
        self.store.commit(callback, caller=number, most_pending=500, now=self.now)
        self.centre.hang_up(task)
        self.store.change(
            LINE, number, lambda each: each.after_leaving(was_connected=False, now=self.now), now=self.now
        )
        self.promises[number] = callback

    def _presses_the_key(self, call: PlacedCall) -> None:
        number, waiting = call.order.to, [*self.centre.queues[QUEUE].waiting()]
        joined_at = self.promises[number].joined_at
        self.overtaken.append(max((joined_at - each.created_at for each in waiting), default=0.0))
        self.accepted_at[number] = self.now
        call.status, call.answered_at = "in-progress", self.now
        self.store.change(
            LINE,
            number,
            lambda each: replace(each, state=State.ACCEPTED, reached_at=self.now, outbound_call_sid=call.sid),
            now=self.now,
        )
        self.centre.create_task(WORKFLOW, {"queue": "a", "call_sid": call.sid}, PRIORITY + 1)

    def _is_not_reached(self, call: PlacedCall) -> None:
        call.status, number = "no-answer", call.order.to
        self.store.change(
            LINE, number, lambda each: after_call(each, call.sid, "no-answer", self.policy, now=self.now), now=self.now
        )

    def _plan(self, at: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._plans, (at, len(self._plans) + next(self._numbers) * 1000, happens))
