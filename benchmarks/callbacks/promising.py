"""What the phone does for callers on hold: it offers callbacks by the product's own policy, and commits them."""

from dataclasses import dataclass, field

from benchmarks.callbacks.people import People
from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.centre.task import PENDING, Task
from waittimes.cache import WaitReader
from waittimes.callbacks import offer
from waittimes.callbacks.record import Callback, State, id_of
from waittimes.callbacks.store import CallbackStore, Commitment
from waittimes.callbacks.window import Window, remaining, window
from waittimes.settings.config import Line
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.table import Table
from waittimes.wait import NO_ESTIMATE, Estimate

LEFT_FOR_A_CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class Promised:
    """A caller who was promised a callback, in a window, at a time (seconds since the epoch)."""

    caller: Task
    line: Line
    number: str
    window: Window
    at: float


@dataclass(slots=True)
class Promising:
    """Promises callbacks to callers of the centre's lines."""

    centre: Centre
    lines: tuple[Line, ...]
    people: People
    table: Table
    holds_the_line: bool = False
    """Whether those who would take a callback stay on the line instead, and never hang up."""
    promised: list[Promised] = field(default_factory=list)
    offered: int = 0
    _told: dict[int, Estimate] = field(default_factory=dict)
    """What each caller who may accept was told on joining, by the caller's number."""

    @property
    def store(self) -> CallbackStore:
        """The callbacks."""
        return CallbackStore(self.table)

    def line_of(self, caller: Task) -> Line:
        """Return the line that this caller has called."""
        return next(line for line in self.lines if line.task_queue_sid == caller.first_queue_sid)

    def greets(self, caller: Task) -> None:
        """Note what the caller is told on joining the queue."""
        self._told[caller.number] = self._estimate(self.line_of(caller), caller)

    def offers(self, caller: Task) -> None:
        """Offer a callback to a caller on hold, and promise it if they take it."""
        line = self.line_of(caller)
        policy, now = line.callback, self.centre.now
        if policy is None or caller.status != PENDING:
            return
        promised = self._window(line, policy, caller)
        if promised is None:
            return
        self.offered += 1
        if not self.people.accepts(caller):
            return
        number = self.people.number(caller)
        if self.holds_the_line:
            self.centre.hang_up(caller, LEFT_FOR_A_CALLBACK)
            self.centre.create_task(line.workflow_sid, {}, caller.priority, virtual_start_at=caller.created_at)
            return
        callback = self._callback(line, policy, caller, number, promised)
        if self.store.commit(callback, caller=number, most_pending=policy.most_pending, now=now) is Commitment.MADE:
            self.centre.hang_up(caller, LEFT_FOR_A_CALLBACK)
            self.store.change(line.name, number, lambda each: each.after_leaving(was_connected=False, now=now), now=now)
            self.promised.append(Promised(caller, line, number, promised, now))

    def _window(self, line: Line, policy: CallbackPolicy, caller: Task) -> Window | None:
        """Return the window to promise; None if no callback is offered."""
        now = self.centre.now
        left = remaining(self._estimate(line, caller), self._told[caller.number], now - caller.created_at)
        if offer.against_wait(left.seconds, policy, was_offered=False):
            return None
        standing = offer.Standing(is_promised=False, pending=self.store.count(line.name))
        if offer.against_standing(standing, policy):
            return None
        return window(left, now=now, ring_seconds=policy.ring_seconds, by_clock=True)

    def _estimate(self, line: Line, caller: Task) -> Estimate:
        wait = WaitReader(self.table).wait(line.workspace_sid, line.task_queue_sid, now=self.centre.now)
        return NO_ESTIMATE if wait is None else wait.by_priority.get(caller.priority, wait.estimate)

    def _callback(self, line: Line, policy: CallbackPolicy, caller: Task, number: str, promised: Window) -> Callback:
        now = self.centre.now
        return Callback(
            id=id_of(line.name, number),
            line=line.name,
            state=State.CONFIRMED,
            number=number,
            caller_id="+49895550100",
            call_sid=sid("CA", f"caller/{caller.number}"),
            joined_at=caller.created_at,
            confirmed_at=now,
            low_at=promised.low_at,
            high_at=promised.high_at,
            expires_at=offer.expires_at(promised, policy, None),
            language="en",
            promise="{}",
            was_in_queue=True,
        )
