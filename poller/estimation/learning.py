"""What a poll teaches about a task queue: how long calls take, who hangs up when, how the callers' priorities divide.

Equations 1 and 3 of the study's FLOW. Counts of the window are taken for its length: a poll learns its own share.
"""

import math
import operator
from collections.abc import Mapping, Sequence
from itertools import pairwise

from poller.estimation import handle_time
from poller.estimation.queue_clearing import EDGES_SECONDS, Patience
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import BANDS, NONE, QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics

HANG_UPS_MEMORY_SECONDS = 12 * 3600.0
PRIORITIES_MEMORY_SECONDS = 12 * 3600.0
PRIORITIES_MEMORY_CALLS = 500.0
ARRIVALS_MEMORY_SECONDS = 2 * 3600.0
ON_DUTY_MEMORY_SECONDS = 6 * 3600.0
LONGEST_STEP_SECONDS = 600.0
"""A poll after a longer pause teaches no more than this."""
LONGEST_INTERVAL_SECONDS = 120.0
PRIOR_HAZARD = 1 / 1000
"""Hang-ups a second as long as nothing is known, and the seconds of waiting that this is worth."""
PRIOR_ENDURED_SECONDS = 2400.0
LIKE_YOUNGER = 0.7
"""How much a band of which nothing is known takes after the one before it; the rest is what is believed at first."""
LAST_BAND_SECONDS = 480.0
_WIDTHS = (*(later - earlier for earlier, later in pairwise(EDGES_SECONDS)), LAST_BAND_SECONDS)


def learn(experience: QueueState, statistics: QueueStatistics, at: float) -> None:
    """Add what these statistics of the time `at` teach; a queue where nothing happens teaches nothing."""
    experience.tells_priorities |= bool(statistics.by_priority)
    experience.tells_longest_wait |= statistics.longest_waiting_seconds is not None
    before, occupied = experience.present, statistics.occupied
    pending = statistics.pending or 0
    experience.present = Snapshot(at, occupied or 0, pending, arrivals_per_second(statistics, experience))
    handle_time.look(experience, statistics, at)
    _see_hang_ups(experience, statistics)
    if before is None or at <= before.at:
        return
    step = min(at - before.at, LONGEST_STEP_SECONDS)
    experience.interval_seconds = min(step, LONGEST_INTERVAL_SECONDS)
    if not (occupied or pending or statistics.accepted or statistics.canceled):
        return
    _learn_arrivals(experience, step)
    handle_time.learn(experience, statistics, step)
    _learn_hang_ups(experience, step)


def arrivals_per_second(statistics: QueueStatistics, experience: QueueState) -> float:
    """Return how many calls come in a second; where that is not told, as many as are answered or hang up."""
    if statistics.entered is not None:
        return statistics.entered / WINDOW_SECONDS
    if statistics.accepted is not None:
        return (statistics.accepted + (statistics.canceled or 0)) / WINDOW_SECONDS
    return (statistics.occupied or 0) / experience.call_seconds


def learn_on_duty(experience: QueueState, on_duty: int) -> None:
    """Add how many agents are on duty; as long as nobody calls that teaches nothing."""
    if on_duty and experience.present and (experience.present.occupied or experience.present.pending):
        memories = experience.interval_seconds / ON_DUTY_MEMORY_SECONDS
        experience.usual_on_duty = _nearer(experience.usual_on_duty or None, on_duty, memories)


def load(experience: QueueState, statistics: QueueStatistics) -> float:
    """Return how many calls come for one that the agents on its calls take on."""
    occupied = statistics.occupied
    agents = handle_time.busy_lately(experience, statistics) if occupied is None else occupied
    return experience.arrivals * experience.call_seconds / max(1.0, agents)


def patience(experience: QueueState) -> Patience:
    """Return how callers hang up by age. A band of which little is known takes after the band before it.

    Those of the window count as a whole, and not only as far as they have been learned: in a rush callers reach ages
    that nobody had reached before, and the line depends on how they hang up there.
    """
    hazards, before = [], PRIOR_HAZARD
    hung_up = map(operator.add, experience.hung_up, experience.hung_up_lately)
    endured_seconds = map(operator.add, experience.endured_seconds, experience.endured_lately)
    for gone, endured in zip(hung_up, endured_seconds, strict=True):
        believed = LIKE_YOUNGER * before + (1 - LIKE_YOUNGER) * PRIOR_HAZARD
        before = (gone + PRIOR_ENDURED_SECONDS * believed) / (endured + PRIOR_ENDURED_SECONDS)
        hazards.append(before)
    return Patience(hazards)


def learn_priorities(experience: QueueState, served: Mapping[int, float]) -> None:
    """Add how the calls that occupy agents divide by priority: callers of all priorities are served in the end."""
    fading = math.exp(-experience.interval_seconds / PRIORITIES_MEMORY_SECONDS) if any(served.values()) else 1.0
    _add_served(experience, served, experience.interval_seconds, fading)


def learn_priorities_of_calls(experience: QueueState, calls: Mapping[int, int]) -> None:
    """Add how many calls of each priority have ended: what is left to learn from where TaskRouter tells nothing."""
    fading = math.exp(-sum(calls.values()) / PRIORITIES_MEMORY_CALLS)
    _add_served(experience, calls, experience.call_seconds, fading)


def _add_served(experience: QueueState, calls: Mapping[int, float], seconds: float, fading: float) -> None:
    """Add so many seconds for each of these calls by priority to what is known, which fades."""
    for priority in experience.served_seconds.keys() | calls.keys():
        known = experience.served_seconds.get(priority, 0.0) * fading
        experience.served_seconds[priority] = known + calls.get(priority, 0) * seconds


def _learn_arrivals(experience: QueueState, step: float) -> None:
    experience.usual_arrivals = _nearer(experience.usual_arrivals, experience.arrivals, step / ARRIVALS_MEMORY_SECONDS)


def _nearer(usual: float | None, now: float, memories: float) -> float:
    """Return what is usual after so many lengths of its memory, in which it was as now; as now where nothing was."""
    return now if usual is None else usual + (now - usual) * (1 - math.exp(-memories))


def _learn_hang_ups(experience: QueueState, step: float) -> None:
    fading, share = math.exp(-step / HANG_UPS_MEMORY_SECONDS), step / WINDOW_SECONDS

    def added(known: Sequence[float], lately: Sequence[float]) -> list[float]:
        return [total * fading + new * share for total, new in zip(known, lately, strict=True)]

    experience.hung_up = added(experience.hung_up, experience.hung_up_lately)
    experience.endured_seconds = added(experience.endured_seconds, experience.endured_lately)


def _see_hang_ups(experience: QueueState, statistics: QueueStatistics) -> None:
    hung_up: Sequence[float] = NONE
    endured: Sequence[float] = NONE
    if statistics.canceled_by_age and statistics.accepted_by_age:
        hung_up, endured = statistics.canceled_by_age, _endured(statistics)
    elif statistics.canceled is not None:
        # Without the split all ages are one.
        hung_up = [statistics.canceled] * BANDS
        endured = [(statistics.pending or 0) * WINDOW_SECONDS] * BANDS
    experience.hung_up_lately, experience.endured_lately = hung_up, endured


def _endured(statistics: QueueStatistics) -> list[float]:
    """Return the seconds that those who left the line in the window had spent in each band: half of their last one."""
    seconds, older = [0.0] * BANDS, 0
    for band in reversed(range(BANDS)):
        here = statistics.canceled_by_age[band] + statistics.accepted_by_age[band]
        seconds[band] = (older + here / 2) * _WIDTHS[band]
        older += here
    return seconds
