"""A conversation as text for a terminal, one line for each event."""

import math
import re
from collections.abc import Callable
from typing import Any, TextIO

from simulator.caller.conversation import (
    AgentAnswered,
    Answered,
    Beep,
    Conversation,
    Dialled,
    Enqueued,
    Event,
    Heard,
    HungUp,
    LeftQueue,
    Music,
    Pressed,
    Rang,
    Silence,
    Sound,
    Spoken,
    Transferred,
    WasDropped,
)

_BOLD, _PLAIN = "\033[1m", "\033[0m"


def transcript(conversation: Conversation, *, colour: bool = False) -> str:
    """Return the whole call, each line with minutes and seconds since dialling; with `colour` speech is bold."""
    return "\n".join(line for event in conversation.events if (line := described(event, colour=colour)))


def show(conversation: Conversation, out: TextIO) -> None:
    """Write the whole call to `out`, in colour if it is a terminal."""
    print(transcript(conversation, colour=out.isatty()), file=out)


def described(event: Event, *, colour: bool = False) -> str | None:
    """Return one event as one line; None for an event that the caller does not notice."""
    words = _WORDS.get(type(event))
    if words is None:
        return None
    line = f"{_time(event.at_seconds):>6}  {words(event)}{_cut(event)}"
    return f"{_BOLD}{line}{_PLAIN}" if colour and isinstance(event, Heard) else line


def _time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _cut(event: Event) -> str:
    cut = event.cut_seconds if isinstance(event, Sound) else None
    return "" if cut is None else f"  (breaks off after {cut:.0f} s)"


def _heard(event: Heard) -> str:
    return f'Voice  "{event.sentence}"' + (f"  ({event.times} times)" if event.times > 1 else "")


def _music(event: Music) -> str:
    return f"Music  {event.url.rpartition('/')[2]}{_length(event)}"


def _length(event: Sound) -> str:
    return "" if math.isinf(event.lasts_seconds) else f" ({event.lasts_seconds:.0f} s)"


def _enqueued(event: Enqueued) -> str:
    return f"Caller joins the queue (workflow {event.workflow_sid[:6]}…, priority {event.priority})"


def _left(event: LeftQueue) -> str:
    return f"Call leaves the queue: {event.result}, after {_time(event.waited_seconds)}"


def _number(number: str) -> str:
    return re.sub(r"^\+1(\d{3})(\d{3})(\d{4})$", r"+1 \1 \2 \3", number)


_WORDS: dict[type[Event], Callable[[Any], str]] = {
    Dialled: lambda event: f"Caller dials {_number(event.to)}",
    Rang: lambda event: f"Phone rings: {_number(event.from_number)} calls",
    Answered: lambda event: "Answering machine answers" if event.by_machine else "Caller answers",
    Heard: _heard,
    Music: _music,
    Silence: lambda event: f"(silence){_length(event)}",
    Beep: lambda _: "(beep)",
    Spoken: lambda event: f"Caller speaks{_length(event)}",
    Pressed: lambda event: f"Caller presses {event.key}",
    Enqueued: _enqueued,
    AgentAnswered: lambda _: "Agent answers",
    LeftQueue: _left,
    Transferred: lambda event: f"Call is put through to {_number(event.to)}",
    HungUp: lambda event: "Caller hangs up" if event.by_caller else "Call ends",
    WasDropped: lambda event: f"Twilio drops the call: {event.reason}",
}
