"""What becomes of a callback of style `dial` when a call to the person has ended. Pure."""

from dataclasses import replace
from typing import Final

from waittimes.callbacks.record import Callback, State
from waittimes.settings.line_callback import CallbackPolicy

NUMBER_FAILED: Final = "failed"
"""Twilio could not place the call: in most cases nobody has this number (Twilio docs, Call resource, status)."""
NOT_REACHED: Final = frozenset({"busy", "no-answer", "canceled", "completed"})
"""The call ended before the person pressed the key. A call that is `completed` was answered, perhaps by a machine."""
ENDED: Final = NOT_REACHED | {NUMBER_FAILED}
"""Every status in which a call is over."""


def after_call(callback: Callback, call_sid: str, call_status: str, policy: CallbackPolicy, *, now: float) -> Callback:
    """Return the callback once Twilio gave this status to a call to the person.

    It waits for the next attempt, unless the attempts are used up or the next one would come too late. It stays as it
    is while the call is not over, after the person has pressed the key, and if this is not the call of the newest
    attempt: Twilio may tell of an earlier one late or twice.
    """
    is_newest = call_sid != callback.ended_call_sid and callback.outbound_call_sid in ("", call_sid)
    if callback.state is not State.CALLING or call_status not in ENDED or not is_newest:
        return callback
    ended = replace(callback, outbound_call_sid=call_sid, ended_call_sid=call_sid)
    if call_status == NUMBER_FAILED:
        return ended.finished(State.REFUSED)
    next_at = now + policy.pause_minutes * 60
    if callback.attempts >= policy.attempts or next_at >= callback.expires_at:
        return ended.finished(State.EXPIRED)
    return replace(ended, state=State.WAITING, next_at=next_at)
