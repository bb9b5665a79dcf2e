"""What promises were worth: sums for each class of callers, added to by the phone and read by the clockwork.

Nothing is kept of a call. The phone adds what one call shows in one step and reads nothing, so calls that end at
once never undo one another. A webhook that Twilio repeats, or an adding whose answer got lost and that is sent again,
counts twice: both are rare, and shift a mean by one call.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

from waittimes.settings.config import Line
from waittimes.table import Table

LIFE_SECONDS: Final = 28 * 24 * 3600
"""Sums may be deleted when no call has been added for so long."""
LONG_SECONDS: Final = 60
"""A promise of so long or more shows a bias; in the shorter ones it drowns."""


class CallerClass(NamedTuple):
    """Callers who are promised the same: those of one task queue who come with the same task priority."""

    queue_sid: str
    priority: int


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
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in _NAMES})

    def less(self, earlier: "Score") -> "Score":
        """Return what has come to the earlier sums; never less than nothing."""
        return Score(**{name: max(0, getattr(self, name) - getattr(earlier, name)) for name in _NAMES})


NO_SCORE: Final = Score()
_NAMES: Final = tuple(each.name for each in fields(Score))


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a class, and when the first call was added, in epoch seconds; None where none ever was."""

    score: Score = NO_SCORE
    since: int | None = None


def score(
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


def of_line(line: Line) -> CallerClass:
    """Return the class to which a line's callers belong."""
    return CallerClass(line.task_queue_sid, line.priority)


def classes(lines: Iterable[Line], workspace_sid: str) -> frozenset[CallerClass]:
    """Return the classes of callers that lines lead into this workspace."""
    return frozenset(of_line(line) for line in lines if line.workspace_sid == workspace_sid)


def add(table: Table, line: Line, found: Score, *, now: float) -> None:
    """Add what a call of this line shows, in one write and no read. Raises TableUnavailable."""
    amounts = {name: number for name in _NAMES if (number := getattr(found, name))}
    table.add(_key(line.workspace_sid, of_line(line)), amounts, now=now, life_seconds=LIFE_SECONDS)


def read(
    table: Table, workspace_sid: str, wanted: Iterable[CallerClass], *, at_once: int = 1
) -> dict[CallerClass, Totals]:
    """Return the totals of these classes, so many read at once; a class without a call has Totals().

    Raises TableUnavailable.
    """
    ordered = sorted(wanted)
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        found = pool.map(lambda each: table.sums(_key(workspace_sid, each)), ordered)
        return {each: _totals(sums) for each, sums in zip(ordered, found, strict=True)}


def _key(workspace_sid: str, callers: CallerClass) -> str:
    return f"{workspace_sid}#{callers.queue_sid}#{callers.priority}#feedback"


def _totals(sums: Mapping[str, int]) -> Totals:
    return Totals(Score(**{name: sums.get(name, 0) for name in _NAMES}), sums.get("since"))
