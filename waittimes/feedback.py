"""What promises were worth: sums for each class of callers, added to by the phone and read by the clockwork.

Nothing is kept of a call. The phone adds what one call shows in one step and reads nothing, so calls that end at
once never undo one another. A webhook that Twilio repeats, or an adding whose answer got lost and that is sent again,
counts twice: both are rare, and shift a mean by one call.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

from waittimes.score import NO_SCORE, SUMS, Score
from waittimes.settings.config import Line
from waittimes.table import Table

LIFE_SECONDS: Final = 28 * 24 * 3600
"""Sums may be deleted when no call has been added for so long."""


class CallerClass(NamedTuple):
    """Callers who are promised the same: those of one task queue who come with the same task priority."""

    queue_sid: str
    priority: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a class, and when the first call was added, in epoch seconds; None where none ever was."""

    score: Score = NO_SCORE
    since: int | None = None


def of_line(line: Line) -> CallerClass:
    """Return the class to which a line's callers belong."""
    return CallerClass(line.task_queue_sid, line.priority)


def classes(lines: Iterable[Line], workspace_sid: str) -> frozenset[CallerClass]:
    """Return the classes of callers that lines lead into this workspace."""
    return frozenset(of_line(line) for line in lines if line.workspace_sid == workspace_sid)


def add(table: Table, line: Line, found: Score, *, now: float) -> None:
    """Add what a call of this line shows, in one write and no read. Raises TableUnavailable."""
    amounts = {name: number for name in SUMS if (number := getattr(found, name))}
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
    return Totals(Score(**{name: sums.get(name, 0) for name in SUMS}), sums.get("since"))
