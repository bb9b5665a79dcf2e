"""Means and ratios over several replications, each with the half-width of its 95 % interval."""

from collections.abc import Sequence
from math import exp, fsum, log, sqrt
from statistics import fmean, stdev
from typing import NamedTuple

T_QUANTILES = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""The 97.5 % quantiles of Student's t distribution, by degrees of freedom from 1 on."""


class Figure(NamedTuple):
    """An estimate, and the half-width of its 95 % interval; None if there is only one replication."""

    value: float
    half_width: float | None


def t_quantile(degrees: int) -> float:
    """Return the 97.5 % quantile of Student's t; beyond the table its last entry, which is at most 4 % too wide."""
    return T_QUANTILES[min(degrees, len(T_QUANTILES)) - 1]


def mean(values: Sequence[float]) -> Figure:
    """Return the mean over replications. Raises statistics.StatisticsError for no values."""
    return Figure(fmean(values), _half_width(values))


def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> Figure:
    """Return the mean of the numerators over the mean of the denominators, which are paired by replication.

    The half-width is that of the ratio estimator: of the mean of (n - R d) / mean(d) (Cochran 1977, section 6.4).
    """
    below = fmean(denominators)
    value = fmean(numerators) / below
    residuals = [(over - value * under) / below for over, under in zip(numerators, denominators, strict=True)]
    return Figure(value, _half_width(residuals))


def geometric_mean(figures: Sequence[Figure]) -> Figure:
    """Return the geometric mean of independent figures; the variances of their logarithms add up."""
    value = exp(fmean(log(each.value) for each in figures))
    if any(each.half_width is None for each in figures):
        return Figure(value, None)
    squares = fsum(((each.half_width or 0.0) / each.value) ** 2 for each in figures)
    return Figure(value, value * sqrt(squares) / len(figures))


def _half_width(values: Sequence[float]) -> float | None:
    if len(values) <= 1:
        return None
    return t_quantile(len(values) - 1) * stdev(values) / sqrt(len(values))
