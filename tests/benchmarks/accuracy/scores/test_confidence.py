"""Means, ratios and their half-widths, compared with figures from a textbook and from simulation."""

from random import Random

import pytest

from benchmarks.accuracy.scores.confidence import Figure, geometric_mean, mean, ratio, t_quantile


def test_a_mean_has_the_half_width_of_students_t() -> None:
    found = mean([9, 10, 14])

    # s = sqrt(7), t(2) = 4.303
    assert found.value == 11
    assert found.half_width == pytest.approx(4.303 * 7**0.5 / 3**0.5)


def test_one_replication_has_no_half_width() -> None:
    assert tuple(mean([9])) == (9, None)
    assert tuple(ratio([3], [4])) == (0.75, None)


def test_quantiles_fall_from_one_degree_to_the_next_and_stay_above_the_normal_ones() -> None:
    quantiles = [t_quantile(degrees) for degrees in range(1, 60)]

    assert quantiles[0] == 12.706
    assert quantiles == sorted(quantiles, reverse=True)
    assert quantiles[-1] >= 1.96


def test_a_ratio_is_that_of_the_means_and_not_the_mean_of_ratios() -> None:
    found = ratio([1, 30], [2, 40])

    # residuals (1 - 2 R) / 21 and (30 - 40 R) / 21 with R = 31 / 42: they differ by 2 x 10 / 441
    assert found.value == pytest.approx(31 / 42)
    assert found.half_width == pytest.approx(12.706 * (20 / 441 / 2**0.5) / 2**0.5)


def test_a_ratio_that_is_the_same_everywhere_is_certain() -> None:
    found = ratio([5, 20, 35], [10, 40, 70])

    assert found.value == 0.5
    assert found.half_width == pytest.approx(0)


def test_the_interval_of_a_ratio_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, held = Random(3), 0
    for _ in range(400):
        below = [rng.gauss(100, 15) for _ in range(20)]
        over = [0.4 * each + rng.gauss(0, 5) for each in below]
        found = ratio(over, below)
        held += found.half_width is not None and abs(found.value - 0.4) <= found.half_width

    assert 0.92 <= held / 400 <= 0.98


def test_a_geometric_mean_adds_relative_errors_as_squares() -> None:
    found = geometric_mean([Figure(0.2, 0.02), Figure(0.8, 0.16)])

    assert found.value == pytest.approx(0.4)
    assert found.half_width == pytest.approx(0.4 * (0.1**2 + 0.2**2) ** 0.5 / 2)


def test_a_geometric_mean_of_something_uncertain_tells_no_half_width() -> None:
    assert geometric_mean([Figure(0.2, 0.02), Figure(0.8, None)]).half_width is None
