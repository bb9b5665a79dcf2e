"""A switchboard that follows a script, the same for every caller."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from simulator.caller.switchboard import Answered, Gone, QueueRefused, Standing, Ticket, Waiting
from simulator.centre.sids import sid


@dataclass(frozen=True, slots=True)
class Joined:
    """How a caller joined a queue; `attributes` are the Task's and those that Twilio adds from the call."""

    workflow_sid: str
    attributes: Mapping[str, object]
    priority: int


@dataclass(frozen=True, slots=True)
class Script:
    """What happens to a caller `change_seconds` after joining; `joined` and `left` record the callers."""

    change_seconds: float = math.inf
    talk_seconds: float = 60.0
    result: str = "bridged"
    refusal: str = ""
    positions: Mapping[float, int] = field(default_factory=dict)
    average_seconds: int = 0
    joined: list[Joined] = field(default_factory=list)
    left: list[Ticket] = field(default_factory=list)

    def at_positions(self, positions: Mapping[float, int]) -> "Script":
        """Return this script with positions in the queue by seconds after joining, such as {0: 5, 60: 3}."""
        return replace(self, positions=positions)

    def enqueue(self, workflow_sid: str, attributes: Mapping[str, object], priority: int, now_seconds: float) -> Ticket:
        """Let the caller join. Raises QueueRefused if the script says so."""
        self.joined.append(Joined(workflow_sid, attributes, priority))
        if self.refusal:
            raise QueueRefused(self.refusal)
        return Ticket(sid("WT", f"task {len(self.joined)}"), sid("QU", workflow_sid), now_seconds)

    def standing(self, ticket: Ticket, now_seconds: float) -> Standing:
        """Return where the caller stands by the script."""
        change_seconds = ticket.entered_seconds + self.change_seconds
        over_seconds = change_seconds + self.talk_seconds
        if now_seconds < change_seconds:
            position = self._position(now_seconds - ticket.entered_seconds)
            return Waiting(change_seconds, position, position, self.average_seconds)
        if self.result == "bridged" and now_seconds < over_seconds:
            return Answered(over_seconds)
        return Gone(self.result)

    def leaves(self, ticket: Ticket, now_seconds: float) -> None:
        """Record that the caller left."""
        del now_seconds
        self.left.append(ticket)

    def _position(self, waited_seconds: float) -> int:
        reached = [after for after in self.positions if after <= waited_seconds]
        return self.positions[max(reached)] if reached else 1


def answers_after(seconds: float, *, talk_seconds: float = 60.0) -> Script:
    """Return a switchboard where an agent answers after `seconds`, and talks for `talk_seconds`."""
    return Script(change_seconds=seconds, talk_seconds=talk_seconds)


def never_answers() -> Script:
    """Return a switchboard where nobody answers."""
    return Script()


def refuses(result: str = "queue-full") -> Script:
    """Return a switchboard that refuses callers with this QueueResult: queue-full or system-error."""
    return Script(refusal=result)


def removes_after(seconds: float, result: str) -> Script:
    """Return a switchboard that takes callers out of the queue with this QueueResult, as a redirect by Flex does."""
    return Script(change_seconds=seconds, talk_seconds=0.0, result=result)
