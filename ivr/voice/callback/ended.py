"""What becomes of a callback when a call that has to do with it leaves the queue."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ivr import webhook
from ivr.announcing.phrases import Spoken
from ivr.voice import leaving
from ivr.voice.call import Call
from ivr.voice.callback import dialogue, kept
from ivr.voice.leaving import Next
from waittimes.callbacks.record import Callback, State
from waittimes.settings.config import Line
from waittimes.settings.line_callback import FLEX, CallbackPolicy

CONNECTED = frozenset({"bridged", "bridging-in-process", "redirected", "redirected-from-bridged"})
"""The QueueResults after which the caller is being served; a redirected call runs the TwiML of somebody else."""
GONE = frozenset({"hangup", "leave"})
PROMISED = frozenset({State.CONFIRMED, State.WAITING, State.PLACED, State.CALLING, State.REJOINED})
"""The states in which the promise stands. Twilio may repeat a webhook whose answer it did not receive, and the poller
may have acted meanwhile."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is known of the callback of a call that has left the queue."""

    sentences: list[Spoken] | None
    """What the caller hears before the call ends; None if the call goes on as without a callback."""
    is_known: bool
    """Whether the table could be read."""


def left(call: Call, line: Line, policy: CallbackPolicy, result: str) -> Leaving:
    """Note in the callback of this call, if it has one, how the call left the queue; return what follows."""
    fields = webhook.fields()
    number = fields.get("To" if webhook.is_outbound() else "From", "")
    found = kept.of_person(call.phone, line, number)
    if found is None:
        return Leaving(None, is_known=False)
    if found.callback is None or not _is_about(found.callback, webhook.call_sid()):
        return Leaving(None, is_known=True)
    now = call.phone.clock()
    after = _after(result, webhook.call_sid(), policy, is_retried=_is_retried(call, result), now=now)
    kept.emit_change(line, kept.change(call.phone, line, number, after), now=now)
    is_promised = found.is_of(webhook.call_sid()) and found.callback.state in PROMISED
    if is_promised and result not in CONNECTED:
        return Leaving(dialogue.farewell(call, line, found.callback), is_known=True)
    return Leaving(None, is_known=True)


def _is_about(callback: Callback, call_sid: str) -> bool:
    sids = (callback.call_sid, callback.rejoined_call_sid, callback.outbound_call_sid)
    return call_sid in sids or (webhook.is_outbound() and _is_new_call(callback, call_sid))


def _is_new_call(callback: Callback, call_sid: str) -> bool:
    """Tell whether this is the call to the person, of which the callback does not know yet."""
    is_unknown = callback.state is State.CALLING and not callback.outbound_call_sid
    return is_unknown and callback.ended_call_sid != call_sid


def _is_retried(call: Call, result: str) -> bool:
    """Tell whether the call is put into the queue once more."""
    return leaving.next_step(result, call.state) is Next.RETRY


def _after(
    result: str, call_sid: str, policy: CallbackPolicy, *, is_retried: bool, now: float
) -> Callable[[Callback], Callback]:
    """Return what becomes of a callback once this call has left the queue with this result."""
    is_connected, is_outbound = result in CONNECTED, webhook.is_outbound()

    def after(before: Callback) -> Callback:
        if before.state is State.REJOINED and before.rejoined_call_sid == call_sid:
            return before if is_retried else _after_rejoining(before, is_connected=is_connected, now=now)
        is_newest = before.outbound_call_sid == call_sid or _is_new_call(before, call_sid)
        if is_outbound and is_newest and before.state in (State.ACCEPTED, State.CALLING):
            return before if is_retried else _after_accepting(before, result, policy, now=now)
        if is_outbound and is_connected and before.state is State.WAITING and before.ended_call_sid == call_sid:
            # The key could not be written, and Twilio told of the end of the call first.
            return _after_accepting(before, result, policy, now=now)
        if before.call_sid == call_sid:
            if is_connected and before.state in (State.WAITING, State.PLACED):
                # The promise was made although the caller was told that it was not possible. The poller removes its
                # task, or an agent would call somebody who has just been served.
                has_task = before.state is State.PLACED or (policy.style == FLEX and before.attempt_at > 0)
                return replace(before, state=State.WITHDRAWN if has_task else State.CONNECTED)
            return before.after_leaving(was_connected=is_connected, now=now)
        return before

    return after


def _after_rejoining(before: Callback, *, is_connected: bool, now: float) -> Callback:
    if is_connected:
        return replace(before, state=State.REACHED, reached_at=before.reached_at or now)
    return replace(before, state=State.WAITING, rejoined_call_sid="", rejoined_task_sid="", task_sid="", next_at=0.0)


def _after_accepting(before: Callback, result: str, policy: CallbackPolicy, *, now: float) -> Callback:
    if result in CONNECTED:
        return replace(before, state=State.REACHED, reached_at=before.reached_at or now)
    if result in GONE:
        return replace(before, state=State.ABANDONED)
    # The queue did not take the call. The person is called again, if there is an attempt left.
    next_at = now + policy.pause_minutes * 60
    return replace(before, state=State.WAITING, next_at=next_at, reached_at=0.0, outbound_call_sid="")
