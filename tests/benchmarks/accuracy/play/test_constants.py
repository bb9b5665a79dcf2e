"""A changed constant reaches everything derived from it, and nothing else is changed."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.accuracy.play.constants import Constant, Found, Run, change, constants, play_changed
from benchmarks.accuracy.report.constants_table import effect

SOURCE = '''"""A module with constants."""

from typing import Final

RATE = 0.4
DOUBLE_RATE = 2 * RATE
HOURS: Final = 6 * 3600.0
WIDTHS = (15, 30.5)
_HIDDEN = -3
WINDOW_SECONDS = 900
NAME = "no number"
FLAG = True
lower = 7


def rate(value: float = RATE) -> float:
    return value
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the name of a package with one module, which is forgotten after the test."""
    (tmp_path / "changeable").mkdir()
    (tmp_path / "changeable" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "changeable" / "rates.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield "changeable"
    for name in ("changeable", "changeable.rates"):
        sys.modules.pop(name, None)


def test_a_constant_is_what_is_written_as_a_number_and_is_no_format(package: str) -> None:
    assert [(each.name, each.value) for each in constants(package)] == [
        ("RATE", 0.4),
        ("HOURS", 21_600.0),
        ("WIDTHS", (15, 30.5)),
        ("_HIDDEN", -3),
    ]


def test_a_changed_constant_reaches_defaults_and_derived_constants(package: str) -> None:
    change(Constant(f"{package}.rates", "RATE", 0.7))

    module = import_module(f"{package}.rates")

    assert (module.RATE, module.DOUBLE_RATE, module.rate()) == (0.7, 1.4, 0.7)
    assert (module.HOURS, module.WIDTHS) == (21_600.0, (15, 30.5))


def test_a_module_that_is_imported_already_cannot_be_changed(package: str) -> None:
    import_module(f"{package}.rates")

    with pytest.raises(RuntimeError, match=r"changeable\.rates is imported already"):
        change(Constant(f"{package}.rates", "RATE", 0.7))


@pytest.mark.parametrize(
    ("value", "factor", "changed"),
    [(40.0, 0.5, 20.0), (40.0, 2, 80.0), (0.7, 2, 0.85), (0.5, 2, 0.75), (0.4, 2, 0.8), (3, 0.5, 2), (1, 0.5, 1)],
)
def test_a_share_stays_below_one_and_a_whole_number_whole(value: float, factor: float, changed: float) -> None:
    found = Constant("module", "NAME", value).times(factor).value

    assert found == pytest.approx(changed)
    assert type(found) is type(value)


def test_a_tuple_is_changed_part_by_part() -> None:
    assert Constant("module", "NAME", (15, 0.75)).times(2).value == (30, 0.875)


def test_the_estimators_constants_are_found() -> None:
    found = constants()

    assert len(found) > 20
    assert all(each.module.startswith("poller.estimation.") for each in found)


def test_an_effect_is_the_geometric_mean_of_errors_and_the_mean_of_coverages() -> None:
    one, other = Run("small", 1), Run("day", 1)
    usual = {one: Found(100, 0.8, 300), other: Found(50, 0.82, None)}
    changed = {one: Found(400, 0.7, 330), other: Found(50, 0.84, 99)}

    found = effect(usual, changed)

    assert tuple(found) == pytest.approx((1.0, 0.1, -0.04))


@pytest.mark.slow
def test_the_product_is_played_with_the_changed_constant() -> None:
    (model_error,) = [each for each in constants() if each.name == "MODEL_ERROR"]
    runs = [Run("spike", 3)]

    usual, again, changed = (found[runs[0]] for found in play_changed([None, None, model_error.times(4)], runs, 2))

    assert usual == again
    assert changed.coverage > usual.coverage
