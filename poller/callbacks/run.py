"""The callbacks of one workspace in one reading: each is taken one step further, by its state and its style.

Runs after the waits are stored, in what is left of the reading's time. Whatever fails here costs callbacks, no wait.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from poller.callbacks import dial, dialling, flex, in_queue
from poller.callbacks.desk import Desk, Unsettled
from poller.callbacks.memory import CallbackMemory
from poller.callbacks.reading import PendingReader
from poller.estimation.statistics import Measured
from poller.taskrouter.actions import Actions
from poller.taskrouter.port import TaskRouterError
from waittimes.callbacks.measures import overdue_seconds
from waittimes.callbacks.record import State
from waittimes.callbacks.store import CallbackStore, Stored
from waittimes.deadline import Deadline, OutOfTime
from waittimes.routing.workflow import Workflow
from waittimes.settings.config import Line
from waittimes.settings.line_callback import DIAL
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import PageConflict, Table, TableUnavailable
from waittimes.wait import Wait

log = logging.getLogger("waittimes.poller")

MOST_FAILURES: Final = 3
"""After this number of failures of Twilio or the table, the rest waits for the next reading."""

Step = Callable[[Desk, Stored], bool | None]
STEPS: Final[Mapping[State, Step]] = {
    State.CONFIRMED: in_queue.confirmed,
    State.ACCEPTED: in_queue.accepted,
    State.REJOINED: in_queue.rejoined,
    State.CALLING: dial.calling,
    State.PLACED: flex.placed,
    State.WITHDRAWN: flex.withdrawn,
}
"""What is done in each state but WAITING, where the style decides. True says that the callback has ended."""
TO_CALL: Final = frozenset({State.WAITING, State.CALLING})


class TooManyFailures(Exception):
    """Twilio or the table fails again and again."""


@dataclass(slots=True)
class CallbackRun:
    """The callbacks of one workspace in one reading. Raises nothing."""

    table: Table
    lines: Sequence[Line]
    """The workspace's lines that offer callbacks."""
    connect: Callable[[Deadline], Actions]
    clock: Callable[[], float]
    """The time in seconds since the epoch."""
    public_url: str
    memory: CallbackMemory
    workflows: Mapping[str, Workflow]
    """The workflows that the process knows, by SID."""
    _failures: int = 0
    _reader: PendingReader = field(init=False)

    def __post_init__(self) -> None:
        self._reader = PendingReader(CallbackStore(self.table), self.lines, self.memory, self.clock)

    def begin(self) -> None:
        """Begin to read what is pending, beside the statistics."""
        self._reader.begin()

    def counted(self, measured: Mapping[str, Measured]) -> dict[str, Measured]:
        """Return the statistics of these task queues with what the estimator must know of their callbacks."""
        self._reader.take()
        queues = {line.task_queue_sid for line in self.lines} & measured.keys()
        found = {sid: self.memory.of_queue(sid, self.lines, self.clock()) for sid in queues}
        return {**measured, **{sid: replace(measured[sid], callbacks=each) for sid, each in found.items()}}

    def note_waits(self, waits: Mapping[str, Wait]) -> None:
        """Remember the new waits, by which people are called."""
        self.memory.note_waits(waits, self.lines)

    def carry_out(self, deadline: Deadline) -> None:
        """Take every pending callback one step further by the deadline."""
        try:
            self._reader.take()
            people = [each for line in self.lines if self._reader.read(line) for each in self._step_all(line, deadline)]
            self._dial(people, deadline)
        except (TooManyFailures, OutOfTime, SecretUnavailable) as error:
            log.warning("callbacks.interrupted", extra={"reason": str(error) or type(error).__name__})
        except Exception:
            # The last barrier: an unexpected error must not reach the poll of waits.
            log.exception("callbacks.broken")

    def _step_all(self, line: Line, deadline: Deadline) -> list[tuple[Desk, Stored]]:
        """Take a line's callbacks one step further, and return those of style `dial` that wait or are being called."""
        desk, pending = self._desk(line, deadline), self.memory.pending[line.name]
        if pending:
            desk.emit_overdue(max(overdue_seconds(each.callback, self.clock()) for each in pending))
        people = []
        for stored in pending:
            with self._counted(desk, stored):
                step = STEPS.get(stored.callback.state) or (dial.expired if desk.policy.style == DIAL else flex.waiting)
                has_ended = step(desk, stored)
                if desk.policy.style == DIAL and stored.callback.state in TO_CALL and not has_ended:
                    people.append((desk, stored))
        return people

    def _desk(self, line: Line, deadline: Deadline) -> Desk:
        if line.callback is None:
            raise ValueError(line.name)
        return Desk(
            line=line,
            policy=line.callback,
            store=CallbackStore(self.table),
            connect=self.connect,
            deadline=deadline,
            clock=self.clock,
            public_url=self.public_url,
            memory=self.memory,
        )

    def _dial(self, people: Sequence[tuple[Desk, Stored]], deadline: Deadline) -> None:
        """Call those whose place comes up by the deadline, each when it does."""
        by_queue: dict[str, list[tuple[Desk, Stored]]] = {}
        for desk, stored in people:
            by_queue.setdefault(desk.line.task_queue_sid, []).append((desk, stored))
        began, turns = deadline.clock(), [turn for each in by_queue.values() for turn in self._turns(each)]
        for turn in sorted(turns, key=lambda turn: turn.due_in_seconds):
            if began + turn.due_in_seconds >= deadline.ends_at:
                return
            deadline.sleep(max(0.0, began + turn.due_in_seconds - deadline.clock()))
            with self._counted(turn.desk, turn.stored):
                dialling.make(turn)

    def _turns(self, people: Sequence[tuple[Desk, Stored]]) -> Sequence[dialling.Turn]:
        """Return the calls of one task queue, those of its lines that may call at all."""
        with self._counted(*people[0]):
            refused = dialling.refused_lines((desk for desk, _ in people), self.workflows)
            return dialling.turns([each for each in people if each[0].line.name not in refused], self.clock())
        return ()

    @contextmanager
    def _counted(self, desk: Desk, stored: Stored) -> Iterator[None]:
        """Let one callback fail by itself. Raises TooManyFailures, OutOfTime, SecretUnavailable."""
        try:
            yield
        except (PageConflict, Unsettled):
            # The phone or another poller was faster, or something is still on its way: the next reading goes on.
            return
        except (TaskRouterError, TableUnavailable) as error:
            told = {"line": desk.line.name, "call_sid": stored.callback.call_sid, "state": stored.callback.state}
            log.warning("callback.failed", extra=told | {"reason": str(error)})
            self._failures += isinstance(error, TableUnavailable) or error.is_general
            if self._failures >= MOST_FAILURES:
                raise TooManyFailures("Twilio or the table fails again and again") from error
