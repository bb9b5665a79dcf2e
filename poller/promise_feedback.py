"""What calls have shown of our promises since this process last looked: the sums stay, and only the news counts."""

import logging
from collections.abc import Iterable, Mapping

from poller.estimation import calibration, learning
from poller.estimation.state import QueueState
from waittimes import feedback
from waittimes.feedback import CallerClass, Totals
from waittimes.score import NO_SCORE, Score
from waittimes.table import Table, TableUnavailable

log = logging.getLogger("waittimes.poller")

CLASSES_AT_ONCE = 16


def heard(
    table: Table, workspace_sid: str, wanted: Iterable[CallerClass], seen: dict[CallerClass, Totals]
) -> dict[CallerClass, Score]:
    """Return what has been added to these classes' sums since they were last `seen`, and note in there what is now.

    Nothing where the table fails, and nothing is lost by that: the next hearing tells it.
    """
    try:
        totals = feedback.read(table, workspace_sid, wanted, at_once=CLASSES_AT_ONCE)
    except TableUnavailable as error:
        log.warning("poll.feedback_not_read", extra={"workspace": workspace_sid, "reason": str(error)})
        return {}
    found = since(seen, totals)
    seen |= totals
    return found


def since(seen: Mapping[CallerClass, Totals], now: Mapping[CallerClass, Totals]) -> dict[CallerClass, Score]:
    """Return what has come to the totals since they were `seen`, without the classes to which nothing came.

    A class that is looked at for the first time tells nothing new: nobody knows when its calls were, or who has
    learned from them. Sums that were begun anew, as after they expired, are new as a whole.
    """
    added = {each: _added(seen[each], totals) for each, totals in now.items() if each in seen}
    return {each: score for each, score in added.items() if score.calls}


def _added(earlier: Totals, later: Totals) -> Score:
    return later.score.less(earlier.score if earlier.since == later.since else NO_SCORE)


def learn(experience: Mapping[str, QueueState], news: Mapping[CallerClass, Score]) -> None:
    """Let these queues learn from the news of their callers: corrections, and priorities where nothing else tells.

    Callers whose priority is not told apart were promised what the last to be served are.
    """
    calls: dict[str, dict[int, int]] = {}
    for callers, score in news.items():
        own = experience.get(callers.queue_sid)
        if own is None or not own.calibrations:
            continue
        last = min(own.calibrations)
        priority = callers.priority if callers.priority in own.calibrations else last
        head_is_seen = own.tells_longest_wait and priority == last
        calibration.answered_calls(own.calibrations[priority], score, head_is_seen=head_is_seen)
        if not own.tells_priorities:
            calls.setdefault(callers.queue_sid, {})[callers.priority] = score.calls
    for queue_sid, by_priority in calls.items():
        learning.learn_priorities_of_calls(experience[queue_sid], by_priority)
