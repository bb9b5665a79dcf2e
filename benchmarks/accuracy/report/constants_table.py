"""How much each constant matters: the change of error and coverage when it is halved and doubled."""

from collections.abc import Iterator, Mapping
from statistics import fmean, geometric_mean
from typing import NamedTuple

from benchmarks.accuracy.play.constants import Constant, Found, Number, Run, changes, constants, play_changed
from benchmarks.accuracy.report.tables import Table
from benchmarks.accuracy.scores.targets import TEN

FACTORS = (0.5, 2.0)
COLUMNS = (
    "constant", "value", "halved", "error", "in a jam", "coverage", "doubled", "error", "in a jam", "coverage",
)  # fmt: skip
LARGE = "large"


class Effect(NamedTuple):
    """A changed constant: the relative change of both errors (geometric means), and the change of coverage (mean)."""

    error: float
    error_in_a_jam: float
    coverage: float


def effect(usual: Mapping[Run, Found], changed: Mapping[Run, Found]) -> Effect:
    """Return the effect of a change over the same runs."""
    pairs = [(changed[run], usual[run]) for run in usual]
    jams = [(one.mae_in_a_jam, other.mae_in_a_jam) for one, other in pairs]
    return Effect(
        geometric_mean([one.mae / other.mae for one, other in pairs]) - 1,
        geometric_mean([one / other for one, other in jams if one and other]) - 1,
        fmean(one.coverage - other.coverage for one, other in pairs),
    )


def runs(first_seed: int, replications: int) -> list[Run]:
    """Return the runs of the ten scenarios; the largest is played once."""
    return [Run(name, first_seed + number) for name in TEN for number in range(1 if name == LARGE else replications)]


def constants_table(first_seed: int, replications: int, processes: int) -> Table:
    """Play every change, and return a row for each constant, those that matter most first."""
    todo = changes(constants(), FACTORS)
    each_change = [None, *(changed for several in todo.values() for changed in several)]
    usual, *found = play_changed(each_change, runs(first_seed, replications), processes)
    effects = iter([effect(usual, each) for each in found])
    rows = [(constant, several, [next(effects) for _ in several]) for constant, several in todo.items()]
    rows.sort(key=lambda row: -max(abs(each.error) for each in row[2]))
    return Table("One constant of the estimator changed", COLUMNS, [tuple(_row(*row)) for row in rows])


def _row(constant: Constant, several: list[Constant], effects: list[Effect]) -> Iterator[str]:
    yield f"{constant.module.rpartition('.')[2]}.{constant.name}"
    yield _shown(constant.value)
    for changed, found in zip(several, effects, strict=True):
        yield _shown(changed.value)
        yield f"{100 * found.error:+z.1f} %"
        yield f"{100 * found.error_in_a_jam:+z.1f} %"
        yield f"{found.coverage:+z.3f}"


def _shown(value: Number) -> str:
    return ", ".join(f"{each:g}" for each in value) if isinstance(value, tuple) else f"{value:g}"
