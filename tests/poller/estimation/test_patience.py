"""How many callers stay, by the time they have waited and the hazards of the age bands."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.queue_clearing import EDGES_SECONDS, Patience

BANDS = len(EDGES_SECONDS)
HAZARDS = st.lists(st.floats(0, 10), min_size=BANDS, max_size=BANDS)
AGES = st.floats(0, 10_000)


def constant(hazard: float) -> Patience:
    """Return the patience of callers with the same hazard at every age."""
    return Patience([hazard] * BANDS)


def test_survival_is_a_product_over_the_bands_passed() -> None:
    hazards = [0.011, 0.007, 0.005, 0.003, 0.002, 0.0013, 0.0017, 0.0019]
    parts = [math.exp(-0.011 * 5), math.exp(-0.007 * 15), math.exp(-0.005 * 30), math.exp(-0.003 * 40)]

    assert Patience(hazards).survival(10, 90) == pytest.approx(math.prod(parts))


def test_the_last_band_has_no_end() -> None:
    hazards = [0.0] * (BANDS - 1) + [1 / 500]

    assert Patience(hazards).survival(960, 1500) == pytest.approx(math.exp(-3))
    assert Patience(hazards).survival(0, 960) == 1.0


@pytest.mark.parametrize("edge", EDGES_SECONDS[1:])
def test_at_an_edge_the_next_band_begins(edge: int) -> None:
    band = EDGES_SECONDS.index(edge)
    hazards = [0.0] * BANDS
    hazards[band] = 1 / 7

    assert Patience(hazards).survival(edge - 7, 7) == 1.0
    assert Patience(hazards).survival(edge, 7) == pytest.approx(math.exp(-1))


def test_with_one_hazard_survival_does_not_depend_on_age() -> None:
    assert constant(1 / 400).survival(0, 200) == pytest.approx(constant(1 / 400).survival(777, 200))


@given(HAZARDS, AGES, AGES, AGES)
def test_survival_over_two_stretches_is_the_product_of_both(
    hazards: list[float], age: float, first: float, second: float
) -> None:
    patience = Patience(hazards)
    at_once, in_two = patience.survival(age, first + second), patience.survival(age, first)
    in_two *= patience.survival(age + first, second)

    assert at_once == pytest.approx(in_two, rel=1e-6, abs=1e-12)
    assert 0 <= at_once <= 1
