"""When callers call, and how each of them behaves. Both are drawn at the call, so that later events change neither."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from simulator.centre.distributions import Sampler
from simulator.centre.plan import Demand

SECONDS_PER_MINUTE = 60
NEVER_PER_CYCLE = 1e-9
"""If a whole timetable expects fewer calls than this, nobody calls."""


class Arrivals:
    """A Poisson process whose rate is constant between the steps of a timetable that starts over."""

    __slots__ = ("_cycle_start", "_per_cycle", "_per_second", "_period_seconds", "_rng", "_starts", "_step")

    def __init__(self, demand: Demand, rng: Random, period_seconds: float) -> None:
        self._rng = rng
        self._period_seconds = period_seconds
        self._starts = [rate.from_seconds for rate in demand.rates] + [period_seconds]
        self._per_second = [rate.per_minute / SECONDS_PER_MINUTE for rate in demand.rates]
        steps = zip(pairwise(self._starts), self._per_second, strict=True)
        self._per_cycle = sum((end - start) * per_second for (start, end), per_second in steps)
        self._cycle_start = 0.0
        self._step = 0

    def after(self, elapsed_seconds: float) -> float:
        """Return the time of the next arrival in seconds since the opening; infinite if nobody ever calls.

        `elapsed_seconds` is the time of the last arrival. The next one is due when the integral of the rate since then
        reaches an exponential variate of mean 1.
        """
        if self._per_cycle < NEVER_PER_CYCLE:
            return math.inf
        cycles, due = divmod(self._rng.expovariate(1.0), self._per_cycle)
        self._cycle_start += cycles * self._period_seconds
        at = elapsed_seconds + cycles * self._period_seconds
        while True:
            per_second = self._per_second[self._step]
            until = self._cycle_start + self._starts[self._step + 1]
            expected = per_second * (until - at)
            if due < expected:
                return at + due / per_second
            due, at = due - expected, until
            self._next_step()

    def _next_step(self) -> None:
        self._step += 1
        if self._step == len(self._per_second):
            self._step = 0
            self._cycle_start += self._period_seconds


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How callers of a queue behave: each function draws for one caller, durations in seconds."""

    priority: Callable[[], int]
    ring: Sampler
    talk: Sampler
    wrap_up: Sampler
    patience: Sampler

    @classmethod
    def of(cls, demand: Demand, rng: Random) -> "Behaviour":
        """Return the behaviour of this demand's callers, drawn from one random generator."""
        return cls(
            _priorities(demand, rng),
            demand.ring.sampler(rng),
            demand.talk.sampler(rng),
            demand.wrap_up.sampler(rng),
            demand.patience.sampler(rng),
        )


def _priorities(demand: Demand, rng: Random) -> Callable[[], int]:
    priorities = [priority for priority, _ in demand.priorities]
    shares = [share for _, share in demand.priorities]
    if len(priorities) == 1:
        only = priorities[0]
        return lambda: only
    return lambda: rng.choices(priorities, shares)[0]
