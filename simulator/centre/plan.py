"""The description of a contact centre: its workspace, task queues, workflows, agents and callers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulator.centre.distributions import Distribution, Lognormal, Uniform
from simulator.centre.sids import sid

RING, TALK, WRAP_UP, PATIENCE = Uniform(2, 8), Lognormal(270, 0.9), Lognormal(30, 0.8), Lognormal(900, 1.2)
"""The usual distributions of a call's parts, in seconds."""

OFFLINE, AVAILABLE, BREAK, RESERVED, BUSY = "Offline", "Available", "Break", "Reserved", "Busy"


@dataclass(frozen=True, slots=True)
class Activity:
    """An Activity of TaskRouter. Agents are offered calls only in an available one."""

    sid: str
    friendly_name: str
    available: bool


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace. With multi-tasking (Twilio's default) an agent on a call stays in the Available Activity."""

    sid: str
    friendly_name: str
    multi_task_enabled: bool
    activities: tuple[Activity, ...]

    @classmethod
    def named(cls, name: str, *, multi_task_enabled: bool = True) -> "Workspace":
        """Return a workspace with the Activities that its task mode needs: single-tasking adds Reserved and Busy."""
        kinds = (OFFLINE, AVAILABLE, BREAK) if multi_task_enabled else (OFFLINE, AVAILABLE, BREAK, RESERVED, BUSY)
        activities = tuple(Activity(sid("WA", f"{name}/{kind}"), kind, kind == AVAILABLE) for kind in kinds)
        return cls(sid("WS", name), name, multi_task_enabled, activities)

    def activity(self, name: str) -> Activity | None:
        """Return the Activity of this friendly name; None where the workspace has none."""
        return next((activity for activity in self.activities if activity.friendly_name == name), None)


@dataclass(frozen=True, slots=True)
class Rate:
    """The arrival rate from this second of the timetable on."""

    from_seconds: float
    per_minute: float


@dataclass(frozen=True, slots=True)
class Shift:
    """From this second of the timetable on, a group's first `available` agents work; the next `on_break` rest."""

    from_seconds: float
    available: int
    on_break: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A workflow's next target after a timeout: the queue to which a caller of this age moves, keeping the age."""

    after_seconds: float
    task_queue_sid: str
    priority: int | None = None
    """The task's priority from then on; None leaves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The callers of one task queue: their arrival rates, their priorities, and the distributions of durations.

    `priorities` pairs each task priority with its share of the callers; `escalations` follow one another in time.
    """

    rates: tuple[Rate, ...] = ()
    priorities: tuple[tuple[int, float], ...] = ((0, 1.0),)
    ring: Distribution = RING
    talk: Distribution = TALK
    wrap_up: Distribution = WRAP_UP
    patience: Distribution = PATIENCE
    escalations: tuple[Escalation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQueue:
    """A task queue, served by the agents who have its skill."""

    sid: str
    friendly_name: str
    skill: str
    demand: Demand = Demand()

    @property
    def target_workers(self) -> str:
        """The expression that selects its workers, as TaskRouter writes it."""
        return f"skills HAS '{self.skill}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A filter of a workflow: tasks with this attribute go to this queue, at this priority if one is set."""

    attribute: str
    value: str
    task_queue_sid: str
    priority: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """Sends a task to the queue of the first route that matches, or else to the default queue."""

    sid: str
    friendly_name: str
    default_queue_sid: str
    routes: tuple[Route, ...] = ()

    def route(self, attributes: Mapping[str, object]) -> tuple[str, int | None]:
        """Return the SID of the queue to which these task attributes lead, and the priority that the route sets."""
        for route in self.routes:
            if attributes.get(route.attribute) == route.value:
                return route.task_queue_sid, route.priority
        return self.default_queue_sid, None

    @property
    def configuration(self) -> str:
        """The workflow document, as the JSON string that TaskRouter keeps."""
        filters = [_filter(route) for route in self.routes]
        return json.dumps({"task_routing": {"filters": filters, "default_filter": {"queue": self.default_queue_sid}}})


def _filter(route: Route) -> dict[str, object]:
    target: dict[str, object] = {"queue": route.task_queue_sid}
    if route.priority is not None:
        target["priority"] = route.priority
    return {
        "filter_friendly_name": f"{route.attribute} {route.value}",
        "expression": f"{route.attribute} == '{route.value}'",
        "targets": [target],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Agents with the same skills and hours. Raises ValueError when a shift needs more agents than there are."""

    name: str
    skills: frozenset[str]
    count: int
    shifts: tuple[Shift, ...]

    def __post_init__(self) -> None:
        if any(shift.available + shift.on_break > self.count for shift in self.shifts):
            raise ValueError(f"group {self.name}: more agents on duty than its {self.count}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole contact centre. Its timetables repeat after `period_seconds`.

    Raises ValueError for a timetable that does not begin at 0, does not rise, or outlasts the period.
    """

    workspace: Workspace
    task_queues: tuple[TaskQueue, ...]
    groups: tuple[Group, ...]
    workflows: tuple[Workflow, ...] = ()
    period_seconds: float = 86_400.0

    def __post_init__(self) -> None:
        for queue in self.task_queues:
            self._check(queue.friendly_name, [rate.from_seconds for rate in queue.demand.rates])
        for group in self.groups:
            self._check(group.name, [shift.from_seconds for shift in group.shifts])

    def _check(self, name: str, starts: Sequence[float]) -> None:
        if starts and (starts[0] != 0 or starts[-1] >= self.period_seconds):
            raise ValueError(f"{name}: the timetable must begin at 0 and end before {self.period_seconds:g} seconds")
        if any(later <= earlier for earlier, later in pairwise(starts)):
            raise ValueError(f"{name}: the steps of the timetable must rise")


def steady(calls_per_minute: float) -> tuple[Rate, ...]:
    """Return a timetable with the same arrival rate all day."""
    return (Rate(0, calls_per_minute),)


def always(available: int) -> tuple[Shift, ...]:
    """Return a timetable with the same number of agents all day."""
    return (Shift(0, available),)
