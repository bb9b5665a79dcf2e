"""What `route --json` prints of a caller's way."""

from collections.abc import Mapping
from typing import Any

from ops.waits.route_drawing import why
from waittimes.routing.doubt import Doubt
from waittimes.routing.route import Path, Route, Step, Tried
from waittimes.wait import Wait


def of_route(route: Route, attributes: dict[str, Any], waits: Mapping[str, Wait]) -> dict[str, Any]:
    """Return the filters and the ways of the caller; `waits` are the records of its queues by SID."""
    return {
        "filters": [_filter(each, attributes) for each in route.trace],
        "ways": [{"targets": _targets(each, waits)} for each in route.paths],
        "doubt": str(route.doubt) if route.doubt else None,
    }


def of_wait(wait: Wait | None) -> dict[str, Any] | None:
    """Return the wait on the caller's way, None where no number would be true."""
    if wait is None:
        return None
    estimate = wait.estimate
    return {
        "wait_seconds": estimate.seconds,
        "low_seconds": estimate.low_seconds,
        "high_seconds": estimate.high_seconds,
        "basis": wait.basis.value,
    }


def _filter(tried: Tried, attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": tried.filter.name,
        "expression": tried.filter.expression.text,
        "matches": None if isinstance(tried.truth, Doubt) else tried.truth,
        "reason": why(tried, attributes),
    }


def _targets(path: Path, waits: Mapping[str, Wait]) -> list[dict[str, Any]]:
    steps = [_target(step, waits, is_default=False) for step in path.steps]
    return [*steps, *([_target(path.default, waits, is_default=True)] if path.default else [])]


def _target(step: Step, waits: Mapping[str, Wait], *, is_default: bool) -> dict[str, Any]:
    wait = waits.get(step.queue_sid)
    return {
        "task_queue_sid": step.queue_sid or None,
        "name": wait.queue_name if wait else None,
        "priority": step.priority,
        "timeout_seconds": step.timeout_seconds,
        "skipped_if": step.skip_if.text if step.skip_if else None,
        "is_default": is_default,
        "wait_seconds": wait.by_priority.get(step.priority, wait.estimate).seconds if wait else None,
    }
