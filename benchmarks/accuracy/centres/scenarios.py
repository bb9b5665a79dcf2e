"""The contact centres in which estimates are compared: three days of ten hours each, drawn again for every seed.

Loads count talking and wrapping up, not ringing. With ringing counted, the mean waits would be 370 s instead of 382 in
overload, 95 instead of 106 in large, 221 instead of 232 at lunch; published figures are 383, 107 and 234.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from simulator.centre.distributions import Distribution, Lognormal
from simulator.centre.plan import PATIENCE, Demand, Group, Plan, Rate, Shift, TaskQueue, Workspace, always
from simulator.centre.sids import sid

DAYS: Final = 3
DAY_SECONDS: Final = 86_400
OPEN_SECONDS: Final = 36_000
STEP_SECONDS: Final = 300
"""The length of a timetable's steps."""
PER_CALL_SECONDS: Final = 300.0
"""The part of a call that counts for the load: 270 s talking, 30 s wrapping up; not 5 s of ringing."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A contact centre, and the part of its day in which callers count."""

    plan: Plan
    measured_seconds: tuple[float, float] = (0, OPEN_SECONDS)
    """Start and end, in seconds since the opening."""

    def counts(self, called_seconds: float) -> bool:
        """Return whether a caller counts who called `called_seconds` after the first opening."""
        start, end = self.measured_seconds
        return start <= called_seconds % DAY_SECONDS < end


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A task queue: its arrival rates over the three days, and its callers."""

    rates: tuple[Rate, ...]
    name: str = "a"
    priorities: tuple[tuple[int, float], ...] = ((0, 1.0),)
    patience: Distribution = PATIENCE


def per_minute(agents: float, load: float) -> float:
    """Return the calls a minute that keep `agents` busy for the share `load` of their time."""
    return load * agents * 60 / PER_CALL_SECONDS


def timetable(calls: Callable[[int, float], float]) -> tuple[Rate, ...]:
    """Return a timetable of ten hours a day; `calls` returns the calls a minute by day and second of the day."""
    steps = range(0, OPEN_SECONDS, STEP_SECONDS)
    return tuple(
        rate
        for number in range(DAYS)
        for rate in (
            *(Rate(number * DAY_SECONDS + step, calls(number, step + STEP_SECONDS / 2)) for step in steps),
            Rate(number * DAY_SECONDS + OPEN_SECONDS, 0),
        )
    )


def moderate(_rng: Random) -> Scenario:
    """Twenty agents at a load of 0.93."""
    return _one_queue(Skill(rates=_daily(lambda _: per_minute(20, 0.93))), always(20), 20)


def overload(_rng: Random) -> Scenario:
    """Twenty agents at a load of 1.35; the queue is stable because callers hang up."""
    skill = Skill(rates=_daily(lambda _: per_minute(20, 1.35)), patience=Lognormal(900, 1.0))
    return _one_queue(skill, always(20), 20)


def ramp(_rng: Random) -> Scenario:
    """Agents log in one by one at the opening, and calls grow faster."""
    opening = 4.5 * 3600

    def calls(second: float) -> float:
        return per_minute(24, 0.35 + 0.90 * second / opening) if second < opening else 0

    def agents(second: float) -> int:
        return round(8 + 15 * min(1.0, second / opening))

    return _one_queue(Skill(rates=_daily(calls)), _shifts(agents, STEP_SECONDS), 24, (0, opening))


def spike(_rng: Random) -> Scenario:
    """Three times the calls for twenty minutes."""
    start = 3.5 * 3600
    usual = per_minute(20, 0.8)
    rates = [
        rate
        for day in range(DAYS)
        for rate in (
            Rate(day * DAY_SECONDS, usual),
            Rate(day * DAY_SECONDS + start, 3 * usual),
            Rate(day * DAY_SECONDS + start + 1200, usual),
            Rate(day * DAY_SECONDS + OPEN_SECONDS, 0),
        )
    ]
    return _one_queue(Skill(rates=tuple(rates)), always(20), 20, (start, start + 4800))


def lunch(rng: Random) -> Scenario:
    """Nine of twenty agents go for lunch, and come back after 45 to 60 minutes."""
    noon = 4 * 3600
    shifts = [
        shift
        for day in range(DAYS)
        for shift in (
            Shift(day * DAY_SECONDS, 20),
            Shift(day * DAY_SECONDS + noon, 11, on_break=9),
            Shift(day * DAY_SECONDS + noon + rng.uniform(45, 60) * 60, 20),
        )
    ]
    skill = Skill(rates=_daily(lambda _: per_minute(20, 0.82)))
    return _one_queue(skill, tuple(shifts), 20, (noon, noon + 2 * 3600))


def small(_rng: Random) -> Scenario:
    """Three agents."""
    return _one_queue(Skill(rates=_daily(lambda _: 0.53)), always(3), 3)


def large(_rng: Random) -> Scenario:
    """Two hundred agents, with a load that swings around 1."""
    skill = Skill(rates=_daily(lambda second: per_minute(200, 1 + 0.12 * _wave(second, 7200))))
    return _one_queue(skill, always(200), 200)


def multi_skill(_rng: Random) -> Scenario:
    """Two queues that share a third of their agents, one quiet while the other is busy."""
    mean, swing = per_minute(11, 1.02), 0.4

    def calls(sign: int) -> tuple[Rate, ...]:
        return _daily(lambda second: mean * (1 + sign * swing * _wave(second, 10_800)))

    return _several((Skill(name="a", rates=calls(1)), Skill(name="b", rates=calls(-1))), {"a": 8, "b": 7, "a b": 7})


def priority(_rng: Random) -> Scenario:
    """Twenty agents; 28 % of the callers have a higher priority."""
    skill = Skill(rates=_daily(lambda _: per_minute(20, 0.97)), priorities=((0, 0.72), (10, 0.28)))
    return _one_queue(skill, always(20), 20)


def day(rng: Random) -> Scenario:
    """Two peaks, staffed by a forecast that errs by 8 % each day and 7 % each half hour."""
    rates = []
    for number in range(DAYS):
        of_day = rng.gauss(1, 0.08)
        for start in range(0, OPEN_SECONDS, 1800):
            calls = per_minute(1, _forecast(start) * of_day * rng.gauss(1, 0.07))
            rates.append(Rate(number * DAY_SECONDS + start, max(0.0, calls)))
        rates.append(Rate(number * DAY_SECONDS + OPEN_SECONDS, 0))
    shifts = _shifts(lambda second: math.ceil(_forecast(second) / 0.96), 1800)
    return _one_queue(Skill(rates=tuple(rates)), shifts, 24)


def three_queues(_rng: Random) -> Scenario:
    """Three task queues of very different size with overlapping skills."""
    skills = (
        Skill(name="a", rates=_daily(lambda second: per_minute(12, 0.95 + 0.15 * _wave(second, 9000)))),
        Skill(name="b", rates=_daily(lambda second: per_minute(7, 0.95 - 0.25 * _wave(second, 9000)))),
        Skill(name="c", rates=_daily(lambda _: per_minute(3, 0.90))),
    )
    return _several(skills, {"a": 7, "b": 3, "a b": 5, "b c": 3, "a c": 3, "a b c": 1})


def two_queues(_rng: Random) -> Scenario:
    """Two task queues with the same agents."""
    skills = (
        Skill(name="a", rates=_daily(lambda second: per_minute(14, 0.95 + 0.25 * _wave(second, 10_800)))),
        Skill(name="b", rates=_daily(lambda second: per_minute(6, 0.95 - 0.25 * _wave(second, 7200)))),
    )
    return _several(skills, {"a b": 20})


SCENARIOS: Final[Mapping[str, Callable[[Random], Scenario]]] = {
    "moderate": moderate,
    "overload": overload,
    "ramp": ramp,
    "spike": spike,
    "lunch": lunch,
    "small": small,
    "large": large,
    "multi-skill": multi_skill,
    "priority": priority,
    "day": day,
    "three-queues": three_queues,
    "two-queues": two_queues,
}


def _one_queue(
    skill: Skill, shifts: tuple[Shift, ...], agents: int, measured: tuple[float, float] = (0, OPEN_SECONDS)
) -> Scenario:
    group = Group(name=skill.name, skills=frozenset({skill.name}), count=agents, shifts=shifts)
    return Scenario(_plan((skill,), (group,)), measured)


def _several(skills: Sequence[Skill], agents: Mapping[str, int]) -> Scenario:
    groups = (
        Group(name=names, skills=frozenset(names.split()), count=count, shifts=always(count))
        for names, count in agents.items()
    )
    return Scenario(_plan(skills, tuple(groups)))


def _plan(skills: Sequence[Skill], groups: tuple[Group, ...]) -> Plan:
    queues = tuple(
        TaskQueue(
            sid=sid("WQ", f"accuracy/{skill.name}"),
            friendly_name=skill.name,
            skill=skill.name,
            demand=Demand(rates=skill.rates, priorities=skill.priorities, patience=skill.patience),
        )
        for skill in skills
    )
    return Plan(
        workspace=Workspace.named("accuracy"), task_queues=queues, groups=groups, period_seconds=DAYS * DAY_SECONDS
    )


def _daily(calls: Callable[[float], float]) -> tuple[Rate, ...]:
    """Return the same timetable every day; `calls` returns the calls a minute by the second of the day."""
    return timetable(lambda _day, second: calls(second))


def _shifts(agents: Callable[[float], int], step_seconds: int) -> tuple[Shift, ...]:
    steps = range(0, OPEN_SECONDS, step_seconds)
    return tuple(
        Shift(number * DAY_SECONDS + step, agents(step + step_seconds / 2)) for number in range(DAYS) for step in steps
    )


def _wave(second: float, period_seconds: float) -> float:
    return math.sin(2 * math.pi * second / period_seconds)


def _forecast(second: float) -> float:
    """Return the forecast of agents kept busy: a peak before noon and a lower one after it."""
    hour = second / 3600
    return 8 + 12 * math.exp(-(((hour - 3) / 1.4) ** 2)) + 10 * math.exp(-(((hour - 7) / 1.6) ** 2))
