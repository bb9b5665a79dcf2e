"""The contact centres in which estimates are compared: three days of ten hours each, drawn again for every seed.

Loads count talking and wrapping up, not ringing. With ringing counted, the mean waits would be 370 s instead of 382 in
overload, 95 instead of 106 in large, 221 instead of 232 at lunch; published figures are 383, 107 and 234.
"""

import math
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from benchmarks.accuracy.centres.scenario_parts import (
    DAY_SECONDS,
    DAYS,
    OPEN_SECONDS,
    STEP_SECONDS,
    Scenario,
    Skill,
    daily,
    daily_shifts,
    one_queue,
    per_minute,
    queue_sid,
    several,
    wave,
)
from simulator.centre.distributions import Lognormal
from simulator.centre.plan import Escalation, Rate, Shift, always


def moderate(_rng: Random) -> Scenario:
    """Twenty agents at a load of 0.93."""
    return one_queue(Skill(rates=daily(lambda _: per_minute(20, 0.93))), always(20), 20)


def overload(_rng: Random) -> Scenario:
    """Twenty agents at a load of 1.35; the queue is stable because callers hang up."""
    skill = Skill(rates=daily(lambda _: per_minute(20, 1.35)), patience=Lognormal(900, 1.0))
    return one_queue(skill, always(20), 20)


def ramp(_rng: Random) -> Scenario:
    """Agents log in one by one at the opening, and calls grow faster."""
    opening = 4.5 * 3600

    def calls(second: float) -> float:
        return per_minute(24, 0.35 + 0.90 * second / opening) if second < opening else 0

    def agents(second: float) -> int:
        return round(8 + 15 * min(1.0, second / opening))

    return one_queue(Skill(rates=daily(calls)), daily_shifts(agents, STEP_SECONDS), 24, (0, opening))


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
    return one_queue(Skill(rates=tuple(rates)), always(20), 20, (start, start + 4800))


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
    skill = Skill(rates=daily(lambda _: per_minute(20, 0.82)))
    return one_queue(skill, tuple(shifts), 20, (noon, noon + 2 * 3600))


def small(_rng: Random) -> Scenario:
    """Three agents."""
    return one_queue(Skill(rates=daily(lambda _: 0.53)), always(3), 3)


def large(_rng: Random) -> Scenario:
    """Two hundred agents, with a load that swings around 1."""
    skill = Skill(rates=daily(lambda second: per_minute(200, 1 + 0.12 * wave(second, 7200))))
    return one_queue(skill, always(200), 200)


def multi_skill(_rng: Random) -> Scenario:
    """Two queues that share a third of their agents, one quiet while the other is busy."""
    mean, swing = per_minute(11, 1.02), 0.4

    def calls(sign: int) -> tuple[Rate, ...]:
        return daily(lambda second: mean * (1 + sign * swing * wave(second, 10_800)))

    return several((Skill(name="a", rates=calls(1)), Skill(name="b", rates=calls(-1))), {"a": 8, "b": 7, "a b": 7})


def priority(_rng: Random) -> Scenario:
    """Twenty agents; 28 % of the callers have a higher priority."""
    skill = Skill(rates=daily(lambda _: per_minute(20, 0.97)), priorities=((0, 0.72), (10, 0.28)))
    return one_queue(skill, always(20), 20)


def day(rng: Random) -> Scenario:
    """Two peaks, staffed by a forecast that errs by 8 % each day and 7 % each half hour."""
    rates = []
    for number in range(DAYS):
        of_day = rng.gauss(1, 0.08)
        for start in range(0, OPEN_SECONDS, 1800):
            calls = per_minute(1, _forecast(start) * of_day * rng.gauss(1, 0.07))
            rates.append(Rate(number * DAY_SECONDS + start, max(0.0, calls)))
        rates.append(Rate(number * DAY_SECONDS + OPEN_SECONDS, 0))
    shifts = daily_shifts(lambda second: math.ceil(_forecast(second) / 0.96), 1800)
    return one_queue(Skill(rates=tuple(rates)), shifts, 24)


def three_queues(_rng: Random) -> Scenario:
    """Three task queues of very different size with overlapping skills."""
    skills = (
        Skill(name="a", rates=daily(lambda second: per_minute(12, 0.95 + 0.15 * wave(second, 9000)))),
        Skill(name="b", rates=daily(lambda second: per_minute(7, 0.95 - 0.25 * wave(second, 9000)))),
        Skill(name="c", rates=daily(lambda _: per_minute(3, 0.90))),
    )
    return several(skills, {"a": 7, "b": 3, "a b": 5, "b c": 3, "a c": 3, "a b c": 1})


def two_queues(_rng: Random) -> Scenario:
    """Two task queues with the same agents."""
    skills = (
        Skill(name="a", rates=daily(lambda second: per_minute(14, 0.95 + 0.25 * wave(second, 10_800)))),
        Skill(name="b", rates=daily(lambda second: per_minute(6, 0.95 - 0.25 * wave(second, 7200)))),
    )
    return several(skills, {"a b": 20})


def escalation(_chance: Random) -> Scenario:
    """Let callers of a small team go on to a large one after 90 seconds."""
    calls = daily(lambda second: per_minute(8, 1.25 + 0.35 * wave(second, 9000)))
    others = daily(lambda second: per_minute(14, 0.85 - 0.15 * wave(second, 7200)))
    overflow = Escalation(after_seconds=90, task_queue_sid=queue_sid("b"))
    return several(
        (Skill(name="a", rates=calls, escalations=(overflow,)), Skill(name="b", rates=others)), {"a": 8, "b": 16}
    )


def priority_overdue(_chance: Random) -> Scenario:
    """Prefer a fifth of the callers, and those who have waited for two minutes."""
    overdue = Escalation(after_seconds=120, task_queue_sid=queue_sid("a"), priority=10)
    skill = Skill(
        rates=daily(lambda second: per_minute(20, 0.98 + 0.12 * wave(second, 9000))),
        priorities=((0, 0.8), (10, 0.2)),
        escalations=(overdue,),
    )
    return one_queue(skill, always(20), 20)


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
    "escalation": escalation,
    "priority-overdue": priority_overdue,
}


def _forecast(second: float) -> float:
    """Return the forecast of agents kept busy: a peak before noon and a lower one after it."""
    hour = second / 3600
    return 8 + 12 * math.exp(-(((hour - 3) / 1.4) ** 2)) + 10 * math.exp(-(((hour - 7) / 1.6) ** 2))
