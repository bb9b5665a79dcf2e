"""Workflows for tests, written short: queues are capital letters, and a route is drawn in one line."""

from typing import Any

from waittimes.routing.doubt import Doubt
from waittimes.routing.route import Path, Route, Step

QUEUES = {letter: f"WQ{number:032x}" for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0xA0)}
_LETTERS = {sid: letter for letter, sid in QUEUES.items()}


def document(*filters: Any, default: Any = None) -> dict[str, Any]:
    """Return a workflow's document; `default` is the letter of a queue, or a default_filter."""
    routing: dict[str, Any] = {"filters": list(filters)}
    if default is not None:
        routing["default_filter"] = to(default) if isinstance(default, str) else default
    return {"task_routing": routing}


def where(expression: Any, *targets: Any, **fields: Any) -> dict[str, Any]:
    """Return a filter."""
    return {"filter_friendly_name": "a filter", "expression": expression, "targets": list(targets), **fields}


def to(letter: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a target; without a letter it names no queue."""
    return ({"queue": QUEUES[letter]} if letter else {}) | fields


def drawn(route: Route) -> str:
    """Return a route as one line: the steps of each path in order, and the paths side by side."""
    return " | ".join(map(_path, route.paths)) or f"unknown: {route.doubt}"


def _path(path: Path) -> str:
    steps = " > ".join(map(_step, path.steps)) or "canceled"
    return steps + (f" else {_step(path.default)}" if path.default else "")


def _step(step: Step) -> str:
    facts = [
        _LETTERS.get(step.queue_sid, "?"),
        f"p{step.priority}" if step.priority else "",
        f"{step.timeout_seconds}s" if step.timeout_seconds is not None else "",
        f"skip[{step.skip_if.text}]" if step.skip_if else "",
        "" if not step.is_narrowed else "narrowed" if step.is_open else "closed",
        f"doubt[{step.doubt}]" if isinstance(step.doubt, Doubt) else "",
    ]
    return " ".join(filter(None, facts))
