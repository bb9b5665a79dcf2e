"""Task queues whose calls come, wait, are answered and hang up by chance, as TaskRouter lists them minute by minute."""

import heapq
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from poller.estimation.statistics import WINDOW_SECONDS
from tests.fakes.statistics_source import AVAILABLE, Entry, cumulative, realtime

MINUTE_SECONDS = 60.0


@dataclass
class SimulatedQueue:
    """One queue, M/M/n+M: exponential times between calls, of handling and of patience; seconds since it opened."""

    draws: random.Random
    agents: int
    seconds_between_calls: float
    handle_seconds: float
    patience_seconds: float
    _line: deque[tuple[float, float]] = field(default_factory=deque)
    """When each waiting caller came, and when they hang up."""
    _free_at: list[float] = field(default_factory=list)
    """When each busy agent becomes free, as a heap."""
    _entered: deque[float] = field(default_factory=deque)
    _accepted: deque[tuple[float, float]] = field(default_factory=deque)
    """When each call was answered, and its wait."""
    _canceled: deque[float] = field(default_factory=deque)

    @classmethod
    def drawn(cls, seed: str) -> "SimulatedQueue":
        """Return a queue of 2 to 25 agents, whose load is between slack and a jam."""
        draws = random.Random(seed)
        agents, handle_seconds = draws.randint(2, 25), draws.uniform(150, 400)
        load = draws.uniform(0.75, 1.15)
        return cls(draws, agents, handle_seconds / agents / load, handle_seconds, draws.uniform(200, 600))

    def minutes(self) -> Iterator[Entry]:
        """Yield the entry of the list at the end of each minute."""
        comes_at, now = self._drawn(self.seconds_between_calls), 0.0
        while True:
            now += MINUTE_SECONDS
            while comes_at < now:
                self._answer_until(comes_at)
                self._entered.append(comes_at)
                self._line.append((comes_at, comes_at + self._drawn(self.patience_seconds)))
                comes_at += self._drawn(self.seconds_between_calls)
            self._answer_until(now)
            yield self._entry(now)

    def _drawn(self, mean: float) -> float:
        return self.draws.expovariate(1 / mean)

    def _answer_until(self, now: float) -> None:
        """Give every agent who is free by `now` the caller who has waited longest."""
        while self._line and (len(self._free_at) < self.agents or self._free_at[0] <= now):
            free_at = heapq.heappop(self._free_at) if len(self._free_at) == self.agents else 0.0
            came_at, hangs_up_at = self._line.popleft()
            answered_at = max(came_at, free_at)
            if hangs_up_at < answered_at:
                self._canceled.append(hangs_up_at)
                if free_at:
                    heapq.heappush(self._free_at, free_at)
            else:
                self._accepted.append((answered_at, answered_at - came_at))
                heapq.heappush(self._free_at, answered_at + self._drawn(self.handle_seconds))

    def _entry(self, now: float) -> Entry:
        hung_up = [each for each in self._line if each[1] <= now]
        self._canceled.extend(hangs_up_at for _, hangs_up_at in hung_up)
        self._line = deque(each for each in self._line if each[1] > now)
        began = now - WINDOW_SECONDS
        self._entered = deque(at for at in self._entered if at > began)
        self._accepted = deque(each for each in self._accepted if each[0] > began)
        self._canceled = deque(at for at in self._canceled if at > began)
        waits = [wait for _, wait in self._accepted]
        return entry(
            agents=self.agents,
            busy=sum(free_at > now for free_at in self._free_at),
            waiting=len(self._line),
            longest_seconds=int(now - self._line[0][0]) if self._line else 0,
            entered=len(self._entered),
            answered=len(waits),
            hung_up=len(self._canceled),
            mean_seconds=round(sum(waits) / len(waits)) if waits else 0,
        )


def entry(  # noqa: PLR0913 - a number for each statistic
    *,
    agents: int,
    busy: int = 0,
    waiting: int = 0,
    longest_seconds: int = 0,
    entered: int = 0,
    answered: int = 0,
    hung_up: int = 0,
    mean_seconds: int = 0,
) -> Entry:
    """Return the entry of a task queue with these numbers; without calls by default."""
    return Entry(
        realtime(
            activity_statistics=[{"sid": AVAILABLE, "friendly_name": "Available", "workers": agents}],
            longest_task_waiting_age=longest_seconds,
            tasks_by_priority={"0": waiting} if waiting else {},
            tasks_by_status={"pending": waiting, "reserved": 0, "assigned": busy, "wrapping": 0},
            total_available_workers=agents,
            total_eligible_workers=agents,
            total_tasks=waiting + busy,
        ),
        cumulative(mean_seconds, tasks_entered=entered, reservations_accepted=answered, tasks_canceled=hung_up),
    )
