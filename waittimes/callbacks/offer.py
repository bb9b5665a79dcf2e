"""Whether a callback may be offered: the wait is long, the time suffices, and there is room. Pure.

Nothing is offered where anything is unknown.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from waittimes.callbacks.window import Window
from waittimes.settings.line_callback import CallbackPolicy

if TYPE_CHECKING:
    from waittimes.opening_hours import Moment

STOPS_AT: Final = 0.7
"""A caller who was offered a callback is offered it again until the wait falls below this share of the threshold."""
WORDS_BETWEEN: Final = 2
"""How many announcements on hold are made without an offer between two that have one."""


class Reason(StrEnum):
    """Why no callback is offered."""

    WAIT_UNKNOWN = "wait unknown"
    WAIT_SHORT = "wait short"
    CLOSING = "closing"
    """The promised window would not end before the calling hours do."""
    NUMBER = "number"
    """The caller's number cannot be called."""
    PROMISED = "promised"
    """A callback to this caller is pending already."""
    FULL = "full"
    """As many callbacks are pending as the line allows."""
    UNREADABLE = "unreadable"
    """The table does not say what is pending."""
    NO_CALLER_ID = "no caller id"
    """There is no number that the person would see."""
    PRIORITY = "priority"
    """Style `dial`: the workflow overrides the priority by which the person would come first, or it is not stored."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the table says of a line's callbacks, and of this caller's."""

    is_promised: bool
    pending: int


def against_wait(seconds: float | None, policy: CallbackPolicy, *, was_offered: bool) -> Reason | None:
    """Return why a caller whose remaining wait is `seconds` is offered nothing; None if the wait is long enough."""
    if seconds is None:
        return Reason.WAIT_UNKNOWN
    threshold = policy.above_minutes * 60.0
    is_long = seconds >= STOPS_AT * threshold if was_offered else seconds > threshold
    return None if is_long else Reason.WAIT_SHORT


def calling_ends_at(policy: CallbackPolicy, opening: "Moment | None", window: Window) -> float | None:
    """Return until when people may be called in the calling hours in which the window begins; None for ever.

    `opening` is what the line's own hours say now. If nobody may be called at the beginning of the window, the answer
    is that beginning.
    """
    if policy.calling_hours is not None:
        from waittimes import opening_hours

        opening = opening_hours.at(policy.calling_hours, window.low_at)
    if opening is None:
        return None
    return opening.closes_at if opening.is_open else window.low_at


def against_time(window: Window | None, ends_at: float | None, *, margin_seconds: float) -> Reason | None:
    """Return why there is no time for a call in this window; `ends_at` is None where people may always be called."""
    if window is None:
        return Reason.WAIT_UNKNOWN
    return None if ends_at is None or window.high_at + margin_seconds <= ends_at else Reason.CLOSING


def against_standing(standing: Standing | None, policy: CallbackPolicy) -> Reason | None:
    """Return why the callbacks that are pending allow no further one; `standing` is None if the table is unreadable."""
    if standing is None:
        return Reason.UNREADABLE
    if standing.is_promised:
        return Reason.PROMISED
    return Reason.FULL if standing.pending >= policy.most_pending else None


def expires_at(window: Window, policy: CallbackPolicy, ends_at: float | None) -> float:
    """Return when a callback promised for this window is given up."""
    latest = window.high_at + policy.expire_minutes * 60
    return latest if ends_at is None else min(latest, ends_at)
