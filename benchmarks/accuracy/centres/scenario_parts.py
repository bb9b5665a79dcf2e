"""The parts of scenarios: days of ten hours, task queues with their callers, groups of agents."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from simulator.centre.distributions import Distribution
from simulator.centre.plan import PATIENCE, Demand, Escalation, Group, Plan, Rate, Shift, TaskQueue, Workspace, always
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
    escalations: tuple[Escalation, ...] = ()


def per_minute(agents: float, load: float) -> float:
    """Return the calls per minute that keep `agents` busy for the share `load` of their time."""
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


def one_queue(
    skill: Skill, shifts: tuple[Shift, ...], agents: int, measured: tuple[float, float] = (0, OPEN_SECONDS)
) -> Scenario:
    """Return a scenario of one task queue and one group of agents."""
    group = Group(name=skill.name, skills=frozenset({skill.name}), count=agents, shifts=shifts)
    return Scenario(plan_of((skill,), (group,)), measured)


def several(skills: Sequence[Skill], agents: Mapping[str, int]) -> Scenario:
    """Return a scenario of several task queues; `agents` counts those of each combination of skills."""
    groups = (
        Group(name=names, skills=frozenset(names.split()), count=count, shifts=always(count))
        for names, count in agents.items()
    )
    return Scenario(plan_of(skills, tuple(groups)))


def plan_of(skills: Sequence[Skill], groups: tuple[Group, ...]) -> Plan:
    """Return the plan of these task queues and groups."""
    queues = tuple(
        TaskQueue(
            sid=queue_sid(skill.name),
            friendly_name=skill.name,
            skill=skill.name,
            demand=Demand(
                rates=skill.rates,
                priorities=skill.priorities,
                patience=skill.patience,
                escalations=skill.escalations,
            ),
        )
        for skill in skills
    )
    return Plan(
        workspace=Workspace.named("accuracy"), task_queues=queues, groups=groups, period_seconds=DAYS * DAY_SECONDS
    )


def queue_sid(name: str) -> str:
    """Return the SID of the task queue of this name."""
    return sid("WQ", f"accuracy/{name}")


def daily(calls: Callable[[float], float]) -> tuple[Rate, ...]:
    """Return the same timetable every day; `calls` returns the calls a minute by the second of the day."""
    return timetable(lambda _day, second: calls(second))


def daily_shifts(agents: Callable[[float], int], step_seconds: int) -> tuple[Shift, ...]:
    """Return a timetable of the same agents every day, by the second of the day."""
    steps = range(0, OPEN_SECONDS, step_seconds)
    return tuple(
        Shift(number * DAY_SECONDS + step, agents(step + step_seconds / 2)) for number in range(DAYS) for step in steps
    )


def wave(second: float, period_seconds: float) -> float:
    """Return a sine of this period, between -1 and 1."""
    return math.sin(2 * math.pi * second / period_seconds)
