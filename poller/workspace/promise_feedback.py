"""New feedback on promises: the stored totals, less those that this process saw last."""

import logging
from collections.abc import Iterable, Mapping

from waittimes import feedback
from waittimes.feedback import Totals
from waittimes.score import NO_SCORE, CallerClass, Score
from waittimes.table import Table, TableUnavailable

log = logging.getLogger("waittimes.poller")

CLASSES_AT_ONCE = 16


def read_new(
    table: Table, workspace_sid: str, wanted: Iterable[CallerClass], seen: dict[CallerClass, Totals]
) -> dict[CallerClass, Score]:
    """Return what was added to the totals of these classes since they were last `seen`, and update `seen`.

    Returns an empty mapping if the table fails; the next reading makes up for it.
    """
    try:
        totals = feedback.read(table, workspace_sid, wanted, at_once=CLASSES_AT_ONCE)
    except TableUnavailable as error:
        log.warning("poll.feedback_not_read", extra={"workspace": workspace_sid, "reason": str(error)})
        return {}
    found = difference(seen, totals)
    seen |= totals
    return found


def difference(seen: Mapping[CallerClass, Totals], now: Mapping[CallerClass, Totals]) -> dict[CallerClass, Score]:
    """Return the increase of the totals over `seen`, without the classes that have none.

    A class that was never seen has no increase, because its calls may be old, and another process may have learned
    from them. Totals that started over after they expired count in full.
    """
    added = {each: _added(seen[each], totals) for each, totals in now.items() if each in seen}
    return {each: score for each, score in added.items() if score.calls}


def _added(earlier: Totals, later: Totals) -> Score:
    return later.score.less(earlier.score if earlier.since == later.since else NO_SCORE)
