"""The state of a call after its first announcement. Pure."""

from dataclasses import replace

from ivr.announcing.announce import Announcement, State, estimate_for
from ivr.current_wait import CurrentWait
from ivr.voice.call_state import CallState


def initial_state(current: CurrentWait, priority: int) -> CallState:
    """Return the state of a call once its caller, of this task priority, has heard the wait."""
    state = replace(after_announcement(current.announcement), announced_at=int(current.now))
    # A band says what the wait was, so the estimate behind it is not scored.
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


def after_announcement(announcement: Announcement) -> CallState:
    """Return the state that follows from the announcement alone, without its estimate and its time."""
    upper_minutes = announcement.high_minutes
    is_shortly = announcement.state is State.SHORTLY
    return CallState(upper_minutes=upper_minutes, last_minutes=upper_minutes, is_shortly=is_shortly)


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
