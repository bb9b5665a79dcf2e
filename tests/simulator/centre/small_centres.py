"""Contact centres small enough to follow by hand: only tests call, and nothing is random."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.centre.centre import Centre
from simulator.centre.distributions import NEVER, Constant
from simulator.centre.plan import Demand, Group, Plan, Route, Shift, TaskQueue, Workflow, Workspace, always
from simulator.centre.sids import sid
from simulator.centre.task import Task

OPENED_AT = 1_790_000_000.0
RING, TALK, WRAP_UP = 5.0, 100.0, 20.0
BY_HAND = Demand(ring=Constant(RING), talk=Constant(TALK), wrap_up=Constant(WRAP_UP), patience=NEVER)


@dataclass
class Desk:
    """A centre with its task queues named by letters; times are seconds since the opening."""

    centre: Centre
    tasks: list[Task] = field(default_factory=list)

    def at(self, seconds: float) -> "Desk":
        self.centre.advance(OPENED_AT + seconds)
        return self

    def calls(self, queue: str = "a", priority: int = 0) -> Task:
        task = self.centre.create_task(sid("WW", "letters"), {"queue": queue}, priority)
        self.tasks.append(task)
        return task

    def statuses(self) -> list[str]:
        return [task.status for task in self.tasks]


def since_opening(moment: float | None) -> float | None:
    return None if moment is None else moment - OPENED_AT


def queue(name: str, demand: Demand = BY_HAND) -> TaskQueue:
    return TaskQueue(sid=sid("WQ", name), friendly_name=name.upper(), skill=name, demand=demand)


def group(skills: str, agents: int, shifts: tuple[Shift, ...] | None = None) -> Group:
    """Agents with one skill a letter."""
    return Group(name=skills, skills=frozenset(skills), count=agents, shifts=shifts or always(agents))


def plan(
    groups: tuple[Group, ...],
    demands: Mapping[str, Demand] | None = None,
    *,
    name: str = "Letters",
    multi_task_enabled: bool = True,
    period_seconds: float = 86_400,
) -> Plan:
    """Make a plan whose one workflow leads by the attribute `queue`, by default to the first queue."""
    queues = tuple(queue(name, demand) for name, demand in (demands or {"a": BY_HAND}).items())
    routes = tuple(Route(attribute="queue", value=each.skill, task_queue_sid=each.sid) for each in queues)
    letters = Workflow(
        sid=sid("WW", "letters"), friendly_name="Letters", default_queue_sid=queues[0].sid, routes=routes
    )
    return Plan(
        workspace=Workspace.named(name, multi_task_enabled=multi_task_enabled),
        task_queues=queues,
        groups=groups,
        workflows=(letters,),
        period_seconds=period_seconds,
    )


def desk(*groups: Group, queues: str = "a", remember_callers: bool = False) -> Desk:
    whole = plan(groups, dict.fromkeys(queues, BY_HAND))
    return Desk(Centre(whole, seed=7, opened_at=OPENED_AT, remember_callers=remember_callers))
