"""What every step of a message needs: the store, Twilio, and the time. Every change of a message is written here."""

import logging
from dataclasses import dataclass

from poller.line_desk import LineDesk
from poller.taskrouter.port import unless_gone
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import State, Voicemail
from waittimes.voicemails.store import Stored, VoicemailStore

log = logging.getLogger("waittimes.poller")

LEFT, PENDING, OLDEST = "VoicemailsLeft", "VoicemailsPending", "VoicemailOldest"
"""The names of the metrics: messages left, messages that wait for an agent, and the age of the oldest of those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(LineDesk):
    """One line's messages during one poll. Steps raise what the store and Actions raise."""

    policy: VoicemailPolicy
    store: VoicemailStore

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
