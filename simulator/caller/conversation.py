"""The record of one call: its events, each with its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; `at_seconds` is the time since the number was dialled."""

    at_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled(Event):
    """The caller dialled."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event):
    """The person's phone began to ring."""

    from_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """The phone was answered, by the person or by their answering machine."""

    by_machine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Event):
    """Twilio requested a URL of the app, and got this answer."""

    method: str
    url: str
    fields: Mapping[str, str]
    status: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound(Event):
    """Something that takes time on the line; `cut_seconds` is how long it was heard if it was cut off, else None."""

    lasts_seconds: float
    cut_seconds: float | None = None

    @property
    def ends_seconds(self) -> float:
        """When it ended, in seconds since the number was dialled."""
        return self.at_seconds + (self.lasts_seconds if self.cut_seconds is None else self.cut_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Sound):
    """A voice said a sentence, `times` times."""

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
    """A <Pause>."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beep(Sound):
    """The tone after which a recording begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken(Sound):
    """The caller spoke, and was recorded."""


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
    """The call left the queue after `waited_seconds`; `result` is Twilio's QueueResult."""

    result: str
    waited_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Event):
    """The call was transferred to a number, or to TwiML that is not the app's."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp(Event):
    """The call ended, by the caller or by the app."""

    by_caller: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WasDropped(Event):
    """Twilio refused what the app answered and dropped the call."""

    reason: str


class Progress(Enum):
    """Where a caller is: outside a queue, in a queue, or talking with an agent."""

    OUTSIDE = auto()
    IN_QUEUE = auto()
    TALKING = auto()


_PROGRESS = {Enqueued: Progress.IN_QUEUE, AgentAnswered: Progress.TALKING, LeftQueue: Progress.OUTSIDE}

Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The events of one call, in order."""

    events: tuple[Event, ...] = ()

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the events of one kind."""
        return tuple(event for event in self.events if isinstance(event, kind))

    @property
    def progress(self) -> Progress:
        """Where the caller is, or was when the call ended."""
        steps = [_PROGRESS[type(event)] for event in self.events if type(event) in _PROGRESS]
        return steps[-1] if steps else Progress.OUTSIDE

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every sentence heard."""
        return tuple(heard.sentence for heard in self.of(Heard))

    def longest_silence_seconds(self) -> float:
        """Return the longest time without a sound, from dialling until an agent, a transfer or the end.

        A <Pause> is no sound; what the caller says into a recording is one.
        """
        sounds = Heard | Music | Beep | Spoken
        spans = [(event.at_seconds, event.ends_seconds) for event in self.events if isinstance(event, sounds)]
        ends = [e.at_seconds for e in self.events if isinstance(e, AgentAnswered | Transferred | HungUp | WasDropped)]
        last_seconds = ends[0] if ends else max([end for _, end in spans], default=0.0)
        marks = [(0.0, 0.0), *(span for span in spans if span[0] <= last_seconds), (last_seconds, last_seconds)]
        return max(after[0] - before[1] for before, after in pairwise(marks))
