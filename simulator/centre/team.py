"""Agents, and the teams of those with the same skills and hours."""

from collections import deque
from typing import TYPE_CHECKING

from simulator.centre.plan import AVAILABLE, BREAK, OFFLINE, Group, Shift
from simulator.centre.sids import sid

if TYPE_CHECKING:
    from simulator.centre.task import Task


class Agent:
    """One agent: their Activity, the Activity that the timetable wants (`duty`), and the call they have."""

    __slots__ = ("activity", "duty", "idle_since", "number", "task", "team")

    def __init__(self, team: "Team", number: int) -> None:
        self.team = team
        self.number = number
        self.activity = OFFLINE
        self.duty = OFFLINE
        self.idle_since = 0.0
        self.task: Task | None = None

    @property
    def sid(self) -> str:
        """The SID of the agent's Worker (WK...)."""
        return sid("WK", f"{self.team.group.name}/{self.number}")


class Team:
    """A group at work. `idle` holds its free agents, the longest idle first; `activities` counts agents by Activity."""

    __slots__ = ("activities", "agents", "group", "idle", "reserved", "shifts_begun")

    def __init__(self, group: Group) -> None:
        self.group = group
        self.agents = [Agent(self, number) for number in range(group.count)]
        self.idle: deque[Agent] = deque()
        self.activities = {OFFLINE: group.count, AVAILABLE: 0, BREAK: 0}
        self.reserved = 0
        self.shifts_begun = 0

    def begin_shift(self) -> None:
        """Set every agent's duty for the next step of the timetable."""
        shift = self.group.shifts[self.shifts_begun % len(self.group.shifts)]
        self.shifts_begun += 1
        for agent in self.agents:
            agent.duty = _duty(agent.number, shift)

    def next_shift_seconds(self, period_seconds: float) -> float:
        """Return when the timetable's next step begins, in seconds since the opening."""
        cycle, step = divmod(self.shifts_begun, len(self.group.shifts))
        return cycle * period_seconds + self.group.shifts[step].from_seconds

    def clock(self, agent: Agent) -> None:
        """Change the agent's Activity to their duty."""
        self.activities[agent.activity] -= 1
        self.activities[agent.duty] += 1
        agent.activity = agent.duty


def _duty(number: int, shift: Shift) -> str:
    if number < shift.available:
        return AVAILABLE
    return BREAK if number < shift.available + shift.on_break else OFFLINE
