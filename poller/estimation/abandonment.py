"""Abandonment by the time that callers have waited: a hazard, per caller and second, for each age band.

docs/method.md, section 2.
"""

import operator
from collections.abc import Sequence
from itertools import pairwise

from poller.estimation.fading import fade
from poller.estimation.queue_clearing import EDGES_SECONDS, Patience
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import BANDS, NO_COUNTS, WINDOW_SECONDS, QueueStatistics

MEMORY_SECONDS = 12 * 3600.0
"""Time constant of the abandonments and the exposure."""
PRIOR_HAZARD = 1 / 1000
"""Abandonments per caller and second, assumed before any was seen."""
PRIOR_EXPOSURE_SECONDS = 2400.0
"""The weight of the assumed hazard, in seconds of waiting."""
NEIGHBOUR_WEIGHT = 0.7
"""Weight of the previous band's hazard in the prior of a band; the rest is the hazard assumed at first."""
LAST_BAND_SECONDS = 480.0
"""The least width of the last band, which ends at the age of the oldest call."""
_WIDTHS = tuple(later - earlier for earlier, later in pairwise(EDGES_SECONDS))


def in_window(statistics: QueueStatistics) -> tuple[Sequence[float], Sequence[float]]:
    """Return the window's abandonments and seconds of waiting, both by age band."""
    if statistics.canceled_by_age and statistics.accepted_by_age:
        return statistics.canceled_by_age, _exposure_seconds(statistics)
    if statistics.canceled is not None:
        # Without the split one hazard serves all bands.
        return [statistics.canceled] * BANDS, [(statistics.pending or 0) * WINDOW_SECONDS] * BANDS
    return NO_COUNTS, NO_COUNTS


def learn(state: QueueState, snapshot: Snapshot, step: float) -> None:
    """Add the poll's share of the window, the `step` seconds since the last poll, to the sums of eq. 7."""
    kept_share, share = fade(step, MEMORY_SECONDS), step / WINDOW_SECONDS

    def updated(known: Sequence[float], in_window: Sequence[float]) -> list[float]:
        return [total * kept_share + new * share for total, new in zip(known, in_window, strict=True)]

    state.abandonments = updated(state.abandonments, snapshot.abandonments)
    state.exposure_seconds = updated(state.exposure_seconds, snapshot.exposure_seconds)


def patience(state: QueueState, snapshot: Snapshot | None) -> Patience:
    """Return the hazards by age band (method.md, eq. 7); a band with few data is drawn to the band before it.

    The window of the last poll counts in full, not only the share of it that was learned: in a rush callers reach
    ages that nobody had reached before, and the wait depends on how they abandon there.
    """
    abandonments, exposures = (snapshot.abandonments, snapshot.exposure_seconds) if snapshot else (NO_COUNTS, NO_COUNTS)
    hazards, before = [], PRIOR_HAZARD
    abandonments = [*map(operator.add, state.abandonments, abandonments)]
    exposures = [*map(operator.add, state.exposure_seconds, exposures)]
    for abandoned, exposure in zip(abandonments, exposures, strict=True):
        prior = NEIGHBOUR_WEIGHT * before + (1 - NEIGHBOUR_WEIGHT) * PRIOR_HAZARD
        before = (abandoned + PRIOR_EXPOSURE_SECONDS * prior) / (exposure + PRIOR_EXPOSURE_SECONDS)
        hazards.append(before)
    return Patience(hazards)


def _exposure_seconds(statistics: QueueStatistics) -> list[float]:
    """Return the seconds that the callers who left in the window had waited in each age band (method.md, eq. 6)."""
    in_last_band = max(LAST_BAND_SECONDS, (statistics.longest_waiting_seconds or 0) - EDGES_SECONDS[-1])
    seconds, older = [0.0] * BANDS, 0
    for band, width in reversed([*enumerate((*_WIDTHS, in_last_band))]):
        here = statistics.canceled_by_age[band] + statistics.accepted_by_age[band]
        seconds[band] = (older + here / 2) * width
        older += here
    return seconds
