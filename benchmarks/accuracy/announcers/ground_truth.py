"""What can be known of a contact centre with one queue and one team: its present, its laws of chance, its rota."""

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, inf
from random import Random

from benchmarks.accuracy.centres.scenarios import DAY_SECONDS
from simulator.centre.centre import Centre
from simulator.centre.distributions import Distribution
from simulator.centre.plan import AVAILABLE, Group
from simulator.centre.task import ASSIGNED, RESERVED, Task

DRAWS = 20_000
"""So many durations of a law stand for it."""


@dataclass(frozen=True, slots=True)
class CentreState:
    """A contact centre at one moment, in seconds since the epoch."""

    at: float
    waiting: tuple[tuple[int, float], ...]
    """Priority and time of the call of everybody in line."""
    busy: tuple[tuple[int, str, float], ...]
    """Number of each agent who has a call, the status of its task, and since when it has that."""
    idle: tuple[int, ...]
    """The numbers of the agents who wait for a call."""


def moment(centre: Centre) -> CentreState:
    """Return what there is to know of a centre with one queue and one team at this moment."""
    (queue,), (team,) = centre.queues.values(), centre.teams
    return CentreState(
        centre.now,
        tuple((task.priority, task.created_at) for task in queue.waiting()),
        tuple((agent.number, agent.task.status, _since(agent.task)) for agent in team.agents if agent.task),
        tuple(agent.number for agent in team.agents if agent.task is None and agent.activity == AVAILABLE),
    )


def _since(task: Task) -> float:
    since = {RESERVED: task.reserved_at, ASSIGNED: task.accepted_at}.get(task.status, task.wrapping_at)
    return since or 0.0


class Durations:
    """A law of chance by many draws from it."""

    def __init__(self, law: Distribution, rng: Random) -> None:
        draw = law.sampler(rng)
        self._sorted = sorted(draw() for _ in range(DRAWS))
        self._chance = rng.random

    def draw(self) -> float:
        """Return how long something lasts that begins."""
        return self._sorted[int(DRAWS * self._chance())]

    def left(self, elapsed_seconds: float) -> float:
        """Return how much longer something lasts that has lasted so long."""
        longer = bisect_right(self._sorted, elapsed_seconds)
        if longer == DRAWS:
            return 0.0
        return self._sorted[longer + int((DRAWS - longer) * self._chance())] - elapsed_seconds


class Rota:
    """Who is on duty when: the agents with the lowest numbers, as many as the timetable says."""

    def __init__(self, group: Group, period_seconds: float, opened_at: float, days: int) -> None:
        periods = range(ceil((days + 1) * DAY_SECONDS / period_seconds))
        self._starts = [
            opened_at + number * period_seconds + shift.from_seconds for number in periods for shift in group.shifts
        ]
        self._available = [shift.available for _ in periods for shift in group.shifts]
        self.agents = group.count

    def is_on_duty(self, agent: int, at: float) -> bool:
        """Tell whether the agent of this number takes calls then."""
        return agent < self._available[bisect_right(self._starts, at) - 1]

    def on_duty_from(self, agent: int, at: float) -> float:
        """Return when the agent next takes calls, from then on; infinite for never."""
        following = bisect_right(self._starts, at)
        later = zip(self._starts[following:], self._available[following:], strict=True)
        return at if self.is_on_duty(agent, at) else next((start for start, count in later if agent < count), inf)
