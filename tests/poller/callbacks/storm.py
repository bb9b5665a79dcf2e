"""Two pollers on one table and one Twilio, in which anything may happen at any request.

Before and after each request to the table or to Twilio, a script says what happens: nothing, an error, the end of the
process, a whole poll of the other poller, time, or a person who rings in again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from poller.callbacks.memory import CallbackMemory
from poller.callbacks.run import CallbackRun
from poller.taskrouter.actions import Actions
from poller.taskrouter.port import TaskRouterError
from tests.fakes.memory_table import MemoryTable
from tests.poller.callbacks.called_back import PHONE, CalledBack
from waittimes.callbacks.record import State
from waittimes.deadline import Deadline, OutOfTime
from waittimes.page import Page
from waittimes.table import TableUnavailable

RINGS_IN = "CA" + "6" * 32
QUIET_POLLS = 8


class Event(Enum):
    """What happens at a request."""

    NOTHING = auto()
    ERROR = auto()
    """No answer: before the request, it was not carried out; after it, it was."""
    REFUSAL = auto()
    """Twilio refuses, and the table refuses."""
    DEATH = auto()
    OTHER_POLLER = auto()
    TIME = auto()
    RINGS_IN = auto()


class Death(BaseException):
    """The process ends here."""


class StormyTable(MemoryTable):
    """A table whose requests are watched."""

    happens: Callable[[str], None] = staticmethod(lambda _moment: None)

    def get(self, key: str, *, consistent: bool) -> Page:
        self.happens("before table")
        return super().get(key, consistent=consistent)

    def put(self, key: str, rows: bytes, *, replaces: Page, measured_at: float, expires_at: float) -> None:
        self.happens("before table")
        super().put(key, rows, replaces=replaces, measured_at=measured_at, expires_at=expires_at)
        self.happens("after table")


@dataclass
class Storm:
    """The line and its two pollers."""

    line: CalledBack
    script: Iterator[Event]
    standing: Callable[[CalledBack], list[str]]
    """What stands at Twilio for the callback."""
    most_at_once: int = 0
    """How much of it stood there at once, at most."""
    is_other: bool = False
    """Whether the other poller runs at the moment; then no third one does."""
    deadlines: list[Deadline] = field(default_factory=list)
    memories: tuple[CallbackMemory, CallbackMemory] = field(
        default_factory=lambda: (CallbackMemory(), CallbackMemory())
    )
    rings_in_is_possible: bool = True

    def __post_init__(self) -> None:
        self.line.table = table = StormyTable()
        self.table = table

    def begins(self) -> None:
        """Let it storm from now on."""
        self.table.happens = self.happens
        self.line.twilio.before = lambda _request: self._at_twilio("before twilio", self.deadlines[-1])
        self.line.twilio.after = lambda _request: self._at_twilio("after twilio", None)

    def ends(self) -> None:
        """Let nothing happen any more."""
        self.script = iter(())

    def poll(self, which: int = 0) -> None:
        """Let one poller carry out what is pending; it may die."""
        line, memory = self.line, self.memories[which]
        line.memory = memory
        run = replace_connect(line.run(), self._connect)
        try:
            run.begin()
            run.carry_out(line.deadline(30))
        except Death:
            pass

    def happens(self, moment: str) -> None:
        """Let the next event of the script happen."""
        self.most_at_once = max(self.most_at_once, len(self.standing(self.line)))
        event = next(self.script, Event.NOTHING)
        if event is Event.DEATH:
            raise Death
        if event is Event.TIME:
            self.line.now += 9
        if event is Event.OTHER_POLLER and not self.is_other:
            self.is_other = True
            self.poll(1)
            self.is_other = False
        if event is Event.RINGS_IN:
            self._rings_in()
        if event is Event.ERROR or (event is Event.REFUSAL and moment.startswith("before")):
            raise _error(event, moment)

    def _at_twilio(self, moment: str, deadline: Deadline | None) -> None:
        self.happens(moment)
        if deadline is not None and not deadline.remaining_seconds():
            raise OutOfTime

    def _connect(self, deadline: Deadline) -> Actions:
        self.deadlines.append(deadline)
        return self.line.twilio

    def _rings_in(self) -> None:
        if not self.rings_in_is_possible or self.line.stored().state not in (State.WAITING, State.PLACED):
            return
        self.rings_in_is_possible, self.table.happens = False, lambda _moment: None
        self.line.changes(lambda each: replace(each, state=State.REJOINED, rejoined_call_sid=RINGS_IN))
        self.line.twilio.add_task(started_at=self.line.now, priority=3, call_sid=RINGS_IN)
        self.table.happens = self.happens


def replace_connect(run: CallbackRun, connect: Callable[[Deadline], Actions]) -> CallbackRun:
    run.connect = connect
    run.public_url = PHONE
    return run


def own_tasks(line: CalledBack) -> list[str]:
    """Return the states of the callback's own tasks that were not canceled."""
    return [
        each.status for each in line.twilio.tasks.values() if _is_own(each.attributes) and each.status != "canceled"
    ]


def live_calls(line: CalledBack) -> list[str]:
    """Return the SIDs of the calls to the person that are not over."""
    return [sid for sid in line.twilio.called if line.twilio.calls[sid].status == "queued"]


def _is_own(attributes: Mapping[str, Any] | None) -> bool:
    return "callback_id" in (attributes or {})


def _error(event: Event, moment: str) -> Exception:
    if moment.endswith("table"):
        return TableUnavailable("InternalServerError", is_passing=True)
    return TaskRouterError("HTTP 400", 400, 20001) if event is Event.REFUSAL else TaskRouterError("ReadTimeout")
