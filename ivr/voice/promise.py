"""What an announcement promises to the caller who hears it. Pure."""

from dataclasses import replace

from ivr.announcing.announce import State, estimate_for
from ivr.phone import CurrentWait
from ivr.voice.call_state import CallState


def promised(current: CurrentWait, priority: int) -> CallState:
    """Return the state of a call to which this wait has just been announced."""
    upper_minutes = current.announcement.high_minutes
    state = CallState(announced_at=int(current.now), upper_minutes=upper_minutes, last_minutes=upper_minutes)
    # A band rests on an ageing record, so it would be unjust to score the estimate behind it.
    if current.wait is None or current.announcement.state is not State.NUMBER:
        return state
    estimate = estimate_for(current.wait, priority)
    return replace(
        state,
        estimate_seconds=_whole(estimate.seconds),
        low_seconds=_whole(estimate.low_seconds),
        high_seconds=_whole(estimate.high_seconds),
        history_seconds=_whole(current.wait.evidence.get("history")),
    )


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
