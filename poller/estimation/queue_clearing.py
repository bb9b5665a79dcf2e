"""How long the callers ahead take to clear: abandonment by age, callers ahead, and the time until one's turn.

Position times service interval is due to Whitt (1999, Management Science 45:870); callers who abandon meanwhile, to
Ibrahim and Whitt (2009, Management Science 55:1729). Here they abandon at a rate that depends on how long they have
waited. docs/method.md, sections 2 and 6.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from poller.estimation.statistics import SPLIT_SECONDS

EDGES_SECONDS = (0, *SPLIT_SECONDS)
"""Where the age bands begin."""
MAX_CELLS = 24
"""Maximum number of cells into which the callers ahead are divided."""
UNIFORM_AGE_SECONDS = 30.0
"""If the oldest caller is no older than this, ages are taken to be uniform."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How callers abandon: a hazard, per caller and second, for each age band."""

    hazards: Sequence[float]
    _cumulated: Sequence[float] = field(init=False)
    """The integral of the hazard from age 0 to the beginning of each band."""

    def __post_init__(self) -> None:
        widths = (later - earlier for earlier, later in pairwise(EDGES_SECONDS))
        steps = (hazard * width for hazard, width in zip(self.hazards, widths, strict=False))
        object.__setattr__(self, "_cumulated", [0.0, *accumulate(steps)])

    def survival(self, age_seconds: float, later_seconds: float) -> float:
        """Return the share of callers aged `age_seconds` who have not abandoned `later_seconds` later (eq. 8)."""
        return math.exp(self._until(age_seconds) - self._until(age_seconds + later_seconds))

    def seconds_stayed(self, seconds: float) -> float:
        """Return the mean time that a caller stays within the first `seconds`: the integral in method.md, eq. 9."""
        edges = [*(edge for edge in EDGES_SECONDS if edge < seconds), seconds]
        bands = zip(pairwise(edges), self.hazards, strict=False)
        return sum(self.survival(0, start) * _mean_stay(end - start, hazard) for (start, end), hazard in bands)

    def _until(self, age_seconds: float) -> float:
        band = bisect_right(EDGES_SECONDS, age_seconds) - 1
        return self._cumulated[band] + self.hazards[band] * (age_seconds - EDGES_SECONDS[band])


def _mean_stay(seconds: float, hazard: float) -> float:
    return -math.expm1(-hazard * seconds) / hazard if hazard else seconds


def expected_ahead(mean: float, deviation: float) -> float:
    """Return the expected number of callers ahead of one who has to wait (method.md, eq. 18).

    The number is taken to be normally distributed; only its positive part counts, as a caller who finds an agent free
    does not wait.
    """
    z = mean / deviation
    if z > 5:  # noqa: PLR2004 - next to nothing of the distribution is below 0
        return mean
    if z < -5:  # noqa: PLR2004 - far out, the tail is exponential
        return deviation / -z
    positive_share = math.erfc(-z / math.sqrt(2)) / 2
    return mean + deviation * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / positive_share


def clearing_seconds(ahead: float, oldest_seconds: float, rate: float, patience: Patience) -> tuple[float, float]:
    """Return the time until a caller with `ahead` callers before them is served, and the share who abandon first.

    Each caller who stays until their turn takes one service interval, and so does the caller themselves (method.md,
    eq. 21).
    """
    cells = min(MAX_CELLS, math.ceil(ahead))
    seconds = served = 0.0
    for age in _ages(oldest_seconds, cells, patience):
        stay = ahead / cells * patience.survival(age, seconds)
        served += stay
        seconds += stay / rate
    return seconds + 1 / rate, 1 - served / ahead if ahead else 0.0


def _ages(oldest_seconds: float, cells: int, patience: Patience) -> list[float]:
    """Return the age of each cell, oldest first: the older an age, the fewer callers are left (method.md, eq. 20)."""
    if oldest_seconds <= UNIFORM_AGE_SECONDS or cells <= 1:
        return [oldest_seconds * (1 - (cell + 0.5) / cells) for cell in range(cells)]
    step = oldest_seconds / (MAX_CELLS // 2)
    # Relative to the youngest step: survival from age 0 would underflow if the oldest call has waited for weeks.
    mass = [0.0, *accumulate(patience.survival(step / 2, step * part) for part in range(MAX_CELLS // 2))]
    ages = []
    for cell in range(cells):
        wanted = mass[-1] * (1 - (cell + 0.5) / cells)
        part = bisect_right(mass, wanted) - 1
        ages.append(step * (part + (wanted - mass[part]) / (mass[part + 1] - mass[part])))
    return ages
