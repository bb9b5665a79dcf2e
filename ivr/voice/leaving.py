"""What becomes of a call that has left the queue, and what the promise was worth. Pure."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from ivr.voice.call_state import CallState
from waittimes.settings.line_policy import Leaving


class Next(Enum):
    """What the call is answered with."""

    NOTHING = auto()
    """The call is over, or other TwiML owns it."""
    GOODBYE = auto()
    """The caller chose to leave."""
    RETRY = auto()
    """Once more, without our hold loop."""
    OVERFLOW = auto()
    """An apology, and the line's overflow."""


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
"""Every QueueResult of Twilio's page on <Enqueue>, and its answer."""


def known(result: str) -> str:
    """Return the result; one that Twilio does not document counts as an error."""
    return result if result in RESULTS else "error"


def following(result: str, told: CallState) -> Next:
    """Return what comes after this QueueResult; a second attempt that fails is not made a third time."""
    step = RESULTS[known(result)]
    return Next.OVERFLOW if step is Next.RETRY and told.is_retry else step


def scored(result: str, waited_seconds: int | None, told: CallState, leaving: Leaving) -> dict[str, int]:
    """Return what an answered call shows of the numbers, in seconds; empty for any other call.

    Promised, waited and the error (waited less promised), and the same of the mean wait of the calls that had been
    answered before: `history` and `history_error`. A second attempt shows nothing: Twilio counts its wait from anew.
    """
    answered = {"bridged", "redirected-from-bridged"} | ({"redirected"} if leaving.redirected_is_answered else set())
    if result not in answered or waited_seconds is None or told.is_retry:
        return {}
    facts = {"waited": waited_seconds}
    if told.estimate_seconds is not None:
        facts |= {"promised": told.estimate_seconds, "error": waited_seconds - told.estimate_seconds}
        if told.history_seconds is not None:
            facts |= {"history": told.history_seconds, "history_error": waited_seconds - told.history_seconds}
    return facts
