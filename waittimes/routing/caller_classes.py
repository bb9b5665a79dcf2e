"""The classes of callers to which a workflow leads."""

from collections.abc import Iterator

from waittimes.routing.workflow import Target, Workflow
from waittimes.score import CallerClass


def classes_of(workflow: Workflow, priority: int) -> frozenset[CallerClass]:
    """Return the classes of this workflow's callers, where a caller waits in one queue only.

    They have the task priority `priority` where the workflow sets none.
    """
    return frozenset(
        CallerClass(target.queue_sid, priority if target.priority is None else target.priority)
        for target in _only_targets(workflow)
    )


def _only_targets(workflow: Workflow) -> Iterator[Target]:
    """Yield the targets at which a caller's way both begins and ends."""
    if workflow.default is not None and workflow.default.doubt is None:
        yield workflow.default
    for each in workflow.filters:
        first = each.targets[0]
        if first.doubt is None and not first.can_be_left:
            yield first
