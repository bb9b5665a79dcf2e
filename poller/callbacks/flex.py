"""Style `flex`: a task for an agent in Twilio Flex is created, watched, and cancelled when it is too late.

Before a task is created, the table says so: whoever finds that note later looks for the task before creating one.
"""

from dataclasses import replace
from typing import Final

from poller.callbacks import tasks
from poller.callbacks.desk import Desk
from poller.callbacks.flex_task import new_task
from poller.taskrouter.actions import TAKEN_TASK, WAITING_TASK
from poller.taskrouter.port import TaskRouterError, unless_gone
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import Stored
from waittimes.deadline import OutOfTime
from waittimes.settings.secret import SecretUnavailable

TOO_LATE: Final = "the callback has expired"
REFUSED_SECONDS: Final = 60.0
"""After a refusal, the task is created no sooner than this."""


def waiting(desk: Desk, stored: Stored) -> None:
    """Create the task, unless one of an earlier attempt is found; end the callback if it is too late."""
    callback = stored.callback
    if desk.now >= callback.expires_at:
        _end(desk, stored)
        return
    if desk.now < callback.next_at:
        return
    if task_sid := tasks.own_task_sid(desk, callback):
        desk.write(stored, _placed(callback, task_sid))
        return
    desk.write(stored, replace(callback, attempt_at=desk.now, attempts=callback.attempts + 1))
    _create(desk, callback)


def placed(desk: Desk, stored: Stored) -> None:
    """See what has become of the task; cancel it if it is too late."""
    callback = stored.callback
    task = unless_gone(lambda: desk.ask().fetch_task(desk.workspace_sid, callback.task_sid))
    if task is not None and task.status in TAKEN_TASK:
        desk.write(stored, _reached(callback, desk.now))
    elif task is None or task.status not in WAITING_TASK:
        desk.write(stored, callback.finished(State.EXPIRED))
    elif desk.now >= callback.expires_at:
        _end(desk, stored)


def withdrawn(desk: Desk, stored: Stored) -> None:
    """Cancel the task of a callback that an operator has cancelled, or that is needed no more."""
    callback = stored.callback
    is_gone = tasks.withdraw(desk, callback, "the callback was withdrawn")
    desk.write(stored, callback.finished(State.CANCELLED) if is_gone else _reached(callback, desk.now))


def _create(desk: Desk, callback: Callback) -> None:
    try:
        created = desk.act().create_task(desk.workspace_sid, new_task(desk.line, desk.policy, callback, now=desk.now))
    except (TaskRouterError, OutOfTime, SecretUnavailable) as error:
        if not (isinstance(error, TaskRouterError) and error.is_unsure):
            desk.note(callback, lambda found: _refused(found, desk.now))
        raise
    desk.count_attempt()
    if desk.note(callback, lambda found: _placed(found, created)) is None:
        # It was ended in this very moment, and nobody else knows of the task.
        desk.act().cancel_task(desk.workspace_sid, created, "the callback has ended")


def _placed(callback: Callback, task_sid: str) -> Callback:
    """Return the callback with its task. In another state than waiting, the task is to be cancelled."""
    state = State.PLACED if callback.state is State.WAITING else callback.state
    return replace(callback, state=state, task_sid=task_sid)


def _refused(callback: Callback, now: float) -> Callback:
    return replace(callback, attempt_at=0.0, attempts=callback.attempts - 1, next_at=now + REFUSED_SECONDS)


def _reached(callback: Callback, now: float) -> Callback:
    return replace(callback, state=State.REACHED, reached_at=now)


def _end(desk: Desk, stored: Stored) -> None:
    callback = stored.callback
    is_gone = tasks.withdraw(desk, callback, TOO_LATE)
    desk.write(stored, callback.finished(State.EXPIRED) if is_gone else _reached(callback, desk.now))
