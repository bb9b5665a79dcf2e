"""The protocol of a switchboard: it lets callers join queues, and decides when an agent answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class QueueRefused(Exception):
    """The queue did not take the caller; `result` is Twilio's QueueResult."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


@dataclass(frozen=True, slots=True)
class Ticket:
    """One caller's place in a workflow's voice queue, since `entered_seconds` on the caller's clock."""

    sid: str
    queue_sid: str
    entered_seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """The caller waits. Nothing changes before the clock reaches `next_seconds`."""

    next_seconds: float = math.inf
    position: int = 1
    callers: int = 1
    average_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """The caller talks with an agent. Nothing changes before the clock reaches `next_seconds`."""

    next_seconds: float = math.inf


@dataclass(frozen=True, slots=True)
class Gone:
    """The caller is neither in the queue nor with an agent any more; `result` is the QueueResult."""

    result: str


Standing = Waiting | Answered | Gone


class Switchboard(Protocol):
    """Lets callers join workflows. Times are those of the caller's clock."""

    def enqueue(self, workflow_sid: str, attributes: Mapping[str, object], priority: int, now_seconds: float) -> Ticket:
        """Let a caller join. Raises QueueRefused when the queue is full or broken."""

    def standing(self, ticket: Ticket, now_seconds: float) -> Standing:
        """Return where the caller stands now."""

    def leaves(self, ticket: Ticket, now_seconds: float) -> None:
        """End the caller's place: they hung up while waiting or talking, or left the queue."""
