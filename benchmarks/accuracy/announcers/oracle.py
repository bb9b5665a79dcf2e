"""An oracle that knows everything about the state at the last poll, for one task queue with one team of agents.

It knows each agent's call and how long it has lasted, who waits and since when, every distribution, the arrival rates
to come, and the rota; it does not know what chance will bring. It plays many futures and announces the median of the
waits in them. No forecast has a smaller mean absolute error than the median, so the remaining error cannot be avoided.
"""

from bisect import bisect_right
from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from math import inf
from random import Random
from typing import NamedTuple

from benchmarks.accuracy.announcers.ground_truth import CentreState, Durations, Rota
from simulator.centre.plan import Plan
from simulator.centre.task import ASSIGNED, RESERVED
from waittimes.wait import Estimate

ORACLE = "oracle"
SCENARIOS = ("moderate", "overload", "ramp", "spike", "lunch", "small", "large", "priority", "day")
"""The scenarios with one queue and one team."""
FUTURES = 60
LOW, HIGH = 0.1, 0.9


class Waiting(NamedTuple):
    """A waiting caller; callers are served in the order of these tuples."""

    rank: int
    """The negative task priority."""
    created_at: float
    hangs_up_at: float = inf
    is_asking: bool = False
    """Whether this is the caller whose wait the oracle is asked for."""


class Oracle:
    """Announces waits in the contact centre of this plan."""

    def __init__(self, plan: Plan, opened_at: float, days: int, rng: Random) -> None:
        (queue,), (group,) = plan.task_queues, plan.groups
        demand = queue.demand
        self._ring, self._talk = Durations(demand.ring, rng), Durations(demand.talk, rng)
        self._wrap_up, self._patience = Durations(demand.wrap_up, rng), Durations(demand.patience, rng)
        self._priorities = [priority for priority, _ in demand.priorities]
        self._shares = [share for _, share in demand.priorities]
        self._starts = [rate.from_seconds for rate in demand.rates]
        self._per_second = [rate.per_minute / 60 for rate in demand.rates]
        self._period_seconds, self._opened_at = plan.period_seconds, opened_at
        self._rota = Rota(group, plan.period_seconds, opened_at, days)
        self._rng = rng

    def wait(self, known: CentreState, at: float, priority: int) -> Estimate:
        """Return the wait of a caller who calls at the time `at` after this state, finds no free agent and stays."""
        turns = [self._turn(known, at, priority) for _ in range(FUTURES)]
        waits = sorted(turn - at + self._ring.draw() for turn in turns if turn > at) or [0.0]
        low, middle, high = (waits[int(part * (len(waits) - 1))] for part in (LOW, 0.5, HIGH))
        return Estimate(middle, low, high)

    def _turn(self, known: CentreState, at: float, priority: int) -> float:
        """Play one future, and return when an agent takes this caller's call."""
        agents, line = self._agents(known), self._line(known)
        comers = self._comers(known.at, at, priority)
        comer = next(comers)
        while True:
            free_at, agent = heappop(agents)
            while comer.created_at <= free_at or not line:
                heappush(line, comer)
                comer = next(comers)
            first = heappop(line)
            starts_at = max(free_at, first.created_at)
            if not self._rota.is_on_duty(agent, starts_at):
                heappush(line, first)
                heappush(agents, (self._rota.on_duty_from(agent, starts_at), agent))
            elif first.hangs_up_at <= starts_at:
                heappush(agents, (free_at, agent))
            elif first.is_asking:
                return starts_at
            else:
                answered_at = starts_at + self._ring.draw()
                is_gone = first.hangs_up_at < answered_at
                over_at = first.hangs_up_at if is_gone else answered_at + self._talk.draw() + self._wrap_up.draw()
                heappush(agents, (over_at, agent))

    def _agents(self, known: CentreState) -> list[tuple[float, int]]:
        """Return a heap of agents: when each is free, and their number."""
        free_at = {agent: known.at + self._left(status, known.at - since) for agent, status, since in known.busy}
        free_at |= dict.fromkeys(known.idle, known.at)
        absent = set(range(self._rota.agents)) - free_at.keys()
        free_at |= {agent: self._rota.on_duty_from(agent, known.at) for agent in absent}
        heap = [(at, agent) for agent, at in free_at.items()]
        heapify(heap)
        return heap

    def _left(self, status: str, elapsed_seconds: float) -> float:
        if status == RESERVED:
            return self._ring.left(elapsed_seconds) + self._talk.draw() + self._wrap_up.draw()
        if status == ASSIGNED:
            return self._talk.left(elapsed_seconds) + self._wrap_up.draw()
        return self._wrap_up.left(elapsed_seconds)

    def _line(self, known: CentreState) -> list[Waiting]:
        heap = [
            Waiting(-priority, created_at, known.at + self._patience.left(known.at - created_at))
            for priority, created_at in known.waiting
        ]
        heapify(heap)
        return heap

    def _comers(self, since: float, at: float, priority: int) -> Iterator[Waiting]:
        """Yield the callers who arrive, in order; after the caller in question, only those who overtake them."""
        came_at = self._next_call(since)
        while came_at < at:
            yield Waiting(-self._priority(), came_at, came_at + self._patience.draw())
            came_at = self._next_call(came_at)
        yield Waiting(-priority, at, is_asking=True)
        while priority < max(self._priorities):
            comer = Waiting(-self._priority(), came_at, came_at + self._patience.draw())
            if -comer.rank > priority:
                yield comer
            came_at = self._next_call(came_at)
        while True:
            yield Waiting(0, inf)

    def _priority(self) -> int:
        return self._rng.choices(self._priorities, self._shares)[0] if len(self._shares) > 1 else self._priorities[0]

    def _next_call(self, since: float) -> float:
        """Return the time of the next call, by thinning calls at the highest rate to the current one."""
        most = max(self._per_second)
        while True:
            since += self._rng.expovariate(most)
            step = bisect_right(self._starts, (since - self._opened_at) % self._period_seconds) - 1
            if self._rng.random() * most < self._per_second[step]:
                return since
