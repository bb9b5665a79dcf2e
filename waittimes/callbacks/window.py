"""The window in which a callback is promised: when the caller's turn comes, and how long it takes to call. Pure."""

import math
from dataclasses import dataclass
from typing import Final

from waittimes.settings.line_policy import MOST_MINUTES
from waittimes.wait import NO_ESTIMATE, Estimate

STEP_SECONDS: Final = 300
"""A window begins and ends at multiples of this."""
DIAL_SECONDS: Final = 15
"""From the request that Twilio make a call to the first ring."""
POLL_SECONDS: Final = 60
"""The poller looks at callbacks at least this often."""


@dataclass(frozen=True, slots=True)
class Window:
    """From `low_at` to `high_at`, in seconds since the epoch."""

    low_at: float
    high_at: float


def remaining(newcomers: Estimate, own: Estimate, waited_seconds: float) -> Estimate:
    """Return the wait that remains for a caller who has waited `waited_seconds`; NO_ESTIMATE if it is not known.

    `own` is the estimate when the caller joined, and `newcomers` that of somebody who joins now. In a queue that is
    first come, first served, a newcomer is answered later, so theirs are upper bounds. A caller who has waited longer
    than the high end of their own estimate is known to be answered before a newcomer, and nothing more.
    """
    seconds, low, high = newcomers.seconds, newcomers.low_seconds, newcomers.high_seconds
    if seconds is None or low is None or high is None:
        return NO_ESTIMATE
    high = max(seconds, high)
    if own.seconds is None or own.high_seconds is None or own.high_seconds <= waited_seconds:
        low = max(0.0, low - waited_seconds)
        return Estimate((low + high) / 2 if waited_seconds else seconds, low, high)
    own_low = max(0.0, (own.low_seconds or 0.0) - waited_seconds)
    own_high = max(own.seconds, own.high_seconds) - waited_seconds
    own_seconds = max(0.0, own.seconds - waited_seconds)
    return Estimate(min(seconds, own_seconds), min(low, own_low), min(high, own_high))


def window(estimate: Estimate, *, now: float, ring_seconds: float, by_clock: bool) -> Window | None:
    """Return the window for a caller whose remaining wait is `estimate`; None if it has no range, or is too long.

    The window ends after the poller has seen the turn come, Twilio has dialled, and the phone has rung for
    `ring_seconds`. It is rounded outwards to five minutes: of the clock, or with `by_clock=False` counted from `now`.
    """
    low, high = estimate.low_seconds, estimate.high_seconds
    if low is None or high is None:
        return None
    origin = 0.0 if by_clock else now
    low_at = origin + math.floor((now + low - origin) / STEP_SECONDS) * STEP_SECONDS
    reached = now + high + POLL_SECONDS + DIAL_SECONDS + ring_seconds
    high_at = origin + math.ceil((reached - origin) / STEP_SECONDS) * STEP_SECONDS
    return Window(low_at, high_at) if high_at - now <= MOST_MINUTES * 60 else None
