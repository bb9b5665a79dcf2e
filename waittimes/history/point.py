"""What the history keeps of a task queue for five minutes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from waittimes.score import Score

STEP_SECONDS: Final = 300
"""The length of a slot. Every hour begins with one, in UTC."""
HOUR_SECONDS: Final = 3600
SLOTS: Final = HOUR_SECONDS // STEP_SECONDS
"""The slots of an hour."""
SUMS: Final = (
    *("calls", "ranged", "compared", "promised", "waited", "compared_waited", "error", "compared_error"),
    *("above", "below", "history", "history_error"),
)
"""The sums of a Score that the history keeps, in the order in which they are stored: those that are often the same
are side by side. The others are 0 in its points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One task queue in one slot: what the slot's last poll measured, and the longest line of any of its polls.

    Whole numbers; None where not known.
    """

    at: int
    """When the slot begins, in seconds since the epoch. It ends `STEP_SECONDS` later."""
    estimate_seconds: int | None = None
    low_seconds: int | None = None
    """The low end of the range that the estimate came with."""
    high_seconds: int | None = None
    waiting: int | None = None
    """The most callers that any of the slot's polls found in line."""
    longest_waiting_seconds: int | None = None
    """The longest that any caller had waited in line, at any of the slot's polls."""
    agents_free: int | None = None
    agents_busy: int | None = None
    answered: int | None = None
    """Calls answered in the 15 minutes before the slot's last poll."""
    hung_up: int | None = None
    """Calls whose caller hung up in line, in the 15 minutes before the slot's last poll."""
    scores: Mapping[int, Score] = field(default_factory=dict)
    """By task priority, the scores of the calls that ended since the point before. Only the sums in `SUMS` are kept.

    A priority is missing where no line's callers are scored, and where no point of the hour before knows its sums.
    """


FIGURES: Final = (
    *("estimate_seconds", "low_seconds", "high_seconds", "waiting", "longest_waiting_seconds"),
    *("agents_busy", "agents_free", "answered", "hung_up"),
)
"""The fields of a Point that hold one number each, in the order in which they are stored."""


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """A point as it is stored. Its `scores` are empty: a reader takes them from the differences of the totals."""

    point: Point
    totals: Mapping[int, Score] = field(default_factory=dict)
    """By task priority, the sums over every call scored so far. Writing them again or twice counts no call twice."""


def slot_of(moment: float) -> int:
    """Return when the slot of this moment begins; both in seconds since the epoch."""
    return int(moment // STEP_SECONDS) * STEP_SECONDS


def hour_of(moment: float) -> int:
    """Return when the hour of this moment begins, in UTC; both in seconds since the epoch."""
    return int(moment // HOUR_SECONDS) * HOUR_SECONDS
