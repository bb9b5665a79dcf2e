"""The metrics of callbacks: their names, and what is measured when a person has been reached. Pure.

The phone counts what it offers and promises, the poller what it attempts. Whoever writes that a person was reached
measures how punctual that was, and whoever writes that a callback has expired counts that.
"""

from collections.abc import Mapping
from typing import Final

from waittimes.callbacks.record import Callback, State

OFFERED: Final = "CallbacksOffered"
ACCEPTED: Final = "CallbacksAccepted"
DUPLICATE: Final = "CallbacksDuplicate"
REACHED: Final = "CallbacksReached"
KEPT: Final = "CallbacksKept"
LATE: Final = "CallbackLate"
ATTEMPTS: Final = "CallbackAttempts"
"""Calls to people, and tasks for agents to call them."""
EXPIRED: Final = "CallbacksExpired"
OLDEST_OVERDUE: Final = "CallbackOldestOverdue"
"""Seconds since the end of its window, of the pending callback that is most overdue; 0 if none is."""

ONE: Final = (1.0, "Count")


def reached(callback: Callback, *, now: float) -> Mapping[str, tuple[float, str]]:
    """Return the metrics of a callback whose person speaks with an agent, each with its unit.

    The person was reached when they pressed the key, else `now`. The promise is kept if that is before the end of the
    window; `CallbackLate` is how many seconds it is after that, 0 if it was kept.
    """
    late_seconds = max(0.0, (callback.reached_at or now) - callback.high_at)
    kept = (float(late_seconds == 0), "Count")
    return {REACHED: ONE, KEPT: kept, LATE: (late_seconds, "Seconds")}


def figures(before: Callback, after: Callback, *, now: float) -> Mapping[str, tuple[float, str]]:
    """Return the metrics of this change, for whoever writes it; none for a change that they do not count."""
    if not before.state.is_pending or after.state is before.state:
        return {}
    if after.state is State.EXPIRED:
        return {EXPIRED: ONE}
    return reached(after, now=now) if after.state is State.REACHED else {}


def overdue_seconds(callback: Callback, now: float) -> float:
    """Return how long a pending callback has been overdue; 0 until the end of its window, and once it is finished."""
    return max(0.0, now - callback.high_at) if callback.state.is_pending else 0.0
