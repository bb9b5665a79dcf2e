"""The contact centre of the demo: six task queues in one workspace, each in a different state."""

from simulator.centre.plan import Demand, Group, Plan, Route, Shift, TaskQueue, Workflow, Workspace, always, steady
from simulator.centre.sids import sid

NAME = "Harbour Street"
SEED = 11
"""After an hour with this seed: Sales keeps callers waiting for minutes, Support and Billing share agents, Orders has
agents free and nobody waiting, Partners has answered nobody for a quarter of an hour, Weekend has nobody on duty."""
DEPARTMENT = "department"

_CALLS_PER_MINUTE = {
    "Sales": 2.7,
    "Support": 1.5,
    "Billing": 1.0,
    "Orders": 0.6,
    "Partners": 0.02,
    "Weekend": 0.1,
}


def example_plan(*, multi_task_enabled: bool = True) -> Plan:
    """Return the plan. Its workflow routes by the task attribute `department`: a queue's name in lower case."""
    task_queues = tuple(_task_queue(name, calls) for name, calls in _CALLS_PER_MINUTE.items())
    routes = tuple(Route(attribute=DEPARTMENT, value=queue.skill, task_queue_sid=queue.sid) for queue in task_queues)
    phone = Workflow(
        sid=sid("WW", f"{NAME}/Phone"),
        friendly_name="Phone",
        default_queue_sid=task_queues[0].sid,
        routes=routes,
    )
    return Plan(
        workspace=Workspace.named(NAME, multi_task_enabled=multi_task_enabled),
        task_queues=task_queues,
        groups=(
            _group("Sales", 12),
            _group("Support", 4),
            _group("Billing", 3),
            _group("Support and Billing", 6),
            _group("Orders", 8),
            _group("Partners", 2),
            Group(name="Weekend", skills=frozenset({"weekend"}), count=3, shifts=(Shift(0, 0),)),
        ),
        workflows=(phone,),
    )


def _task_queue(name: str, calls_per_minute: float) -> TaskQueue:
    return TaskQueue(
        sid=sid("WQ", f"{NAME}/{name}"),
        friendly_name=name,
        skill=name.lower(),
        demand=Demand(rates=steady(calls_per_minute)),
    )


def _group(name: str, count: int) -> Group:
    return Group(name=name, skills=frozenset(name.lower().split(" and ")), count=count, shifts=always(count))
