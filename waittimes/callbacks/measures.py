"""The metrics of callbacks: their names, and what is measured when a person has been reached. Pure.

The phone counts what it offers and promises, the poller what it attempts. Whoever writes that a person was reached
measures how punctual that was.
"""

from collections.abc import Mapping
from typing import Final

from waittimes.callbacks.record import Callback

OFFERED: Final = "CallbacksOffered"
ACCEPTED: Final = "CallbacksAccepted"
DUPLICATE: Final = "CallbacksDuplicate"
REACHED: Final = "CallbacksReached"
KEPT: Final = "CallbacksKept"
LATE: Final = "CallbackLate"

ONE: Final = (1.0, "Count")


def reached(callback: Callback, *, now: float) -> Mapping[str, tuple[float, str]]:
    """Return the metrics of a callback whose person speaks with an agent, each with its unit.

    The person was reached when they pressed the key, else `now`. The promise is kept if that is before the end of the
    window; `CallbackLate` is how many seconds it is after that, 0 if it was kept.
    """
    late_seconds = max(0.0, (callback.reached_at or now) - callback.high_at)
    kept = (float(late_seconds == 0), "Count")
    return {REACHED: ONE, KEPT: kept, LATE: (late_seconds, "Seconds")}
