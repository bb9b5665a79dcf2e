"""The way of a caller whose queue's callers are moved on after timeouts, as the phone predicts it."""

from simulator.centre.plan import Plan
from simulator.centre.task import Task
from waittimes.routing.route import Path, Route, Step


def route_of(plan: Plan, caller: Task) -> Route | None:
    """Return the route of a caller who joins now; None if the queue that they join keeps its callers."""
    (queue,) = (each for each in plan.task_queues if each.sid == caller.first_queue_sid)
    escalations = queue.demand.escalations
    if not escalations:
        return None
    steps, entered, queue_sid, priority = [], 0.0, queue.sid, caller.first_priority
    for each in escalations:
        steps.append(Step(queue_sid, priority, round(each.after_seconds - entered)))
        entered, queue_sid = each.after_seconds, each.task_queue_sid
        priority = priority if each.priority is None else each.priority
    return Route((Path((*steps, Step(queue_sid, priority))),))
