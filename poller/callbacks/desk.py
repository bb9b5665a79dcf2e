"""What every step of a callback needs: the store, Twilio, and the time. Every change of a callback is written here."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from poller.callbacks.memory import CallbackMemory
from poller.line_desk import LineDesk
from waittimes.callbacks import measures
from waittimes.callbacks.record import Callback
from waittimes.callbacks.store import CallbackStore, Stored
from waittimes.settings.line_callback import CallbackPolicy

log = logging.getLogger("waittimes.poller")


class Unsettled(Exception):
    """Something may still be on its way to Twilio; the next poll looks again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(LineDesk):
    """One line's callbacks during one reading. Steps raise what the store and Actions raise, and Unsettled."""

    policy: CallbackPolicy
    store: CallbackStore
    public_url: str
    memory: CallbackMemory

    def write(self, stored: Stored, changed: Callback) -> Stored:
        """Write a change of the callback as it was read. Raises PageConflict if the phone or another poller has."""
        if changed == stored.callback:
            return stored
        written = self.store.update(stored, changed, now=self.now)
        self._tell(stored.callback, changed)
        return written

    def note(self, callback: Callback, into: Callable[[Callback], Callback]) -> Callback | None:
        """Write what came of a request, whatever has been written meanwhile; None if the callback has ended.

        The number may have been promised another callback since, which stays as it is.
        """
        before: list[Callback] = []

        def changed(found: Callback) -> Callback:
            before[:] = [found]
            return into(found) if found.call_sid == callback.call_sid else found

        stored = self.store.change(callback.line, callback.number, changed, now=self.now)
        if stored is None or stored.callback.call_sid != callback.call_sid:
            return None
        self._tell(before[0], stored.callback)
        return stored.callback

    def count_attempt(self) -> None:
        """Count a call to a person, or a task for one."""
        self.emit({measures.ATTEMPTS: measures.ONE})

    def emit_overdue(self, seconds: float) -> None:
        """Emit how overdue the line's most overdue callback is."""
        self.emit({measures.OLDEST_OVERDUE: (seconds, "Seconds")})

    def _tell(self, before: Callback, after: Callback) -> None:
        if after.state is before.state:
            return
        told = {"line": self.line.name, "call_sid": after.call_sid, "before": before.state, "after": after.state}
        log.info("callback.changed", extra=told)
        if values := measures.figures(before, after, now=self.now):
            self.emit(values)
