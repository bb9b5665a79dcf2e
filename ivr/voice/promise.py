"""What a caller was told, as an attribute of their task, so that the agent who answers knows it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ivr.voice.call_state import CallState
from waittimes.wait import PROMISE


def with_promise(attributes: Mapping[str, Any], state: CallState, language: str) -> dict[str, Any]:
    """Return the task's attributes with what this caller was told, and in which language."""
    return {**attributes, PROMISE: promise(state, language)}


def promise(state: CallState, language: str) -> dict[str, Any]:
    """Return what the caller was told. What was not said is left out; the language is always there.

    `said` is "number", "band" or "shortly", `said_at` a time of UTC, `minutes` the upper figure that was spoken;
    `low_seconds` and `high_seconds` are the range behind it. `times_on_hold` counts what was said on hold.
    """
    told = {
        "said": _said(state),
        "said_at": _utc(state.announced_at),
        "minutes": state.upper_minutes,
        "low_seconds": state.low_seconds,
        "high_seconds": state.high_seconds,
        "language": language,
        "times_on_hold": state.times_on_hold or 0,
    }
    return {name: value for name, value in told.items() if value is not None}


def _said(state: CallState) -> str | None:
    if state.is_shortly:
        return "shortly"
    if state.estimate_seconds is not None:
        return "number"
    return None if state.upper_minutes is None else "band"


def _utc(at_seconds: int) -> str | None:
    return datetime.fromtimestamp(at_seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at_seconds else None
