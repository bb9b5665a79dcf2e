"""The ground truth of a contact centre with one queue and one team: its state, its distributions, its rota."""

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, inf
from random import Random

from benchmarks.accuracy.centres.scenario_parts import DAY_SECONDS
from simulator.centre.centre import Centre
from simulator.centre.distributions import Distribution
from simulator.centre.plan import AVAILABLE, Group
from simulator.centre.task import ASSIGNED, RESERVED, Task

DRAWS = 20_000
"""The number of drawn durations that represent a distribution."""


@dataclass(frozen=True, slots=True)
class CentreState:
    """The state of a contact centre at the time `at`, in seconds since the epoch."""

    at: float
    waiting: tuple[tuple[int, float], ...]
    """Priority and time of the call of every waiting caller."""
    busy: tuple[tuple[int, str, float], ...]
    """Of each agent with a call: the agent's number, the status of the task, and since when it has that status."""
    idle: tuple[int, ...]
    """The numbers of the idle agents."""


def state_of(centre: Centre) -> CentreState:
    """Return the current state of a centre with one queue and one team."""
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
    """A distribution, represented by many draws from it."""

    def __init__(self, distribution: Distribution, rng: Random) -> None:
        draw = distribution.sampler(rng)
        self._sorted = sorted(draw() for _ in range(DRAWS))
        self._random = rng.random

    def draw(self) -> float:
        """Return a duration."""
        return self._sorted[int(DRAWS * self._random())]

    def left(self, elapsed_seconds: float) -> float:
        """Return the remaining duration, given that `elapsed_seconds` have passed."""
        longer = bisect_right(self._sorted, elapsed_seconds)
        if longer == DRAWS:
            return 0.0
        return self._sorted[longer + int((DRAWS - longer) * self._random())] - elapsed_seconds


class Rota:
    """The rota: on duty are the agents with the lowest numbers, as many as the timetable says."""

    def __init__(self, group: Group, period_seconds: float, opened_at: float, days: int) -> None:
        periods = range(ceil((days + 1) * DAY_SECONDS / period_seconds))
        self._starts = [
            opened_at + number * period_seconds + shift.from_seconds for number in periods for shift in group.shifts
        ]
        self._available = [shift.available for _ in periods for shift in group.shifts]
        self.agents = group.count

    def is_on_duty(self, agent: int, at: float) -> bool:
        """Return whether the agent of this number takes calls at the time `at`."""
        return agent < self._available[bisect_right(self._starts, at) - 1]

    def on_duty_from(self, agent: int, at: float) -> float:
        """Return the first time from `at` on at which the agent takes calls; infinite for never."""
        following = bisect_right(self._starts, at)
        later = zip(self._starts[following:], self._available[following:], strict=True)
        return at if self.is_on_duty(agent, at) else next((start for start, count in later if agent < count), inf)
