"""The status of a row: one word for what a supervisor must know first. The worst comes first. Pure."""

from enum import StrEnum

from ivr.announcing.announce import Announcement, State
from waittimes.page import FUTURE_TOLERANCE_SECONDS
from waittimes.settings.line_policy import Policy, Showing
from waittimes.wait import Estimate, Wait


class Status(StrEnum):
    """The statuses in the order in which the board lists rows."""

    STALE = "stale"
    """The record is too old to be believed, or there is none."""
    UNSTAFFED = "unstaffed"
    """Nobody is on duty."""
    ACTION = "action"
    """The wait has reached the line's `action_minutes`."""
    ATTENTION = "attention"
    """The wait has reached the line's `attention_minutes`."""
    AGEING = "ageing"
    """The record is no longer fresh: callers hear a band."""
    UNKNOWN = "unknown"
    """The record is fresh, and there is nothing from which to estimate, or the caller may go several ways."""
    CALM = "calm"
    """A number is said, and no threshold is reached."""
    FREE = "free"
    """An agent is free."""
    CLOSED = "closed"
    """The line is outside its opening hours."""

    @property
    def rank(self) -> int:
        """The place among the statuses; 0 is the worst."""
        return _RANKS[self]

    @property
    def word(self) -> str:
        """What the board calls it."""
        return WORDS[self]


WORDS = {
    Status.STALE: "Too old",
    Status.UNSTAFFED: "Nobody here",
    Status.ACTION: "Act",
    Status.ATTENTION: "Watch",
    Status.AGEING: "Ageing",
    Status.UNKNOWN: "No estimate",
    Status.CALM: "Calm",
    Status.FREE: "Agent free",
    Status.CLOSED: "Closed",
}
_RANKS = {each: place for place, each in enumerate(Status)}
_OF_A_STATE = {
    State.CLOSED: Status.CLOSED,
    State.UNSTAFFED: Status.UNSTAFFED,
    State.BAND: Status.AGEING,
    State.SHORTLY: Status.FREE,
    State.NUMBER: Status.CALM,
    State.UNKNOWN: Status.UNKNOWN,
}


def status_of(told: Announcement, wait: Wait, estimate: Estimate, showing: Showing, *, is_stale: bool) -> Status:
    """Return the status of a queue whose callers would be told this if no line were muted."""
    found = _OF_A_STATE[told.state]
    if found is Status.CLOSED:
        return found
    if is_stale:
        return Status.STALE
    if found is Status.UNSTAFFED:
        return found
    longest = max(estimate.seconds or 0.0, wait.longest_waiting_seconds)
    if longest >= showing.action_minutes * 60:
        return Status.ACTION
    if longest >= showing.attention_minutes * 60:
        return Status.ATTENTION
    return found


def is_stale(wait: Wait, now: float, policy: Policy) -> bool:
    """Tell whether callers hear nothing of this record, because of its age or because its time lies ahead."""
    return not -FUTURE_TOLERANCE_SECONDS <= wait.age_seconds(now) <= policy.ageing_seconds


def is_fresh(wait: Wait, now: float, policy: Policy) -> bool:
    """Tell whether callers hear minutes of this record, as far as its age goes."""
    return -FUTURE_TOLERANCE_SECONDS <= wait.age_seconds(now) <= policy.fresh_seconds
