"""Contact centres drawn at random (size, hours, callers and skills), on which nothing was tuned."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from statistics import fmean
from typing import Final

from benchmarks.accuracy.centres.day_shapes import Profile, calls, rota, swung
from benchmarks.accuracy.centres.scenario_parts import (
    DAY_SECONDS,
    DAYS,
    OPEN_SECONDS,
    STEP_SECONDS,
    Scenario,
    timetable,
)
from simulator.centre.distributions import Distribution, Exponential, Lognormal, Uniform
from simulator.centre.plan import Demand, Group, Plan, Rate, Shift, TaskQueue, Workspace
from simulator.centre.sids import sid

RANDOM: Final = "random"
AGENTS: Final = (2, 120)
TALK_SECONDS: Final = (60, 900)
PATIENCE_SECONDS: Final = (200, 3000)
SHORT_PATIENCE_SECONDS: Final = (90, 300)
HARDLY_EVER: Final = Exponential(20_000)
"""A patience with which hardly anybody hangs up."""
LOAD: Final = (0.85, 1.3)
"""Talking and wrapping up, as a share of the time of all agents, on duty or not."""
FULL_LOAD: Final = 1.0
"""The highest load if hardly anybody hangs up; beyond it the queue would grow all day."""
PRIORITIES: Final = (
    *[((0, 1.0),)] * 4,
    ((0, 0.72), (10, 0.28)),
    ((0, 0.9), (5, 0.1)),
    ((0, 0.5), (5, 0.3), (9, 0.2)),
)
"""Most contact centres have one priority."""
LAYOUTS: Final[tuple[tuple[str, ...], ...]] = (
    *[("a",)] * 3,
    ("a", "b", "a b"),
    ("a", "a b"),
    ("a b",),
    (),
)
"""The skills of each group of agents; for an empty layout they are drawn."""
SKILL_SETS: Final = ("a", "b", "c", "a b", "b c", "a c", "a b c")
STEPS: Final = range(0, OPEN_SECONDS, STEP_SECONDS)


def random_centre(rng: Random) -> Scenario:
    """Draw a contact centre: 2 to 120 agents and one to three task queues."""
    demand, call_seconds = _demand(rng)
    load = rng.uniform(LOAD[0], FULL_LOAD if demand.patience == HARDLY_EVER else LOAD[1])
    agents, present = _agents(rng), rota(rng)
    groups = tuple(_group(names, count, present) for names, count in agents.items())
    usual, shares = calls(rng), _agents_by_queue(agents)
    queues = []
    for name, share in shares.items():
        its_own = swung(rng, usual) if len(shares) > 1 else usual
        queues.append(_queue(name, replace(demand, rates=_rates(load * share * 60 / call_seconds, its_own))))
    plan = Plan(
        workspace=Workspace.named("accuracy"),
        task_queues=tuple(queues),
        groups=groups,
        period_seconds=DAYS * DAY_SECONDS,
    )
    return Scenario(plan)


def _demand(rng: Random) -> tuple[Demand, float]:
    """Draw the callers; return them with the mean of talking and wrapping up, in seconds."""
    talk = Lognormal(_log_uniform(rng, *TALK_SECONDS), rng.uniform(0.4, 1.6))
    wrap_up = Lognormal(talk.mean_seconds * _log_uniform(rng, 0.03, 0.4), rng.uniform(0.5, 1.2))
    soonest = rng.uniform(1, 4)
    demand = Demand(
        priorities=rng.choice(PRIORITIES),
        ring=Uniform(soonest, soonest + rng.uniform(3, 12)),
        talk=talk,
        wrap_up=wrap_up,
        patience=_patience(rng),
    )
    return demand, talk.mean_seconds + wrap_up.mean_seconds


def _patience(rng: Random) -> Distribution:
    """Draw the patience: the usual one in two of five cases, otherwise shorter, memoryless or endless."""
    usual = Lognormal(_log_uniform(rng, *PATIENCE_SECONDS), rng.uniform(0.6, 1.8))
    memoryless = Exponential(_log_uniform(rng, *PATIENCE_SECONDS))
    short = Lognormal(_log_uniform(rng, *SHORT_PATIENCE_SECONDS), rng.uniform(0.6, 1.4))
    distributions: Sequence[Distribution] = (usual, usual, memoryless, short, HARDLY_EVER)
    return rng.choice(distributions)


def _agents(rng: Random) -> dict[str, int]:
    """Draw the number of agents of each set of skills, at least one."""
    total = max(AGENTS[0], round(_log_uniform(rng, *AGENTS)))
    layout = rng.choice(LAYOUTS)
    weights = dict.fromkeys(layout, 1.0) or {names: rng.uniform(0.5, 1.5) for names in _skill_sets(rng)}
    whole = sum(weights.values())
    return {names: max(1, round(total * weight / whole)) for names, weight in weights.items()}


def _skill_sets(rng: Random) -> list[str]:
    """Draw three to six sets of skills; a queue that none of them serves gets agents of its own."""
    drawn = rng.sample(SKILL_SETS, rng.randint(3, 6))
    served = {name for names in drawn for name in names.split()}
    return [*drawn, *(name for name in "abc" if name not in served)]


def _agents_by_queue(agents: Mapping[str, int]) -> dict[str, float]:
    """Return each queue's number of agents; an agent with several skills is divided equally."""
    names = sorted({name for skills in agents for name in skills.split()})
    return {
        name: sum(count / len(skills.split()) for skills, count in agents.items() if name in skills.split())
        for name in names
    }


def _group(names: str, count: int, present: Profile) -> Group:
    """Return a group of agents of whom at least one is always on duty."""
    shifts = tuple(
        Shift(day * DAY_SECONDS + second, max(1, round(count * present(day, second))))
        for day in range(DAYS)
        for second in STEPS
    )
    return Group(name=names, skills=frozenset(names.split()), count=count, shifts=shifts)


def _queue(name: str, demand: Demand) -> TaskQueue:
    return TaskQueue(sid=sid("WQ", f"{RANDOM}/{name}"), friendly_name=name, skill=name, demand=demand)


def _rates(per_minute: float, profile: Profile) -> tuple[Rate, ...]:
    """Return a timetable with a mean of `per_minute` calls a minute over the opening hours."""
    rates = timetable(profile)
    usual = per_minute / fmean(rate.per_minute for rate in rates if rate.per_minute)
    return tuple(replace(rate, per_minute=usual * rate.per_minute) for rate in rates)


def _log_uniform(rng: Random, least: float, most: float) -> float:
    return math.exp(rng.uniform(math.log(least), math.log(most)))
