"""What `explain --json` prints."""

from collections.abc import Iterable
from typing import Any

from ivr.announcing.announce import estimate_for
from ivr.phone import Phone
from ops.waits import heard
from poller.estimation.explanation import Explanation
from waittimes.settings.config import Line
from waittimes.wait import Wait


def of_explanation(explanation: Explanation, priority: int | None, *, announced: str) -> dict[str, Any]:
    """Return the steps of the fresh estimate and what it comes to; `announced` is how it would be said."""
    return {
        "steps": [
            {"name": each.name, "value": each.value, "reason": each.reason} for each in explanation.steps(priority)
        ],
        "estimated": {**of_wait(explanation.wait, priority or 0), "announced": announced},
    }


def of_stored(stored: Wait | str, priority: int | None, now: float) -> dict[str, Any]:
    """Return the wait that the table holds, or why there is none."""
    if isinstance(stored, str):
        return {"stored": None, "not_stored_because": stored}
    age = round(stored.age_seconds(now), 1)
    return {"stored": {**of_wait(stored, priority or 0), "age_seconds": age}, "not_stored_because": None}


def of_wait(wait: Wait, priority: int) -> dict[str, Any]:
    """Return a wait as callers of this priority are told it."""
    return {"wait_seconds": estimate_for(wait, priority).seconds, "basis": wait.basis.value}


def of_lines(answering: Phone, lines: Iterable[Line], muted: Iterable[str]) -> list[dict[str, Any]]:
    """Return what the callers of each line hear now."""
    return [
        {"line": line.name, "heard": heard.sentence(answering, line), "is_muted": line.name in muted} for line in lines
    ]
