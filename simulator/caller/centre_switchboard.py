"""A switchboard that is a contact centre in virtual time: the caller's clock drives it."""

from collections.abc import Mapping

from simulator.caller.switchboard import Answered, Gone, RefusedError, Standing, Ticket, Waiting
from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.centre.task import ASSIGNED, CANCELED, PENDING, RESERVED


class CentreSwitchboard:
    """Takes callers into the centre. Times are seconds since the epoch, as the centre's are."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def enqueue(self, workflow_sid: str, attributes: Mapping[str, object], priority: int, now_seconds: float) -> Ticket:
        """Let the caller join the workflow. RefusedError with system-error where there is no such workflow."""
        with self._centre.lock:
            self._centre.advance(now_seconds)
            try:
                task = self._centre.create_task(workflow_sid, attributes, priority)
            except KeyError as error:
                raise RefusedError("system-error") from error
            return Ticket(task.sid, sid("QU", workflow_sid), now_seconds)

    def standing(self, ticket: Ticket, now_seconds: float) -> Standing:
        """Let the centre live up to now and return where the caller stands."""
        with self._centre.lock:
            self._centre.advance(now_seconds)
            task = self._centre.task(ticket.sid)
            next_seconds = self._centre.next_event_at or float("inf")
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
