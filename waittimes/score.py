"""What an answered call shows of the wait it was promised, as sums that add up. Pure."""

from dataclasses import dataclass, fields, replace
from typing import Final

LONG_SECONDS: Final = 60
"""Promises of `LONG_SECONDS` or more show a bias; in shorter ones noise hides it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What answered calls show of the numbers they were promised: sums, of calls or of whole seconds."""

    calls: int = 0
    promised: int = 0
    waited: int = 0
    error: int = 0
    """By how much wait and promise differed, in either direction."""
    ranged: int = 0
    """Calls whose promise came with a range."""
    above: int = 0
    """Calls that waited longer than the high end of it."""
    below: int = 0
    """Calls that waited shorter than the low end of it."""
    long: int = 0
    """Calls promised a minute or more: chosen by the promise, for to choose by the wait would invent a bias."""
    long_promised: int = 0
    long_waited: int = 0
    compared: int = 0
    """Calls for which the mean wait of the calls answered before was known too."""
    compared_waited: int = 0
    compared_error: int = 0
    """By how much wait and promise differed in those."""
    history: int = 0
    """What that mean would have promised them."""
    history_error: int = 0
    """By how much wait and that mean differed."""

    def plus(self, other: "Score") -> "Score":
        """Return both together."""
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in SUMS})

    def less(self, earlier: "Score") -> "Score":
        """Return what has come to the earlier sums; never less than nothing."""
        return Score(**{name: max(0, getattr(self, name) - getattr(earlier, name)) for name in SUMS})


NO_SCORE: Final = Score()
SUMS: Final = tuple(each.name for each in fields(Score))


def score_call(
    *, promised: int, waited: int, low: int | None = None, high: int | None = None, history: int | None = None
) -> Score:
    """Return what one answered call shows, all in seconds; the range and the mean of history where there were any."""
    error = abs(waited - promised)
    found = Score(calls=1, promised=promised, waited=waited, error=error)
    if low is not None and high is not None:
        found = replace(found, ranged=1, above=int(waited > high), below=int(waited < low))
    if promised >= LONG_SECONDS:
        found = replace(found, long=1, long_promised=promised, long_waited=waited)
    if history is not None:
        found = replace(found, compared=1, compared_waited=waited, compared_error=error)
        found = replace(found, history=history, history_error=abs(waited - history))
    return found
