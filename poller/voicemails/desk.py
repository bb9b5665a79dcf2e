"""What every step of a message needs: the store, Twilio, and the time. Every change of a message is written here."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from poller.taskrouter.actions import Actions
from poller.taskrouter.port import unless_gone
from waittimes import metrics
from waittimes.deadline import Deadline
from waittimes.settings.config import Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import State, Voicemail
from waittimes.voicemails.store import Stored, VoicemailStore

log = logging.getLogger("waittimes.poller")

ACT_SECONDS: Final = 15.0
"""A change at Twilio that was noted in advance is asked for within this time, or not at all."""
SETTLED_SECONDS: Final = 50.0
"""This long after it was noted, what was asked for has either happened or never will."""
LEFT, PENDING, OLDEST = "VoicemailsLeft", "VoicemailsPending", "VoicemailOldest"
"""The names of the metrics: messages left, messages that wait for an agent, and the age of the oldest of those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One line's messages during one poll. Steps raise what the store and Actions raise."""

    line: Line
    policy: VoicemailPolicy
    store: VoicemailStore
    connect: Callable[[Deadline], Actions]
    deadline: Deadline
    clock: Callable[[], float]
    """The time in seconds since the epoch."""

    @property
    def now(self) -> float:
        """The time in seconds since the epoch."""
        return self.clock()

    @property
    def workspace_sid(self) -> str:
        """The workspace of the line."""
        return self.line.workspace_sid

    def ask(self) -> Actions:
        """Return Twilio, to ask it something."""
        return self.connect(self.deadline)

    def act(self) -> Actions:
        """Return Twilio, to do what has just been noted in the table."""
        soon = min(self.deadline.ends_at, self.deadline.clock() + ACT_SECONDS)
        return self.connect(replace(self.deadline, ends_at=soon))

    def write(self, stored: Stored, changed: Voicemail) -> Stored:
        """Write a change of the message as it was read. Raises PageConflict if the phone or another poller has."""
        if changed == stored.voicemail:
            return stored
        written = self.store.update(stored, changed, now=self.now)
        if changed.state is not stored.voicemail.state:
            told = {"line": self.line.name, "call_sid": changed.call_sid, "state": changed.state.value}
            log.info("voicemail.changed", extra=told)
            if changed.state is State.LEFT and stored.voicemail.state is State.OPEN:
                self.emit({LEFT: (1.0, "Count")})
        return written

    def delete_recordings(self, *recording_sids: str) -> None:
        """Delete recordings at Twilio; one that is gone already is as good as deleted."""
        for each in recording_sids:
            unless_gone(lambda sid=each: self.ask().delete_recording(sid))  # type: ignore[misc]

    def emit(self, values: metrics.Values) -> None:
        """Emit metrics of the line."""
        metrics.emit(values, {"account": self.line.account.name, "line": self.line.name})
