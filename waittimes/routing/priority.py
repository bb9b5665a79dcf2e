"""Whether a workflow overrides the priority with which a task comes.

A target's priority replaces the task's (Twilio docs, TaskRouter, workflow configuration). Where that happens, nobody
can be put at the head of a queue by priority.
"""

from collections.abc import Iterator

from waittimes.routing.workflow import Target, Workflow


def overridden(workflow: Workflow, queue_sid: str) -> str:
    """Return a sentence that says why a task's own priority does not count in this task queue; "" if it counts."""
    if workflow.problem:
        return f"the workflow cannot be read: {workflow.problem}"
    for name, target in _targets(workflow):
        if target.queue_sid != queue_sid:
            continue
        if target.doubt is not None:
            return f"{name} of the workflow is unclear: {target.doubt}"
        if target.priority is not None:
            return f"{name} of the workflow gives every task priority {target.priority}"
    return ""


def _targets(workflow: Workflow) -> Iterator[tuple[str, Target]]:
    for each in workflow.filters:
        yield from ((f"filter {each.name!r}", target) for target in each.targets)
    if workflow.default is not None:
        yield "the default filter", workflow.default
