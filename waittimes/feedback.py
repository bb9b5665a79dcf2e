"""How accurate announcements were: sums of scores, by class of callers. The phone adds to them, the poller reads them.

Nothing is stored of a single call. The phone adds a call's score in one step and reads nothing, so calls that end at
the same time never overwrite each other. A webhook that Twilio repeats counts twice, and so does an update that is
sent again because its answer was lost. Both are rare, and shift a mean by one call.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from waittimes.score import NO_SCORE, SUMS, CallerClass, Score
from waittimes.settings.config import Line
from waittimes.table import Table

LIFE_SECONDS: Final = 28 * 24 * 3600
"""DynamoDB may delete sums to which no call has been added for this long."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The stored sums of a class of callers."""

    score: Score = NO_SCORE
    """The sums of the scores of its calls."""
    since: int | None = None
    """When the first call was added, in seconds since the epoch; None without calls."""


def of_line(line: Line) -> CallerClass:
    """Return the class of the callers of this line."""
    return CallerClass(line.task_queue_sid, line.priority)


def classes(lines: Iterable[Line], workspace_sid: str) -> frozenset[CallerClass]:
    """Return the classes of callers whom these lines lead into this workspace by naming a task queue."""
    return frozenset(of_line(line) for line in lines if line.workspace_sid == workspace_sid and line.task_queue_sid)


def add(table: Table, line: Line, score: Score, *, now: float) -> None:
    """Add the score of a call of this line to its class, in one write and no read. Raises TableUnavailable."""
    amounts = {name: number for name in SUMS if (number := getattr(score, name))}
    table.add(_key(line.workspace_sid, of_line(line)), amounts, now=now, life_seconds=LIFE_SECONDS)


def read(
    table: Table, workspace_sid: str, wanted: Iterable[CallerClass], *, at_once: int = 1
) -> dict[CallerClass, Totals]:
    """Return the totals of the `wanted` classes, Totals() for a class without calls. Raises TableUnavailable.

    At most `at_once` requests are made at the same time.
    """
    ordered = sorted(wanted)
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        found = pool.map(lambda each: table.sums(_key(workspace_sid, each)), ordered)
        return {each: _totals(sums) for each, sums in zip(ordered, found, strict=True)}


def _key(workspace_sid: str, callers: CallerClass) -> str:
    return f"{workspace_sid}#{callers.queue_sid}#{callers.priority}#feedback"


def _totals(sums: Mapping[str, int]) -> Totals:
    return Totals(Score(**{name: sums.get(name, 0) for name in SUMS}), sums.get("since"))
