"""Distributions of durations, in seconds: ringing, talking, wrapping up, patience."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

Sampler = Callable[[], float]


class Distribution(Protocol):
    """A distribution of durations."""

    def sampler(self, rng: Random) -> Sampler:
        """Return a function that draws one duration in seconds from `rng` at each call."""


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same duration."""

    seconds: float

    def sampler(self, _rng: Random) -> Sampler:
        """Return a function that draws nothing."""
        seconds = self.seconds
        return lambda: seconds


@dataclass(frozen=True, slots=True)
class Exponential:
    """The exponential (memoryless) distribution of this mean."""

    mean_seconds: float

    def sampler(self, rng: Random) -> Sampler:
        """Draw by inversion."""
        rate, draw = 1 / self.mean_seconds, rng.expovariate
        return lambda: draw(rate)


@dataclass(frozen=True, slots=True)
class Uniform:
    """The uniform distribution between two durations."""

    low_seconds: float
    high_seconds: float

    def sampler(self, rng: Random) -> Sampler:
        """Draw by scaling a uniform variate."""
        low, width, draw = self.low_seconds, self.high_seconds - self.low_seconds, rng.random
        return lambda: low + width * draw()


@dataclass(frozen=True, slots=True)
class Lognormal:
    """The lognormal distribution, by its mean and coefficient of variation: as talk times and patience often are."""

    mean_seconds: float
    cv: float

    def sampler(self, rng: Random) -> Sampler:
        """Draw exp(X) of a normal X with sigma^2 = ln(1 + cv^2) and mu = ln(mean) - sigma^2 / 2."""
        variance = math.log1p(self.cv * self.cv)
        mu, sigma = math.log(self.mean_seconds) - variance / 2, math.sqrt(variance)
        draw, exp = rng.gauss, math.exp
        return lambda: exp(draw(mu, sigma))


@dataclass(frozen=True, slots=True)
class Scaled:
    """Another distribution with every duration multiplied by `factor`."""

    distribution: Distribution
    factor: float

    def sampler(self, rng: Random) -> Sampler:
        """Draw from the other distribution and multiply."""
        draw, factor = self.distribution.sampler(rng), self.factor
        return lambda: factor * draw()


NEVER = Constant(math.inf)
"""A patience without end: such callers never hang up."""
