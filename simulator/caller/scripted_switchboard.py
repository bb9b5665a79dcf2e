"""A switchboard that follows a script: every caller meets the same fate."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from simulator.caller.switchboard import Answered, Gone, RefusedError, Standing, Ticket, Waiting
from simulator.centre.sids import sid


@dataclass(frozen=True, slots=True)
class Joined:
    """What a caller brought into a queue: the attributes of the Task, those of the call merged in."""

    workflow_sid: str
    attributes: Mapping[str, object]
    priority: int


@dataclass(frozen=True, slots=True)
class Script:
    """What happens to a caller so many seconds after entering, and a note of who joined, and who left or hung up."""

    change_seconds: float = math.inf
    talk_seconds: float = 60.0
    result: str = "bridged"
    refusal: str = ""
    positions: Mapping[float, int] = field(default_factory=dict)
    average_seconds: int = 0
    joined: list[Joined] = field(default_factory=list)
    left: list[Ticket] = field(default_factory=list)

    def at_positions(self, positions: Mapping[float, int]) -> "Script":
        """Return this script with the place in the queue from so many seconds after entering: {0: 5, 60: 3}."""
        return replace(self, positions=positions)

    def enqueue(self, workflow_sid: str, attributes: Mapping[str, object], priority: int, now_seconds: float) -> Ticket:
        """Take the caller in, or refuse if the script says so."""
        self.joined.append(Joined(workflow_sid, attributes, priority))
        if self.refusal:
            raise RefusedError(self.refusal)
        return Ticket(sid("WT", f"task {len(self.joined)}"), sid("QU", workflow_sid), now_seconds)

    def standing(self, ticket: Ticket, now_seconds: float) -> Standing:
        """Return what the script says of this moment."""
        change_seconds = ticket.entered_seconds + self.change_seconds
        over_seconds = change_seconds + self.talk_seconds
        if now_seconds < change_seconds:
            position = self._position(now_seconds - ticket.entered_seconds)
            return Waiting(change_seconds, position, position, self.average_seconds)
        if self.result == "bridged" and now_seconds < over_seconds:
            return Answered(over_seconds)
        return Gone(self.result)

    def leaves(self, ticket: Ticket, now_seconds: float) -> None:
        """Note who left."""
        del now_seconds
        self.left.append(ticket)

    def _position(self, waited_seconds: float) -> int:
        reached = [after for after in self.positions if after <= waited_seconds]
        return self.positions[max(reached)] if reached else 1


def answers_after(seconds: float, *, talk_seconds: float = 60.0) -> Script:
    """Return a switchboard where an agent answers after so long, and hangs up after talking so long."""
    return Script(change_seconds=seconds, talk_seconds=talk_seconds)


def never_answers() -> Script:
    """Return a switchboard where everybody waits until they leave."""
    return Script()


def refuses(result: str = "queue-full") -> Script:
    """Return a switchboard that takes nobody, with this QueueResult: queue-full or system-error."""
    return Script(refusal=result)


def removes_after(seconds: float, result: str) -> Script:
    """Return a switchboard that takes calls out of the queue with this QueueResult, as Flex does by redirecting."""
    return Script(change_seconds=seconds, talk_seconds=0.0, result=result)
