"""Records a conversation while it happens."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from simulator.caller.conversation import Conversation, Event, Sound
from simulator.caller.phone.clock import Clock


@dataclass(slots=True)
class Recorder:
    """The record of a call that began at `started_seconds` of the clock; `listener` gets each event."""

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
        """The events so far."""
        return Conversation(tuple(self._events))

    def note(self, event: Event) -> int:
        """Add an event, and return its index."""
        self._events.append(event)
        self.listener(event)
        return len(self._events) - 1

    def cut(self, place: int, after_seconds: float) -> None:
        """Record that the sound at this index broke off after `after_seconds`."""
        event = self._events[place]
        if isinstance(event, Sound):
            self._events[place] = replace(event, cut_seconds=round(after_seconds, 3))
