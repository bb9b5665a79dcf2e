"""What a poll teaches about a task queue: how long calls take, who hangs up when, how the callers' priorities divide.

Equations 1 and 3 of the study's FLOW. Counts of the window are taken for its length: a poll learns its own share.
"""

import math
from collections.abc import Mapping
from itertools import pairwise

from poller.experience import BANDS, Present, QueueExperience
from poller.line import EDGES_SECONDS, Patience
from poller.statistics import QueueStatistics

WINDOW_SECONDS = 900
CALLS_MEMORY_SECONDS = 3 * 3600.0
HANG_UPS_MEMORY_SECONDS = 12 * 3600.0
PRIORITIES_MEMORY_SECONDS = 12 * 3600.0
PRIORITIES_MEMORY_CALLS = 500.0
ARRIVALS_MEMORY_SECONDS = 2 * 3600.0
LONGEST_STEP_SECONDS = 600.0
"""A poll after a longer pause teaches no more than this."""
LONGEST_INTERVAL_SECONDS = 120.0
PRIOR_HAZARD = 1 / 1200
"""Hang-ups a second as long as nothing is known, and the seconds of waiting that this is worth."""
PRIOR_ENDURED_SECONDS = 2400.0
LAST_BAND_SECONDS = 480.0
_WIDTHS = (*(later - earlier for earlier, later in pairwise(EDGES_SECONDS)), LAST_BAND_SECONDS)


def learn(experience: QueueExperience, statistics: QueueStatistics, at: float) -> None:
    """Add what these statistics of the time `at` teach; a queue where nothing happens teaches nothing."""
    experience.tells_priorities |= bool(statistics.by_priority)
    experience.tells_longest_wait |= statistics.longest_waiting_seconds is not None
    before, occupied = experience.present, statistics.occupied
    pending = statistics.pending or 0
    experience.present = Present(at, occupied or 0, pending, arrivals_per_second(statistics, experience))
    if before is None or at <= before.at:
        return
    step = min(at - before.at, LONGEST_STEP_SECONDS)
    experience.interval_seconds = min(step, LONGEST_INTERVAL_SECONDS)
    if not (occupied or pending or statistics.accepted or statistics.canceled):
        return
    _learn_arrivals(experience, step)
    if occupied is not None and statistics.accepted is not None:
        _learn_call(experience, statistics, occupied - before.occupied, step)
    _learn_hang_ups(experience, statistics, step)


def arrivals_per_second(statistics: QueueStatistics, experience: QueueExperience) -> float:
    """Return how many calls come in a second; where that is not told, as many as are answered or hang up."""
    if statistics.entered is not None:
        return statistics.entered / WINDOW_SECONDS
    if statistics.accepted is not None:
        return (statistics.accepted + (statistics.canceled or 0)) / WINDOW_SECONDS
    return (statistics.occupied or 0) / experience.call_seconds


def patience(experience: QueueExperience) -> Patience:
    """Return how callers hang up by age. A band of which little is known takes half after the band before it."""
    hazards, before = [], PRIOR_HAZARD
    for hung_up, endured in zip(experience.hung_up, experience.endured_seconds, strict=True):
        believed = (before + PRIOR_HAZARD) / 2
        before = (hung_up + PRIOR_ENDURED_SECONDS * believed) / (endured + PRIOR_ENDURED_SECONDS)
        hazards.append(before)
    return Patience(hazards)


def learn_priorities(experience: QueueExperience, served: Mapping[int, float]) -> None:
    """Add how the calls that occupy agents divide by priority: callers of all priorities are served in the end."""
    fading = math.exp(-experience.interval_seconds / PRIORITIES_MEMORY_SECONDS) if any(served.values()) else 1.0
    _add_served(experience, served, experience.interval_seconds, fading)


def learn_priorities_of_calls(experience: QueueExperience, calls: Mapping[int, int]) -> None:
    """Add how many calls of each priority have ended: what is left to learn from where TaskRouter tells nothing."""
    fading = math.exp(-sum(calls.values()) / PRIORITIES_MEMORY_CALLS)
    _add_served(experience, calls, experience.call_seconds, fading)


def _add_served(experience: QueueExperience, calls: Mapping[int, float], seconds: float, fading: float) -> None:
    """Add so many seconds for each of these calls by priority to what is known, which fades."""
    for priority in experience.served_seconds.keys() | calls.keys():
        known = experience.served_seconds.get(priority, 0.0) * fading
        experience.served_seconds[priority] = known + calls.get(priority, 0) * seconds


def _learn_call(experience: QueueExperience, statistics: QueueStatistics, more_occupied: int, step: float) -> None:
    """Count calls begun and calls ended half each: neither is unbiased while the number of busy agents changes."""
    fading = math.exp(-step / CALLS_MEMORY_SECONDS)
    accepted = (statistics.accepted or 0) * step / WINDOW_SECONDS
    finished = max(0.0, accepted - more_occupied)
    experience.busy_seconds = experience.busy_seconds * fading + (statistics.occupied or 0) * step
    experience.calls = experience.calls * fading + (accepted + finished) / 2
    experience.wrapping_seconds = experience.wrapping_seconds * fading + (statistics.wrapping or 0) * step


def _learn_arrivals(experience: QueueExperience, step: float) -> None:
    now = experience.arrivals
    usual = now if experience.usual_arrivals is None else experience.usual_arrivals
    experience.usual_arrivals = usual + (now - usual) * (1 - math.exp(-step / ARRIVALS_MEMORY_SECONDS))


def _learn_hang_ups(experience: QueueExperience, statistics: QueueStatistics, step: float) -> None:
    fading, share = math.exp(-step / HANG_UPS_MEMORY_SECONDS), step / WINDOW_SECONDS
    if statistics.canceled_by_age and statistics.accepted_by_age:
        gone, seconds = statistics.canceled_by_age, _endured(statistics)
        hung_up, endured = [count * share for count in gone], [each * share for each in seconds]
    elif statistics.canceled is not None:
        # Without the split all ages are one.
        hung_up = [statistics.canceled * share] * BANDS
        endured = [(statistics.pending or 0) * step] * BANDS
    else:
        return
    experience.hung_up = [known * fading + new for known, new in zip(experience.hung_up, hung_up, strict=True)]
    experience.endured_seconds = [
        known * fading + new for known, new in zip(experience.endured_seconds, endured, strict=True)
    ]


def _endured(statistics: QueueStatistics) -> list[float]:
    """Return the seconds that those who left the line in the window had spent in each band: half of their last one."""
    seconds, older = [0.0] * BANDS, 0
    for band in reversed(range(BANDS)):
        here = statistics.canceled_by_age[band] + statistics.accepted_by_age[band]
        seconds[band] = (older + here / 2) * _WIDTHS[band]
        older += here
    return seconds
