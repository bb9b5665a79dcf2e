"""The estimator with one of its constants changed, to show how much each of them matters.

A changed constant must also reach the defaults and constants that are derived from it. So its module is compiled again
with another literal, in a process that has not imported the estimator; this module therefore imports nothing of it.
"""

import ast
import importlib.util
import multiprocessing
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

ESTIMATOR = "poller.estimation"
FORMATS = frozenset({"WINDOW_SECONDS", "SPLIT_SECONDS", "VERSION"})
"""Constants that follow from TaskRouter's requests and the stored state, and are not the estimator's choice."""

Number = float | tuple[float, ...]


class Constant(NamedTuple):
    """A constant of the estimator: a number, or a tuple of numbers."""

    module: str
    name: str
    value: Number

    def times(self, factor: float) -> "Constant":
        """Return the constant with its value multiplied by `factor`.

        A share of one that would reach 1 goes half of its way there. A whole number stays whole, and at least 1.
        """
        value = self.value
        changed = tuple(_times(each, factor) for each in value) if isinstance(value, tuple) else _times(value, factor)
        return self._replace(value=changed)


class Run(NamedTuple):
    """One contact centre to play."""

    scenario: str
    seed: int


class Found(NamedTuple):
    """What the product did in one run."""

    mae: float
    """The mean absolute error, in seconds."""
    coverage: float
    mae_in_a_jam: float | None
    """The same for pollers that are started in a jam; None if there was no jam."""


def constants(package: str = ESTIMATOR) -> list[Constant]:
    """Return every constant of the package whose value is written as a number, but FORMATS."""
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    modules = sorted(each.name for each in pkgutil.iter_modules(folders))
    paths = {f"{package}.{name}": Path(folder, f"{name}.py") for folder in folders or () for name in modules}
    return [constant for module, path in paths.items() for constant in _constants(module, path.read_text("utf-8"))]


def play_changed(changed: Sequence[Constant | None], runs: list[Run], processes: int) -> Iterator[dict[Run, Found]]:
    """Yield the findings with each changed constant in turn; None changes none."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, max_tasks_per_child=1) as pool:
        yield from pool.map(play, changed, [runs] * len(changed))


def play(changed: Constant | None, runs: list[Run]) -> dict[Run, Found]:
    """Play the runs with the changed constant. Raises RuntimeError in a process that has imported its module."""
    if changed:
        change(changed)
    # Imported here, after the change, so that all code that uses the estimator gets the changed constant.
    from benchmarks.accuracy.play.product_alone import play_product

    return {run: Found(*play_product(run.scenario, run.seed)) for run in runs}


def change(constant: Constant) -> None:
    """Let this process import the constant's module with the constant's value instead of its own."""
    if constant.module in sys.modules:
        raise RuntimeError(f"{constant.module} is imported already")
    sys.meta_path.insert(0, _Finder(constant))


class _Finder(MetaPathFinder):
    def __init__(self, constant: Constant) -> None:
        self._constant = constant

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == self._constant.module else None
        if spec and spec.origin:
            spec.loader = _Loader(fullname, spec.origin, self._constant)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, constant: Constant) -> None:
        super().__init__(fullname, path)
        self._constant = constant

    def get_code(self, fullname: str) -> CodeType:
        # Not the cached bytecode, which has the original constant.
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path))
        for name, node in _assignments(tree):
            if name == self._constant.name:
                node.value = ast.parse(repr(self._constant.value), mode="eval").body
        return compile(ast.fix_missing_locations(tree), path, "exec")


def _constants(module: str, source: str) -> Iterator[Constant]:
    for name, node in _assignments(ast.parse(source)):
        value = _number(node.value)
        if name.lstrip("_").isupper() and name not in FORMATS and value:
            yield Constant(module, name, value)


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                yield target.id, node


def _number(value: ast.expr | None) -> Number | None:
    """Return the value of an expression of literals that is a number, or a tuple of numbers; None for anything else."""
    literals = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Tuple, ast.Load)
    if value is None or not all(isinstance(node, literals) for node in ast.walk(value)):
        return None
    found = eval(compile(ast.Expression(value), "constant", "eval"), {"__builtins__": {}})  # noqa: S307 - our own literals
    parts = found if isinstance(found, tuple) else (found,)
    return found if all(type(part) in (int, float) for part in parts) else None


def _times(value: float, factor: float) -> float:
    if isinstance(value, int):
        return max(1, round(value * factor))
    return (value + 1) / 2 if 0 < value < 1 <= value * factor else value * factor


def changes(found: Iterable[Constant], factors: tuple[float, ...]) -> Mapping[Constant, list[Constant]]:
    """Return each constant with its changed values, one for each factor."""
    return {constant: [constant.times(factor) for factor in factors] for constant in found}
