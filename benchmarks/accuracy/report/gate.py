"""The gate of CI: an upper bound for product/AVG15 of the quick run, by scenario."""

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play.replication import Setting
from benchmarks.accuracy.report.comparison import MEAN_NAME
from benchmarks.accuracy.report.results import Results

BOUNDS = Path(__file__).with_name("bounds.toml")
MARGIN = 1.03
"""The quick run is deterministic on one version of Python; another may round differently and change one wait."""
HEAD = """\
# Upper bounds of product/AVG15 in `make bench-accuracy QUICK=1`: the measured ratios plus 3 %.
# Written by `make bench-accuracy QUICK=1 OPTIONS=--write-bounds`, after the estimator has become better.

"""


def measured(results: Results) -> dict[str, float]:
    """Return product/AVG15 of each scenario, and the geometric mean of the ten."""
    found = {name: results.ratio(Setting(name)) for name in SCENARIOS}
    found[MEAN_NAME] = results.geometric_mean(Setting(""))
    return {name: figure.value for name, figure in found.items() if figure}


def violations(ratios: Mapping[str, float], bounds: Mapping[str, float]) -> list[str]:
    """Return a sentence for every ratio beyond its bound, and for every bound without a ratio."""
    return [
        f"{name}: product/AVG15 is {ratios[name]:.4f}, more than {bound:.3f}"
        if name in ratios
        else f"{name}: nothing was measured"
        for name, bound in bounds.items()
        if not ratios.get(name, math.inf) <= bound
    ] + [f"{name}: has no bound in {BOUNDS.name}" for name in ratios if name not in bounds]


def read_bounds(path: Path = BOUNDS) -> dict[str, float]:
    """Return the bounds of the file."""
    return {name: float(bound) for name, bound in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def write_bounds(ratios: Mapping[str, float], path: Path = BOUNDS) -> None:
    """Write the ratios and the margin as the new bounds; bounds of other scenarios stay."""
    kept = read_bounds(path) if path.exists() else {}
    bounds = {**kept, **{name: math.ceil(1000 * MARGIN * ratio) / 1000 for name, ratio in ratios.items()}}
    lines = [f'"{name}" = {bound:.3f}' for name, bound in bounds.items()]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
