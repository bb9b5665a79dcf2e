"""A route as text: each filter with its reason, then the targets on the caller's way."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ops.layout import clock_time, columns
from waittimes.routing.doubt import Doubt
from waittimes.routing.expression import Expression
from waittimes.routing.route import Path, Route, Step, Tried
from waittimes.routing.syntax import Bare, Comparison, Condition, Every, Mixed, Operand, Reference, Scope, Some
from waittimes.wait import Wait

LONGEST_EXPRESSION, LONGEST_VALUE = 60, 30
MARKS = {True: "yes", False: "no"}


def filters(route: Route, attributes: dict[str, Any]) -> str:
    """Return a row for each filter: whether it matches, its name, its expression, and why."""
    rows = [
        (f"  {_mark(each)}", each.filter.name, _short(each.filter.expression), why(each, attributes))
        for each in route.trace
    ]
    return columns(rows) if rows else "  the workflow has no filters"


def ways(route: Route, waits: Mapping[str, Wait]) -> Iterator[str]:
    """Yield the lines of each way that the caller may go; `waits` are the records of its queues by SID."""
    if not route.paths:
        yield f"Where the caller goes is unknown: {route.doubt}"
    for number, path in enumerate(route.paths, 1):
        yield "The caller goes to:" if route.is_certain else f"Way {number} of {len(route.paths)}, the caller goes to:"
        yield columns(list(_rows(path, waits))) if path.steps else "  no task queue: the task is canceled at once"


def _mark(tried: Tried) -> str:
    return "?" if isinstance(tried.truth, Doubt) else MARKS[tried.truth]


def _short(expression: Expression) -> str:
    text = " ".join(expression.text.split())
    return text if len(text) <= LONGEST_EXPRESSION else f"{text[: LONGEST_EXPRESSION - 3]}..."


def why(tried: Tried, attributes: dict[str, Any]) -> str:
    """Return why a filter matches or not: the attributes that it looks at, or what is unknown."""
    if isinstance(tried.truth, Doubt):
        return str(tried.truth)
    condition = tried.filter.expression.condition
    found = {} if isinstance(condition, Doubt) else dict(_values(condition, attributes))
    return ", ".join(f"{name} is {value}" for name, value in found.items())


def _values(condition: Condition, attributes: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each reference of the condition, as it is written, with its value."""
    if isinstance(condition, Every | Some | Mixed):
        for term in condition.terms:
            yield from _values(term, attributes)
        return
    operands: list[Operand] = []
    if isinstance(condition, Comparison):
        operands = [condition.left, condition.right]
    elif isinstance(condition, Bare):
        operands = [condition.operand]
    for operand in operands:
        if isinstance(operand, Reference):
            yield _spelt(operand), _shown(operand.resolve(Scope(attributes)))


def _spelt(reference: Reference) -> str:
    first, *rest = reference.path
    return str(first) + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)


def _shown(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, Doubt):
        return "unknown"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


def _rows(path: Path, waits: Mapping[str, Wait]) -> Iterator[tuple[str, ...]]:
    for step in path.steps:
        yield _row(step, waits, _stay(step))
    if path.default:
        yield _row(path.default, waits, "when all are skipped")


def _row(step: Step, waits: Mapping[str, Wait], stay: str) -> tuple[str, ...]:
    wait = waits.get(step.queue_sid)
    name = wait.queue_name if wait else step.queue_sid or "an unknown task queue"
    return (f"  {name}", f"priority {step.priority}", stay, _who(step), _wait(step, wait))


def _stay(step: Step) -> str:
    skipped = [f"skipped if {step.skip_if.text}"] if step.skip_if else []
    waited = f"for {step.timeout_seconds} s" if step.timeout_seconds is not None else "until answered"
    return ", ".join([waited, *skipped])


def _who(step: Step) -> str:
    if step.doubt is not None:
        return str(step.doubt)
    return "" if not step.is_narrowed else "some of its workers" if step.is_open else "no worker may answer"


def _wait(step: Step, wait: Wait | None) -> str:
    if wait is None:
        return "the table holds no wait"
    estimate = wait.by_priority.get(step.priority, wait.estimate)
    return f"wait {clock_time(estimate.seconds)} ({wait.basis.value})"
