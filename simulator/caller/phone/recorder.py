"""Writes a conversation down while it happens."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from simulator.caller.conversation import Conversation, Event, Sound
from simulator.caller.phone.clock import Clock


@dataclass(slots=True)
class Recorder:
    """The record of a call that began at a moment of the clock; tells whoever listens of each event."""

    clock: Clock
    started_seconds: float
    listener: Callable[[Event], None]
    _events: list[Event] = field(default_factory=list)

    @property
    def at_seconds(self) -> float:
        """Seconds since the number was dialled."""
        return round(self.clock.now_seconds - self.started_seconds, 3)

    @property
    def conversation(self) -> Conversation:
        """What has happened so far."""
        return Conversation(tuple(self._events))

    def note(self, event: Event) -> int:
        """Write an event down and return its place."""
        self._events.append(event)
        self.listener(event)
        return len(self._events) - 1

    def cut(self, place: int, after_seconds: float) -> None:
        """Note that the sound at this place broke off."""
        event = self._events[place]
        if isinstance(event, Sound):
            self._events[place] = replace(event, cut_seconds=round(after_seconds, 3))
