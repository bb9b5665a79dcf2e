"""How long a line takes to clear. Pure arithmetic: hang-ups by age, who is ahead, when one's turn comes.

After "QLf" of the study this rests on: Whitt 1999 (Mgmt Sci 45:870) for position times service time, Ibrahim and
Whitt 2009 (Mgmt Sci 55:1729) for those who hang up, whose rate here depends on how long they have waited.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from poller.estimation.statistics import SPLIT_SECONDS

EDGES_SECONDS = (0, *SPLIT_SECONDS)
CELLS = 24
"""The line is gone through in at most so many parts."""
UNTHINNED_SECONDS = 30.0
"""A line no older than this is taken to be of all ages alike."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Hang-ups a second by age band; `survival` is what matters of it."""

    hazards: Sequence[float]
    _cumulated: Sequence[float] = field(init=False)

    def __post_init__(self) -> None:
        widths = (later - earlier for earlier, later in pairwise(EDGES_SECONDS))
        steps = (hazard * width for hazard, width in zip(self.hazards, widths, strict=False))
        object.__setattr__(self, "_cumulated", [0.0, *accumulate(steps)])

    def survival(self, age_seconds: float, later_seconds: float) -> float:
        """Return the share of the callers of this age who are still there so much later."""
        return math.exp(self._until(age_seconds) - self._until(age_seconds + later_seconds))

    def seconds_stayed(self, seconds: float) -> float:
        """Return how many of its first so many seconds a caller is there on the average."""
        edges = [*(edge for edge in EDGES_SECONDS if edge < seconds), seconds]
        bands = zip(pairwise(edges), self.hazards, strict=False)
        return sum(self.survival(0, start) * _mean_stay(end - start, hazard) for (start, end), hazard in bands)

    def _until(self, age_seconds: float) -> float:
        band = bisect_right(EDGES_SECONDS, age_seconds) - 1
        return self._cumulated[band] + self.hazards[band] * (age_seconds - EDGES_SECONDS[band])


def _mean_stay(seconds: float, hazard: float) -> float:
    return -math.expm1(-hazard * seconds) / hazard if hazard else seconds


def expected_ahead(mean: float, deviation: float) -> float:
    """Return how many are ahead of a caller who has to wait, where the line is believed to be normally distributed.

    It is the mean of what is above 0: a caller who finds an agent free is nobody to whom a wait is told.
    """
    z = mean / deviation
    if z > 5:  # noqa: PLR2004 - nothing of the distribution is below 0
        return mean
    if z < -5:  # noqa: PLR2004 - far out the tail is exponential
        return deviation / -z
    below = math.erfc(-z / math.sqrt(2)) / 2
    return mean + deviation * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / below


def clearing_seconds(ahead: float, oldest_seconds: float, per_second: float, patience: Patience) -> tuple[float, float]:
    """Return when a caller behind so many is answered, and the share of those ahead who hang up before their turn.

    Whoever is still there when their turn comes costs one service; the caller's own turn costs another.
    """
    cells = min(CELLS, math.ceil(ahead))
    seconds = served = 0.0
    for age in _ages(oldest_seconds, cells, patience):
        stays = ahead / cells * patience.survival(age, seconds)
        served += stays
        seconds += stays / per_second
    return seconds + 1 / per_second, 1 - served / ahead if ahead else 0.0


def _ages(oldest_seconds: float, cells: int, patience: Patience) -> list[float]:
    """Return how long each part of the line has waited, oldest first: there are fewer of those who waited long."""
    if oldest_seconds <= UNTHINNED_SECONDS or cells <= 1:
        return [oldest_seconds * (1 - (cell + 0.5) / cells) for cell in range(cells)]
    step = oldest_seconds / (CELLS // 2)
    # Against the youngest part, not against all who ever came: of a line of weeks those would be all gone.
    mass = [0.0, *accumulate(patience.survival(step / 2, step * part) for part in range(CELLS // 2))]
    ages = []
    for cell in range(cells):
        wanted = mass[-1] * (1 - (cell + 0.5) / cells)
        part = bisect_right(mass, wanted) - 1
        ages.append(step * (part + (wanted - mass[part]) / (mass[part + 1] - mass[part])))
    return ages
