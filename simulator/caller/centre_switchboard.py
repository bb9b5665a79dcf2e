"""A switchboard in front of a contact centre in virtual time, driven by the caller's clock."""

from collections.abc import Mapping
from math import inf

from simulator.caller.switchboard import Answered, Gone, QueueRefused, Standing, Ticket, Waiting
from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.centre.task import ASSIGNED, CANCELED, PENDING, RESERVED

LOOKS_EVERY_SECONDS = 1.0
"""Others may leave the queue between two events of the centre, and so let this caller's turn come sooner."""


class CentreSwitchboard:
    """Lets callers join the centre. Times are seconds since the epoch."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def enqueue(self, workflow_sid: str, attributes: Mapping[str, object], priority: int, now_seconds: float) -> Ticket:
        """Let the caller join the workflow. Raises QueueRefused (system-error) for an unknown workflow."""
        with self._centre.lock:
            self._centre.advance(now_seconds)
            try:
                task = self._centre.create_task(workflow_sid, attributes, priority)
            except KeyError as error:
                raise QueueRefused("system-error") from error
            return Ticket(task.sid, sid("QU", workflow_sid), now_seconds)

    def standing(self, ticket: Ticket, now_seconds: float) -> Standing:
        """Advance the centre to now, and return where the caller stands."""
        with self._centre.lock:
            self._centre.advance(now_seconds)
            task = self._centre.task(ticket.sid)
            next_seconds = min(self._centre.next_event_at or inf, self._centre.now + LOOKS_EVERY_SECONDS)
            if task is None or task.status == CANCELED:
                return Gone("hangup")
            if task.status in (PENDING, RESERVED):
                return Waiting(next_seconds)
            return Answered(next_seconds) if task.status == ASSIGNED else Gone("bridged")

    def leaves(self, ticket: Ticket, now_seconds: float) -> None:
        """Let the caller hang up."""
        with self._centre.lock:
            self._centre.advance(now_seconds)
            if task := self._centre.task(ticket.sid):
                self._centre.hang_up(task)
