"""What `show --json` prints of a task queue and a line."""

from typing import Any

from ivr.announcing.announce import estimate_for
from ivr.switch import Muting, Override
from waittimes.settings.config import Line
from waittimes.wait import Wait


def of_row(wait: Wait | None, line: Line | None, name: str, heard: str | None, now: float) -> dict[str, Any]:
    """Return a task queue's wait as the callers of the line are told it; `name` is what the table calls the queue."""
    said = {"line": line.name if line else None, "heard": heard}
    if wait is None:
        absent = dict.fromkeys(("wait_seconds", "basis", "age_seconds", "waiting", "agents_free", "agents_busy"))
        return {"task_queue_sid": None, "name": name, **absent, "answered": None, **said}
    return {
        "task_queue_sid": wait.queue_sid,
        "name": name,
        "wait_seconds": estimate_for(wait, line.priority if line else 0).seconds,
        "basis": wait.basis.value,
        "age_seconds": round(wait.age_seconds(now), 1),
        "waiting": wait.pending,
        "agents_free": wait.agents_free,
        "agents_busy": wait.agents_busy,
        "answered": wait.answered,
        **said,
    }


def of_muting(line: str, muting: Muting) -> dict[str, Any]:
    """Return what mutes the announced wait of a line."""
    return {"line": line, "until": muting.until, **_set(muting)}


def of_override(line: str, override: Override) -> dict[str, Any]:
    """Return what overrides the opening hours of a line, or of `*`, every line."""
    return {"line": line, "is_open": override.is_open, "until": override.until, **_set(override)}


def _set(change: Muting | Override) -> dict[str, Any]:
    """Return why, by whom and when it was set."""
    return {"reason": change.reason or None, "set_by": change.set_by or None, "set_at": change.set_at}
