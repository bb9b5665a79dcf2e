"""The record of one call: what was heard, pressed, promised and done, each with its second."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, in seconds since the number was dialled."""

    at_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled(Event):
    """The caller dialled."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Event):
    """Twilio requested an address of the app and got this answer."""

    method: str
    url: str
    fields: Mapping[str, str]
    status: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound(Event):
    """Something that takes time on the line; `cut_seconds` is when it broke off, None if it ran its length."""

    lasts_seconds: float
    cut_seconds: float | None = None

    @property
    def ends_seconds(self) -> float:
        """When the line fell quiet again."""
        return self.at_seconds + (self.lasts_seconds if self.cut_seconds is None else self.cut_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Sound):
    """A voice said a sentence, `times` over."""

    sentence: str
    voice: str | None
    language: str | None
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Music(Sound):
    """A recording was played."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence(Sound):
    """The line was silent on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Event):
    """The caller pressed a key."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued(Event):
    """The caller joined a workflow's queue; `attributes` are those of its <Task>."""

    workflow_sid: str
    attributes: Mapping[str, object]
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAnswered(Event):
    """An agent took the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftQueue(Event):
    """The call left the queue, with Twilio's QueueResult, after waiting so long."""

    result: str
    waited_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Event):
    """The call was put through elsewhere: to a number, or to TwiML that is not the app's."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp(Event):
    """The call ended, by the caller's hand or the app's."""

    by_caller: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WasDropped(Event):
    """Twilio refused what the app answered and dropped the call."""

    reason: str


class Stage(Enum):
    """Where a caller is: not in a queue (yet, or any more), in one, or with an agent."""

    OUTSIDE = auto()
    IN_QUEUE = auto()
    TALKING = auto()


_STAGES = {Enqueued: Stage.IN_QUEUE, AgentAnswered: Stage.TALKING, LeftQueue: Stage.OUTSIDE}

Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything that happened in one call, in order."""

    events: tuple[Event, ...] = ()

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the events of one kind."""
        return tuple(event for event in self.events if isinstance(event, kind))

    @property
    def stage(self) -> Stage:
        """Where the caller has got to; a call that ended keeps the stage it ended in."""
        stages = [_STAGES[type(event)] for event in self.events if type(event) in _STAGES]
        return stages[-1] if stages else Stage.OUTSIDE

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every sentence heard."""
        return tuple(heard.sentence for heard in self.of(Heard))

    def longest_silence_seconds(self) -> float:
        """Return the longest time without voice or music between dialling and an agent, transfer or end."""
        spans = [(event.at_seconds, event.ends_seconds) for event in self.events if isinstance(event, Heard | Music)]
        ends = [e.at_seconds for e in self.events if isinstance(e, AgentAnswered | Transferred | HungUp | WasDropped)]
        last_seconds = ends[0] if ends else max([end for _, end in spans], default=0.0)
        marks = [(0.0, 0.0), *(span for span in spans if span[0] <= last_seconds), (last_seconds, last_seconds)]
        return max(after[0] - before[1] for before, after in pairwise(marks))
