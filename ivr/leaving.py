"""What becomes of a call that has left the queue, and what the promise was worth. Pure."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from ivr.promise import Promise
from waittimes.conversation import Leaving


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


def following(result: str, told: Promise) -> Next:
    """Return what comes after this QueueResult; a second attempt that fails is not made a third time."""
    step = RESULTS[known(result)]
    return Next.OVERFLOW if step is Next.RETRY and told.is_retry else step


def scored(result: str, waited_seconds: int | None, told: Promise, leaving: Leaving) -> dict[str, int]:
    """Return what an answered call shows of the numbers: seconds promised, waited, and the error; empty for others."""
    answered = {"bridged", "redirected-from-bridged"} | ({"redirected"} if leaving.redirected_is_answered else set())
    if result not in answered or waited_seconds is None:
        return {}
    if told.estimate_seconds is None:
        return {"waited": waited_seconds}
    error = waited_seconds - told.estimate_seconds
    return {"promised": told.estimate_seconds, "waited": waited_seconds, "error": error}
