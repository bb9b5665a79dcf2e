"""What is done for one message in one poll, by how far it has come. The next poll repeats a step that fails."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from poller.line_desk import SETTLED_SECONDS
from poller.taskrouter.actions import CANCELED_TASK, LIVE_CALL, WAITING_TASK
from poller.taskrouter.port import TaskRouterError, unless_gone
from poller.voicemails.choosing import choose
from poller.voicemails.desk import Desk
from poller.voicemails.message_task import VOICEMAIL_ID, task_of
from waittimes.deadline import OutOfTime
from waittimes.settings.secret import SecretUnavailable
from waittimes.voicemails.record import State, Voicemail
from waittimes.voicemails.register import Entry
from waittimes.voicemails.store import Stored

AGAIN_SECONDS: Final = 50.0
"""The next poll looks again. It may come a little less than a minute after this one."""
LATE_SECONDS: Final = 120.0
"""A recording of which Twilio has not told this long after the call will not come, in all likelihood."""
UNFINISHED_SECONDS: Final = 900.0
"""The longest wait for Twilio to finish a recording after the call."""
WATCH_SECONDS: Final = 230.0
"""How often a message's task is looked at. Twilio forgets an ended task five minutes after its end."""
REFUSED_SECONDS: Final = 300.0
"""A task that Twilio refuses, perhaps because a task channel does not exist, is tried again after this time."""

Look = Entry | None
"""The message's entry in the register after a step; None if nothing is left to do."""


def look(desk: Desk, stored: Stored) -> Look:
    """Do what is to be done for this message now. Raises what the store and Actions raise."""
    voicemail = stored.voicemail
    if voicemail.state.is_finished:
        return None
    if voicemail.state is not State.OPEN and desk.now >= voicemail.expires_at:
        return _expired(desk, stored)
    return STEPS[voicemail.state](desk, stored)


def _opened(desk: Desk, stored: Stored) -> Look:
    """Once the call is over, see what Twilio has recorded of it."""
    voicemail = stored.voicemail
    if not voicemail.over_at:
        call = unless_gone(lambda: desk.ask().fetch_call(voicemail.call_sid))
        if call is not None and call.status in LIVE_CALL:
            return _entry(voicemail, desk.now + AGAIN_SECONDS)
        stored = desk.write(stored, replace(voicemail, over_at=desk.now))
        voicemail = stored.voicemail
    choice = choose(voicemail, desk.ask().recordings_of(voicemail.call_sid))
    since_seconds = desk.now - voicemail.over_at
    if not choice.is_final and since_seconds < UNFINISHED_SECONDS:
        return _entry(voicemail, desk.now + AGAIN_SECONDS)
    if choice.message is None and since_seconds < LATE_SECONDS:
        return _entry(voicemail, desk.now + AGAIN_SECONDS)
    desk.delete_recordings(*(each.sid for each in choice.others))
    if choice.message is None:
        desk.write(stored, voicemail.finished(State.NOTHING))
        return None
    left = replace(
        voicemail,
        state=State.LEFT,
        recording_sid=choice.message.sid,
        recording_sids=(choice.message.sid,),
        duration_seconds=max(0, choice.message.seconds),
    )
    return _left(desk, desk.write(stored, left))


def _left(desk: Desk, stored: Stored) -> Look:
    """Make the message's task. Where an earlier attempt may have made it, look for it first."""
    voicemail = stored.voicemail
    if voicemail.attempt_at:
        if desk.now - voicemail.attempt_at < SETTLED_SECONDS:
            return _entry(voicemail, desk.now + AGAIN_SECONDS)
        if found := desk.ask().find_tasks(desk.workspace_sid, VOICEMAIL_ID, voicemail.call_sid):
            return _placed(desk, stored, found[-1].sid)
    begun = desk.write(stored, replace(voicemail, attempt_at=desk.now))
    task = task_of(begun.voicemail, desk.line, desk.policy, now=desk.now)
    try:
        task_sid = desk.act().create_task(desk.workspace_sid, task)
    except (TaskRouterError, OutOfTime, SecretUnavailable) as error:
        if not getattr(error, "is_unsure", False):
            # Twilio has not made it, so the next attempt need not look for it.
            desk.write(begun, replace(begun.voicemail, attempt_at=0.0))
        raise
    return _placed(desk, begun, task_sid)


def _placed(desk: Desk, stored: Stored, task_sid: str) -> Look:
    placed = desk.write(stored, replace(stored.voicemail, state=State.PLACED, task_sid=task_sid)).voicemail
    return _entry(placed, desk.now + WATCH_SECONDS)


def _watch(desk: Desk, stored: Stored) -> Look:
    """See whether an agent is done with the message, or whether its task ended before any agent took it."""
    voicemail = stored.voicemail
    task = unless_gone(lambda: desk.ask().fetch_task(desk.workspace_sid, voicemail.task_sid))
    if task is not None and task.status in WAITING_TASK | {"assigned", "wrapping"}:
        return _entry(voicemail, desk.now + WATCH_SECONDS)
    is_canceled = task is not None and task.status == CANCELED_TASK
    ended = desk.write(stored, replace(voicemail, state=State.UNANSWERED if is_canceled else State.HANDLED))
    return _kept(desk, ended)


def _kept(desk: Desk, stored: Stored) -> Look:
    """Do nothing until the recording expires."""
    del desk
    return _entry(stored.voicemail, stored.voicemail.expires_at)


def _expired(desk: Desk, stored: Stored) -> Look:
    """Delete the recordings at Twilio, then finish the message."""
    voicemail = stored.voicemail
    desk.delete_recordings(*voicemail.recording_sids)
    desk.write(stored, voicemail.finished(State.DELETED))
    return None


def _entry(voicemail: Voicemail, next_at: float) -> Entry:
    return Entry(voicemail.created_at, min(next_at, voicemail.expires_at), is_pending=voicemail.state.is_pending)


STEPS: Final[Mapping[State, Callable[[Desk, Stored], Look]]] = {
    State.OPEN: _opened,
    State.LEFT: _left,
    State.PLACED: _watch,
    State.HANDLED: _kept,
    State.UNANSWERED: _kept,
}
