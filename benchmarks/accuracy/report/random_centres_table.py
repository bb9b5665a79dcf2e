"""The table of contact centres drawn at random: the ratio's mean, median and worst."""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean, geometric_mean, median
from typing import NamedTuple

from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.play.replication import Replication
from benchmarks.accuracy.report.findings import MODES
from benchmarks.accuracy.report.tables import Table
from benchmarks.accuracy.scores import targets
from benchmarks.accuracy.scores.score import Score

LEAST_CALLERS, LEAST_WAIT_SECONDS = 300, 20.0
"""With fewer callers who had to wait, or shorter waits, chance decides which announcer is closer."""
COLUMNS = (
    "workspace", "contact centres", "geometric mean", "median", "90th percentile", "worst", "no worse than AVG15",
    "coverage", "coverage as asked", "bias as asked",
)  # fmt: skip


class Centre(NamedTuple):
    """One contact centre: product/AVG15, and the product's score."""

    ratio: float
    score: Score


def table(replications: Sequence[Replication]) -> Table:
    """Return a row for each task mode and for both; the last three columns count contact centres, not callers."""
    named = {
        name: [each for each in replications if each.job.setting.multi_tasking is mode] for mode, name in MODES.items()
    }
    named["both"] = [*replications]
    rows = [_row(name, centres) for name, of_mode in named.items() if (centres := _centres(of_mode))]
    return Table("Contact centres drawn at random: product/AVG15", COLUMNS, rows)


def _centres(replications: Iterable[Replication]) -> list[Centre]:
    found = []
    for each in replications:
        product, average = each.scores[PRODUCT], each.scores[AVERAGE]
        if product and average and product.callers >= LEAST_CALLERS and product.mean_wait >= LEAST_WAIT_SECONDS:
            found.append(Centre(product.mae / average.mae, product))
    return sorted(found, key=lambda centre: centre.ratio)


def _row(name: str, centres: Sequence[Centre]) -> tuple[str, ...]:
    ratios = [centre.ratio for centre in centres]
    least, most = targets.COVERAGE
    coverage = [centre.score.coverage or 0.0 for centre in centres]
    biases = [centre.score.bias / centre.score.mean_wait for centre in centres]
    return (
        name,
        str(len(centres)),
        f"{geometric_mean(ratios):.3f}",
        f"{median(ratios):.3f}",
        f"{ratios[math.ceil(0.9 * len(ratios)) - 1]:.3f}",
        f"{ratios[-1]:.3f}",
        _of(ratio <= targets.NEVER_WORSE for ratio in ratios),
        f"{fmean(coverage):.3f}",
        _of(least <= each <= most for each in coverage),
        _of(abs(bias) <= targets.BIAS for bias in biases),
    )


def _of(reached: Iterable[bool]) -> str:
    verdicts = list(reached)
    return f"{sum(verdicts)} of {len(verdicts)}"
