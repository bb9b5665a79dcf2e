"""Tasks at Twilio: a callback's own, which is found again or cancelled, and that of a call."""

from typing import Final

from poller.callbacks.desk import Desk, Unsettled
from poller.callbacks.flex_task import CALLBACK_ID, callback_id
from poller.callbacks.memory import Departure
from poller.line_desk import SETTLED_SECONDS
from poller.taskrouter.actions import CANCELED_TASK, TAKEN_TASK, Task
from poller.taskrouter.port import TaskRouterError, unless_gone
from waittimes.callbacks.record import Callback

CALL_SID: Final = "call_sid"
"""The attribute that Twilio gives the task of a call."""


def own_task_sid(desk: Desk, callback: Callback) -> str:
    """Return the SID of the callback's own task, looked for at Twilio if it may exist; "" if there is none.

    Raises Unsettled if it may still come into being.
    """
    if callback.task_sid or not callback.attempt_at:
        return callback.task_sid
    if desk.now - callback.attempt_at < SETTLED_SECONDS:
        raise Unsettled
    found = desk.ask().find_tasks(desk.workspace_sid, CALLBACK_ID, callback_id(callback))
    return next((each.sid for each in found if each.status != CANCELED_TASK), "")


def withdraw(desk: Desk, callback: Callback, reason: str) -> bool:
    """Cancel the callback's own task, if it has one; return whether none stands in the queue any more.

    False means that an agent has taken it. Raises Unsettled as `own_task_sid` does.
    """
    task_sid = own_task_sid(desk, callback)
    if not task_sid:
        return True
    try:
        desk.ask().cancel_task(desk.workspace_sid, task_sid, reason)
    except TaskRouterError as error:
        if error.is_unsure:
            raise
        # It was taken, or has ended, in this moment or long ago.
        task = unless_gone(lambda: desk.ask().fetch_task(desk.workspace_sid, task_sid))
        if task is not None and task.status in TAKEN_TASK:
            return False
        if task is not None and task.status != CANCELED_TASK:
            raise
    now = desk.now
    desk.memory.note_departure(task_sid, Departure(desk.line.task_queue_sid, now, now - callback.attempt_at))
    return True


def task_of_call(desk: Desk, call_sid: str) -> Task | None:
    """Return the newest task of a call; None if there is none, or none any more."""
    found = desk.ask().find_tasks(desk.workspace_sid, CALL_SID, call_sid)
    return found[-1] if found else None
