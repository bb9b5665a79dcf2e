"""Shapes of a day: the calls and the agents on duty over time, relative to their usual number."""

import math
from collections.abc import Callable
from random import Random
from typing import Final

from benchmarks.accuracy.centres.scenario_parts import DAYS, OPEN_SECONDS

QUARTER_HOUR: Final = 900
HALF_HOUR: Final = 1800
Profile = Callable[[int, float], float]
"""Takes the day and the second of the day; returns a factor of about 1, of calls or of agents."""


def calls(rng: Random) -> Profile:
    """Draw a shape of the calls: even, waves, peaks, bursts or a step, with noise every half hour."""
    noise = [[max(0.5, rng.gauss(1, 0.07)) for _ in range(0, OPEN_SECONDS, HALF_HOUR)] for _ in range(DAYS)]
    shapes: list[Profile] = [lambda _day, _second: 1.0, _wave(rng), _peaks, _bursts(rng), _step(rng)]
    shape = rng.choice(shapes)
    return lambda day, second: shape(day, second) * noise[day][int(second // HALF_HOUR)]


def _wave(rng: Random) -> Profile:
    height, period, phase = rng.uniform(0.05, 0.35), rng.uniform(3600, 14_400), rng.uniform(0, math.tau)
    return lambda _day, second: 1 + height * math.sin(math.tau * second / period + phase)


def _peaks(_day: int, second: float) -> float:
    return (
        0.75 + 0.5 * math.exp(-(((second - 10_800) / 4500) ** 2)) + 0.4 * math.exp(-(((second - 25_200) / 5000) ** 2))
    )


def _bursts(rng: Random) -> Profile:
    bursts = [
        (day, start, start + rng.uniform(300, 2400), rng.uniform(1.4, 3))
        for day in range(DAYS)
        for start in [rng.uniform(1800, OPEN_SECONDS - 3600) for _ in range(rng.randint(1, 3))]
    ]
    return lambda day, second: math.prod(by for on, start, end, by in bursts if on == day and start <= second < end)


def _step(rng: Random) -> Profile:
    at, height = rng.uniform(7200, 28_800), rng.uniform(-0.3, 0.3)
    return lambda _day, second: 1 + height * (second > at)


def swung(rng: Random, usual: Profile) -> Profile:
    """Draw the shape for one of several queues that are busy at different times."""
    part, phase = rng.uniform(0.85, 1.15), rng.uniform(0, math.tau)
    return lambda day, second: usual(day, second) * part * (1 + 0.25 * math.sin(math.tau * second / 10_000 + phase))


def rota(rng: Random) -> Profile:
    """Draw the share of agents on duty: all, or fewer by breaks, lunch, staggered hours or a forecast."""
    breaks = [[1 - rng.choice([0, 0, 0.08, 0.15]) for _ in range(0, OPEN_SECONDS, QUARTER_HOUR)] for _ in range(DAYS)]
    lunches = [(start, start + rng.uniform(1800, 3600)) for start in [rng.uniform(12_000, 18_000) for _ in range(DAYS)]]
    rotas: list[Profile] = [
        *[lambda _day, _second: 1.0] * 2,
        lambda day, second: breaks[day][int(second // QUARTER_HOUR)],
        lambda day, second: 0.6 if lunches[day][0] <= second < lunches[day][1] else 1.0,
        lambda _day, second: min(1.0, 0.5 + second / 14_400, 0.4 + (OPEN_SECONDS - second) / 9000),
        lambda day, second: min(1.0, 0.35 + 0.55 * _peaks(day, second)),
    ]
    return rng.choice(rotas)
