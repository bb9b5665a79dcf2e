"""The gate of CI: what may at most come out of the quick run, scenario by scenario."""

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
"""The quick run is the same for the same code on the same Python; another's rounding may let a caller go elsewhere."""
HEAD = """\
# What error of the product / error of AVG15 may be at most in `make bench-accuracy QUICK=1`: what came out, and 3 %.
# Written by `make bench-accuracy QUICK=1 OPTIONS=--write-bounds`, whenever the estimator has become better.

"""


def measured(results: Results) -> dict[str, float]:
    """Return error of the product / error of AVG15 of the quick run's scenarios, and the mean of the ten."""
    found = {name: results.ratio(Setting(name)) for name in SCENARIOS}
    found[MEAN_NAME] = results.geometric_mean(Setting(""))
    return {name: figure.value for name, figure in found.items() if figure}


def violations(ratios: Mapping[str, float], bounds: Mapping[str, float]) -> list[str]:
    """Return a sentence for every ratio beyond its bound, and for every bound that nothing was measured for."""
    return [
        f"{name}: product/AVG15 is {ratios[name]:.3f}, more than {bound:.3f}"
        if name in ratios
        else f"{name}: nothing was measured"
        for name, bound in bounds.items()
        if not ratios.get(name, math.inf) <= bound
    ] + [f"{name}: has no bound in {BOUNDS.name}" for name in ratios if name not in bounds]


def read_bounds(path: Path = BOUNDS) -> dict[str, float]:
    """Return the bounds as they are committed."""
    return {name: float(bound) for name, bound in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def write_bounds(ratios: Mapping[str, float], path: Path = BOUNDS) -> None:
    """Write what was measured, and the margin, as the new bounds; the bounds of what was not measured stay."""
    kept = read_bounds(path) if path.exists() else {}
    bounds = {**kept, **{name: math.ceil(1000 * MARGIN * ratio) / 1000 for name, ratio in ratios.items()}}
    lines = [f'"{name}" = {bound:.3f}' for name, bound in bounds.items()]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
