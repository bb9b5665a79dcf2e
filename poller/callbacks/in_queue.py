"""Callbacks whose person is on the phone, where a webhook may have been lost: confirmed, accepted, rejoined."""

from dataclasses import replace
from typing import Final

from poller.callbacks import calls, tasks
from poller.callbacks.desk import Desk
from poller.taskrouter.actions import CANCELED_TASK, TAKEN_TASK, TaskChange
from poller.taskrouter.port import unless_gone
from waittimes.callbacks.record import Callback, State
from waittimes.callbacks.store import Stored
from waittimes.settings.line_callback import FLEX

WEBHOOK_SECONDS: Final = 60.0
"""A webhook that has not come after this time may be lost."""


def confirmed(desk: Desk, stored: Stored) -> None:
    """If the call has ended and nobody told, go on as if they had: to the wait, or to the end if an agent answered."""
    callback = stored.callback
    if desk.now - callback.confirmed_at < WEBHOOK_SECONDS or calls.is_live(desk, callback.call_sid):
        return
    task = tasks.task_of_call(desk, callback.call_sid) if callback.was_in_queue else None
    was_connected = task is not None and task.status in TAKEN_TASK
    desk.write(stored, callback.after_leaving(was_connected=was_connected, now=desk.now))


def accepted(desk: Desk, stored: Stored) -> None:
    """If the person who pressed the key has spoken with an agent, or hung up, and nobody told, write that."""
    callback = stored.callback
    if desk.now - callback.reached_at < WEBHOOK_SECONDS:
        return
    task = tasks.task_of_call(desk, callback.outbound_call_sid)
    if task is not None and task.status == CANCELED_TASK:
        desk.write(stored, callback.finished(State.ABANDONED))
    elif task is not None and task.status in TAKEN_TASK:
        desk.write(stored, callback.finished(State.REACHED))
    elif task is None and not calls.is_live(desk, callback.outbound_call_sid):
        # Both are over for minutes. Who stands at the head of the queue is answered in most cases.
        desk.write(stored, callback.finished(State.REACHED))


def rejoined(desk: Desk, stored: Stored) -> None:
    """Give the call of a person who rang in again the callback's place, and see what becomes of it."""
    callback = stored.callback
    if callback.rejoined_task_sid:
        _watch(desk, stored)
        return
    if desk.policy.style == FLEX and callback.attempt_at:
        if not tasks.withdraw(desk, callback, "the caller has called in again"):
            desk.write(stored, _reached(callback, desk.now))
            return
        stored = desk.write(stored, replace(callback, task_sid="", attempt_at=0.0))
    _give_place(desk, stored)


def _give_place(desk: Desk, stored: Stored) -> None:
    callback = stored.callback
    task = tasks.task_of_call(desk, callback.rejoined_call_sid)
    if task is None or task.status == CANCELED_TASK:
        if not calls.is_live(desk, callback.rejoined_call_sid):
            desk.write(stored, _back_to_waiting(callback))
    elif task.status in TAKEN_TASK:
        desk.write(stored, _reached(callback, desk.now))
    else:
        place = TaskChange(started_at=callback.joined_at)
        desk.ask().update_task(desk.workspace_sid, task.sid, place)
        desk.write(stored, replace(callback, rejoined_task_sid=task.sid))


def _watch(desk: Desk, stored: Stored) -> None:
    callback = stored.callback
    task = unless_gone(lambda: desk.ask().fetch_task(desk.workspace_sid, callback.rejoined_task_sid))
    if task is None or task.status == CANCELED_TASK:
        # A queue that failed takes the call once more, as another task.
        is_live = calls.is_live(desk, callback.rejoined_call_sid)
        desk.write(stored, replace(callback, rejoined_task_sid="") if is_live else _back_to_waiting(callback))
    elif task.status in TAKEN_TASK:
        desk.write(stored, _reached(callback, desk.now))


def _reached(callback: Callback, now: float) -> Callback:
    return replace(callback, state=State.REACHED, reached_at=now)


def _back_to_waiting(callback: Callback) -> Callback:
    """Return the callback of a person who has hung up once more: it keeps its place."""
    return replace(callback, state=State.WAITING, next_at=0.0, task_sid="", rejoined_call_sid="", rejoined_task_sid="")
