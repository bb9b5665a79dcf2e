"""Style `dial`: the person is called, and whoever presses the key is put at the head of the queue by the phone.

Before a call is ordered, the table says so: whoever finds that note later looks for the call before ordering one.
"""

from dataclasses import replace
from typing import Final

from poller.callbacks import calls
from poller.callbacks.desk import Desk
from poller.line_desk import SETTLED_SECONDS
from poller.taskrouter.actions import NewCall
from poller.taskrouter.port import TaskRouterError
from waittimes.callbacks.attempt import after_call
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import Stored
from waittimes.deadline import OutOfTime
from waittimes.settings.secret import SecretUnavailable

STATUS_SECONDS: Final = 30.0
"""After this time beyond the ringing, a call whose end nobody has told is looked at."""
CLOCK_SECONDS: Final = 30.0
"""How far our clock and Twilio's may be apart."""
UNCALLABLE: Final = frozenset({13223, 13224, 13225, 13227, 21211, 21214, 21215, 21216, 21217})
"""Twilio's errors that say that this number cannot be called (twilio.com/docs/api/errors)."""


def expired(desk: Desk, stored: Stored) -> bool:
    """End a callback that waits, if it is too late or its attempts are used up; return whether it has ended."""
    callback = stored.callback
    is_over = desk.now >= callback.expires_at or callback.attempts >= desk.policy.attempts
    if is_over:
        desk.write(stored, callback.finished(State.EXPIRED))
    return is_over


def calling(desk: Desk, stored: Stored) -> None:
    """See what has become of a call: whether it was made at all, and whether it is over."""
    callback = stored.callback
    since_attempt = desk.now - callback.attempt_at
    if not callback.outbound_call_sid:
        if since_attempt >= SETTLED_SECONDS:
            _adopt(desk, stored)
    elif since_attempt >= desk.policy.ring_seconds + STATUS_SECONDS:
        status = calls.status_of(desk, callback.outbound_call_sid)
        desk.write(stored, after_call(callback, callback.outbound_call_sid, status, desk.policy, now=desk.now))


def call(desk: Desk, stored: Stored) -> None:
    """Call the person. Raises what the store and Actions raise."""
    callback = stored.callback
    begun = replace(
        callback,
        state=State.CALLING,
        attempts=callback.attempts + 1,
        attempt_at=desk.now,
        outbound_call_sid="",
    )
    desk.write(stored, begun)
    try:
        call_sid = desk.act().create_call(_order(desk, callback))
    except TaskRouterError as error:
        if not error.is_unsure:
            is_uncallable = error.code in UNCALLABLE
            desk.note(callback, lambda found: _not_made(found, desk, is_uncallable=is_uncallable))
        raise
    except (OutOfTime, SecretUnavailable):
        desk.note(callback, lambda found: _not_made(found, desk, pause_seconds=0.0))
        raise
    desk.count_attempt()
    desk.note(callback, lambda found: _made(found, call_sid))


def _order(desk: Desk, callback: Callback) -> NewCall:
    url = f"{desk.public_url}/callback/{callback.line}/{callback.language}"
    return NewCall(
        to=callback.number,
        caller_id=callback.caller_id,
        ring_seconds=desk.policy.ring_seconds,
        url=url,
        status_url=f"{url}/ended",
    )


def _adopt(desk: Desk, stored: Stored) -> None:
    """Take over the call whose order got no answer; if there is none, the person is called anew."""
    callback = stored.callback
    found = [
        each
        for each in desk.ask().calls_to(callback.number, since=callback.attempt_at - CLOCK_SECONDS)
        if each.is_ours and each.caller_id == callback.caller_id and each.sid != callback.ended_call_sid
    ]
    if not found:
        desk.write(stored, replace(callback, state=State.WAITING, attempts=callback.attempts - 1, next_at=0.0))
        return
    made = replace(callback, outbound_call_sid=found[0].sid)
    desk.write(stored, after_call(made, found[0].sid, found[0].status, desk.policy, now=desk.now))


def _made(callback: Callback, call_sid: str) -> Callback:
    is_unknown = callback.state is State.CALLING and not callback.outbound_call_sid
    return replace(callback, outbound_call_sid=call_sid) if is_unknown else callback


def _not_made(
    callback: Callback, desk: Desk, *, is_uncallable: bool = False, pause_seconds: float | None = None
) -> Callback:
    if callback.state is not State.CALLING or callback.outbound_call_sid:
        return callback
    if is_uncallable:
        return callback.finished(State.REFUSED)
    pause = desk.policy.pause_minutes * 60 if pause_seconds is None else pause_seconds
    return replace(callback, state=State.WAITING, attempts=callback.attempts - 1, next_at=desk.now + pause)
