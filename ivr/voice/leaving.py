"""Decides how a call goes on after it has left the queue. Pure."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from ivr.voice.call_state import CallState


class Next(Enum):
    """How the call goes on."""

    NOTHING = auto()
    """The call is over, or other TwiML owns it."""
    GOODBYE = auto()
    """The caller chose to leave."""
    RETRY = auto()
    """A second attempt, without our hold loop."""
    OVERFLOW = auto()
    """An apology, then the line's overflow."""


RESULTS: Final[Mapping[str, Next]] = {
    "bridged": Next.NOTHING,
    "bridging-in-process": Next.NOTHING,
    "hangup": Next.NOTHING,
    "redirected": Next.NOTHING,
    "redirected-from-bridged": Next.NOTHING,
    "leave": Next.GOODBYE,
    "error": Next.RETRY,
    "queue-full": Next.OVERFLOW,
    "system-error": Next.OVERFLOW,
}
"""Every QueueResult that Twilio's page on `<Enqueue>` documents, and how the call goes on."""


def documented_result(result: str) -> str:
    """Return `result` if Twilio documents it, else "error"."""
    return result if result in RESULTS else "error"


def next_step(result: str, state: CallState) -> Next:
    """Return how the call goes on after this QueueResult. There is no third attempt."""
    step = RESULTS[documented_result(result)]
    return Next.OVERFLOW if step is Next.RETRY and state.is_retry else step
