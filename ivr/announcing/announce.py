"""Decides what a caller may be promised, from a wait, the time and the line's policy. Pure."""

import math
from dataclasses import dataclass
from enum import StrEnum

from waittimes.page import FUTURE_TOLERANCE_SECONDS
from waittimes.settings.line_policy import Policy
from waittimes.wait import Basis, Estimate, Wait


class State(StrEnum):
    """The kinds of announcement."""

    NUMBER = "number"
    """Minutes; the record is fresh."""
    BAND = "band"
    """A wide band of minutes; the record is ageing."""
    SHORTLY = "shortly"
    """No number is needed: an agent is free."""
    UNSTAFFED = "unstaffed"
    """No number: nobody is on duty."""
    CLOSED = "closed"
    """The line is outside its opening hours."""
    UNKNOWN = "unknown"
    """No number: none is known to be true."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a caller is told: a state and, in the states NUMBER and BAND, minutes.

    `low_minutes` is 0 for "less than", and `high_minutes` is None for "more than". For a single figure they are equal.
    In every other state both are None.
    """

    state: State
    low_minutes: int | None = None
    high_minutes: int | None = None

    @property
    def has_number(self) -> bool:
        """Whether minutes are spoken."""
        return self.state in (State.NUMBER, State.BAND)


NOTHING = Announcement(State.UNKNOWN)
CLOSED = Announcement(State.CLOSED)
COARSE_ABOVE_MINUTES = 10
"""Figures above this are rounded to multiples of `COARSE_STEP_MINUTES`."""
COARSE_STEP_MINUTES = 5


def announce(wait: Wait | None, *, now: float, policy: Policy, priority: int = 0) -> Announcement:
    """Return what a caller of this task priority may be told at the time `now`, in seconds since the epoch."""
    if wait is None:
        return NOTHING
    age_seconds = wait.age_seconds(now)
    if not -FUTURE_TOLERANCE_SECONDS <= age_seconds <= policy.ageing_seconds:
        return NOTHING
    if wait.basis is Basis.UNSTAFFED:
        return Announcement(State.UNSTAFFED)
    is_fresh = age_seconds <= policy.fresh_seconds
    if wait.basis is Basis.AGENT_FREE:
        return Announcement(State.SHORTLY) if is_fresh else NOTHING
    if wait.basis is Basis.UNKNOWN:
        return NOTHING
    return _promised(estimate_for(wait, priority), policy, is_fresh=is_fresh)


def estimate_for(wait: Wait, priority: int) -> Estimate:
    """Return the record's estimate for a caller of this task priority."""
    return wait.by_priority.get(priority, wait.estimate)


def minutes_up(seconds: float) -> int:
    """Return `seconds` in minutes, rounded up to whole minutes, and above ten minutes to multiples of five."""
    minutes = math.ceil(seconds / 60)
    return minutes if minutes <= COARSE_ABOVE_MINUTES else _in_fives(math.ceil(minutes / COARSE_STEP_MINUTES))


def upper_figure(seconds: float, policy: Policy) -> int | None:
    """Return the upper figure, in minutes, of the sentence for this wait; None for "more than", which has none."""
    if seconds > policy.ceiling_minutes * 60:
        return None
    return max(policy.floor_minutes, min(minutes_up(seconds), policy.ceiling_minutes))


def _promised(estimate: Estimate, policy: Policy, *, is_fresh: bool) -> Announcement:
    if estimate.seconds is None:
        return NOTHING
    upper_seconds = max(estimate.seconds, estimate.high_seconds or 0)
    return _number(estimate, upper_seconds, policy) if is_fresh else _band(upper_seconds, policy.band_minutes)


def _number(estimate: Estimate, upper_seconds: float, policy: Policy) -> Announcement:
    high = upper_figure(upper_seconds, policy)
    if high is None:
        return Announcement(State.NUMBER, policy.ceiling_minutes, None)
    if high == policy.floor_minutes:
        return Announcement(State.NUMBER, 0, high)
    low = high if estimate.low_seconds is None else min(_minutes_down(estimate.low_seconds), high)
    return Announcement(State.NUMBER, high if high - low <= 1 else low, high)


def _band(upper_seconds: float, edges: tuple[int, ...]) -> Announcement:
    low = max((edge for edge in edges if edge * 60 < upper_seconds), default=0)
    high = next((edge for edge in edges if edge > low), None)
    return Announcement(State.BAND, low, high)


def _minutes_down(seconds: float) -> int:
    minutes = math.floor(seconds / 60)
    return minutes if minutes <= COARSE_ABOVE_MINUTES else _in_fives(minutes // COARSE_STEP_MINUTES)


def _in_fives(steps: int) -> int:
    return steps * COARSE_STEP_MINUTES
