"""Reads a workflow's document leniently: no document raises an exception.

Twilio docs, TaskRouter, workflow configuration. Numbers may be written as texts, and unknown fields are ignored.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from waittimes.routing.doubt import Doubt
from waittimes.routing.expression import Expression

MOST_BYTES: Final = 1024 * 1024
"""The longest document that Twilio accepts."""
MOST_NUMBER: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Target:
    """Where a filter sends a task."""

    queue_sid: str
    """The task queue; if the document names none, that of the target before."""
    priority: int | None = None
    """The new priority of the task; None keeps the old one."""
    timeout_seconds: int | None = None
    """The task leaves after this time without an agent; None lets it stay."""
    skip_if: Expression | None = None
    """If this is true for the queue's workers and none is reserved at once, the task leaves at once."""
    worker_expression: Expression | None = None
    """Which of the queue's workers may take the task; None for all of them."""
    known_worker: Expression | None = None
    """The one worker who may take it."""
    doubt: Doubt | None = None
    """Why it is unknown what this target does; else None."""

    @property
    def can_be_left(self) -> bool:
        """Whether a task may go on from here unanswered."""
        return self.doubt is None and (self.timeout_seconds is not None or self.skip_if is not None)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks go to which targets."""

    name: str
    expression: Expression
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow's filters in order, and the target of tasks that match none of them."""

    filters: tuple[Filter, ...] = ()
    default: Target | None = None
    problem: str = ""
    """Why the document cannot be used at all; "" if it can."""

    @property
    def queue_sids(self) -> frozenset[str]:
        """The task queues that tasks can reach."""
        targets = [target for each in self.filters for target in each.targets]
        return frozenset(each.queue_sid for each in (*targets, *filter(None, [self.default])) if each.queue_sid)


def read(document: str | bytes | Mapping[str, Any]) -> Workflow:
    """Return the workflow that the document describes. If it describes none, `problem` says why."""
    found: Any = document
    if isinstance(document, str | bytes):
        if len(document) > MOST_BYTES:
            return Workflow(problem=f"the document is longer than {MOST_BYTES // 1024} KB")
        try:
            found = json.loads(document)
        except RecursionError:
            return Workflow(problem="the document is nested too deeply")
        except ValueError:
            return Workflow(problem="the document is no JSON")
    routing = found.get("task_routing") if isinstance(found, Mapping) else None
    if not isinstance(routing, Mapping):
        return Workflow(problem="the document has no object task_routing")
    filters = _or_empty(routing.get("filters"))
    if not isinstance(filters, list):
        return Workflow(problem="task_routing.filters is no array")
    return Workflow(tuple(_filter(each, number) for number, each in enumerate(filters, 1)), _default(routing))


def _default(routing: Mapping[str, Any]) -> Target | None:
    found = routing.get("default_filter")
    return _target(found, "") if found not in (None, {}, "") else None


def _filter(found: Any, number: int) -> Filter:
    fields = found if isinstance(found, Mapping) else {}
    names = (fields.get("filter_friendly_name"), fields.get("friendly_name"))
    name = next((each for each in names if isinstance(each, str) and each), f"filter {number}")
    expression = fields.get("expression")
    return Filter(
        name,
        Expression(expression if isinstance(expression, str) else ""),
        tuple(_targets(fields.get("targets"))) or (_doubtful("the filter has no targets"),),
    )


def _targets(found: Any) -> Iterator[Target]:
    """Yield the targets up to and including the first one that no task leaves unanswered."""
    queue_sid = ""
    for each in found if isinstance(found, list) else ():
        target = _target(each, queue_sid)
        yield target
        if not target.can_be_left:
            return
        queue_sid = target.queue_sid


def _target(found: Any, queue_sid: str) -> Target:
    if not isinstance(found, Mapping):
        return _doubtful("a target is no object")
    named = _or_empty(found.get("queue"))
    queue_sid = queue_sid if named == [] else named
    numbers = {name: _whole_number(found.get(name)) for name in ("priority", "timeout")}
    timeout = numbers["timeout"]
    if not isinstance(queue_sid, str) or not queue_sid:
        return _doubtful("a target names no task queue")
    if wrong := [name for name, number in numbers.items() if isinstance(number, Doubt)] or ["timeout"] * (timeout == 0):
        return _doubtful(f"the {wrong[0]} of a target is {found[wrong[0]]!r:.40}", queue_sid)
    return Target(
        queue_sid,
        numbers["priority"],
        timeout,
        skip_if=_expression(found, "skip_if"),
        worker_expression=_expression(found, "expression"),
        known_worker=_expression(found, "known_worker_sid") or _expression(found, "known_worker_friendly_name"),
    )


def _doubtful(reason: str, queue_sid: str = "") -> Target:
    return Target(queue_sid, doubt=Doubt(reason))


def _expression(found: Mapping[str, Any], name: str) -> Expression | None:
    text = found.get(name)
    if text in (None, ""):
        return None
    # A value that is not a text is kept as an expression that evaluates to a Doubt.
    return Expression(text if isinstance(text, str) else "")


def _whole_number(value: Any) -> Any:
    """Return the field's number of at least 0, which may be written as a text; None if it is empty; else a Doubt."""
    if value in (None, ""):
        return None
    if (
        isinstance(value, str)
        and value.strip().isascii()
        and value.strip().isdecimal()
        and len(value) <= len(str(MOST_NUMBER))
    ):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_NUMBER:
        return value
    return Doubt("no whole number")


def _or_empty(value: Any) -> Any:
    return [] if value is None or value == "" else value
