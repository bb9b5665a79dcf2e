"""What a caller needs of whoever decides when an agent answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class RefusedError(Exception):
    """The queue did not take the caller; `result` is the QueueResult Twilio reports."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


@dataclass(frozen=True, slots=True)
class Ticket:
    """One caller's place in a workflow's voice queue, held since a moment of the caller's clock."""

    sid: str
    queue_sid: str
    entered_seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """No agent yet. Nothing will change before `next_seconds` on the clock."""

    next_seconds: float = math.inf
    position: int = 1
    callers: int = 1
    average_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """An agent is talking with the caller. Nothing will change before `next_seconds` on the clock."""

    next_seconds: float = math.inf


@dataclass(frozen=True, slots=True)
class Gone:
    """The call is no longer in the queue, nor with an agent; `result` is the QueueResult."""

    result: str


Standing = Waiting | Answered | Gone


class Switchboard(Protocol):
    """Takes callers into a workflow and knows what becomes of them. Times are those of the caller's clock."""

    def enqueue(self, workflow_sid: str, attributes: Mapping[str, object], priority: int, now_seconds: float) -> Ticket:
        """Take a caller in. RefusedError when the queue is full or broken."""

    def standing(self, ticket: Ticket, now_seconds: float) -> Standing:
        """Return where the caller stands now."""

    def leaves(self, ticket: Ticket, now_seconds: float) -> None:
        """Learn that the caller hung up, waiting or talking, or left the queue."""
