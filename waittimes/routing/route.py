"""Predicts where a workflow sends a caller. Filters are tried from top to bottom, and their targets in order.

Source: Twilio docs, TaskRouter, workflow configuration and task lifecycle. An unknown filter may match or not, so a
route may have several paths. Nothing is guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from waittimes.routing.doubt import Doubt, Truth
from waittimes.routing.expression import Expression
from waittimes.routing.syntax import Scope
from waittimes.routing.workflow import Filter, Target, Workflow

MOST_PATHS: Final = 16
"""If unknown filters allow more paths than this, the route is unknown."""

MOST_TARGETS: Final = 32
"""The route of a caller is followed through at most this many targets."""
_TOO_FAR: Final = (Target("", doubt=Doubt(f"more than {MOST_TARGETS} targets")),)


@dataclass(frozen=True, slots=True)
class Step:
    """A target as one caller meets it."""

    queue_sid: str
    priority: int
    """The task's priority in this queue: the target's, else the priority with which it came."""
    timeout_seconds: int | None = None
    skip_if: Expression | None = None
    is_narrowed: bool = False
    """Whether the target allows only some of the queue's workers, only one, or an unknown set."""
    is_open: bool = True
    """False if no worker may answer at all, so that the caller waits for the timeout."""
    doubt: Doubt | None = None
    """Why it is unknown what happens at this step; else None."""

    @property
    def can_be_left(self) -> bool:
        """Whether the caller may go on from here unanswered."""
        return self.timeout_seconds is not None or self.skip_if is not None


@dataclass(frozen=True, slots=True)
class Path:
    """One way that a caller may go."""

    steps: tuple[Step, ...]
    """The steps in order; none if no filter matches, because the task is canceled then."""
    default: Step | None = None
    """Where the caller goes if every step is skipped. If the last step times out, the task is canceled instead."""


class Tried(NamedTuple):
    """A filter, and whether its expression is true for this caller."""

    filter: Filter
    truth: Truth


@dataclass(frozen=True, slots=True)
class Route:
    """Where a caller goes."""

    paths: tuple[Path, ...]
    """One path if everything is known; none if the whole route is unknown."""
    trace: tuple[Tried, ...] = ()
    """Every filter of the workflow, in order."""
    doubt: Doubt | None = None
    """Why the route has no paths, or more than one."""

    @property
    def is_certain(self) -> bool:
        """Whether the caller can go only one way."""
        return len(self.paths) == 1

    @property
    def targets(self) -> tuple[Step, ...]:
        """The steps of the only path; empty where there are several, or none."""
        return self.paths[0].steps if self.is_certain else ()

    @property
    def queue_sids(self) -> frozenset[str]:
        """Every task queue that the caller may reach."""
        steps = (step for path in self.paths for step in (*path.steps, *filter(None, [path.default])))
        return frozenset(step.queue_sid for step in steps if step.queue_sid)


def predict(workflow: Workflow, attributes: dict[str, Any], *, priority: int = 0) -> Route:
    """Return where the workflow sends a task with these attributes and this priority. An attribute may be a Doubt."""
    if workflow.problem:
        return Route((), doubt=Doubt(workflow.problem))
    scope = Scope(attributes)
    trace = tuple(Tried(each, each.expression.truth(scope)) for each in workflow.filters)
    ways = _ways(trace)
    doubt = next((each.truth for each in trace if isinstance(each.truth, Doubt)), None)
    if ways is None:
        return Route((), trace, doubt)
    task = _Task(attributes, priority, scope.steps_left)
    # Filters that lead to the same targets make the same path, whichever of them matches.
    paths = tuple(dict.fromkeys(task.path(targets, workflow.default) for targets in ways))
    return Route(paths, trace, None if len(paths) == 1 else doubt)


def _ways(trace: Iterable[Tried]) -> list[tuple[Target, ...]] | None:
    """Return, for each way, the targets in order; None if there are more ways than `MOST_PATHS`."""
    ways: list[tuple[Target, ...]] = [()]
    for each in reversed(tuple(trace)):
        if each.truth is False:
            continue
        targets = each.filter.targets
        entered = [_joined(targets, rest) for rest in ways] if targets[-1].can_be_left else [targets]
        ways = entered if each.truth is True else list(dict.fromkeys([*entered, *ways]))
        if len(ways) > MOST_PATHS:
            return None
    return ways


def _joined(targets: tuple[Target, ...], rest: tuple[Target, ...]) -> tuple[Target, ...]:
    together = targets + rest
    return together if len(together) <= MOST_TARGETS else together[:MOST_TARGETS] + _TOO_FAR


@dataclass(slots=True)
class _Task:
    attributes: dict[str, Any]
    priority: int
    steps_left: int

    def path(self, targets: tuple[Target, ...], default: Target | None) -> Path:
        """Return the steps of this task through the targets. A priority stays until another target sets one."""
        priority, steps = self.priority, list[Step]()
        for target in targets or filter(None, [default]):
            priority = priority if target.priority is None else target.priority
            steps.append(self._step(target, priority))
        if not targets or default is None or not all(target.skip_if for target in targets):
            return Path(tuple(steps))
        return Path(tuple(steps), self._step(default, priority if default.priority is None else default.priority))

    def _step(self, target: Target, priority: int) -> Step:
        workers = self._workers(target)
        return Step(
            target.queue_sid,
            priority,
            target.timeout_seconds,
            target.skip_if,
            is_narrowed=workers is not True,
            is_open=workers is not False,
            doubt=target.doubt,
        )

    def _workers(self, target: Target) -> Truth:
        """Return True if every worker of the queue may answer, False if none may, else a Doubt."""
        scope = Scope(
            {"task": self.attributes, "worker": Doubt("which worker answers is known later")}, self.steps_left
        )
        if target.known_worker is not None:
            worker = target.known_worker.value(scope)
            return False if worker is None and target.known_worker.text.startswith("task.") else Doubt("one worker")
        return True if target.worker_expression is None else target.worker_expression.truth(scope)
