"""The record of one message: who left it in which call, its recordings at Twilio, and how far it has come."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from waittimes import flat_record

DAY_SECONDS: Final = 24 * 3600


class State(StrEnum):
    """How far a message has come."""

    OPEN = "open"
    """The caller was asked to speak. Their call may still go on."""
    LEFT = "left"
    """The call is over and a message was left. Its task is still to be made, or was about to be made."""
    PLACED = "placed"
    """Its task stands in a queue, or an agent works on it."""
    HANDLED = "handled"
    """Its task is over. The recording is kept until it expires."""
    UNANSWERED = "unanswered"
    """Its task was cancelled before an agent had taken it. The recording is kept until it expires."""
    NOTHING = "nothing"
    """The call is over and no message was left."""
    DELETED = "deleted"
    """The recordings are deleted at Twilio."""

    @property
    def is_pending(self) -> bool:
        """Whether an agent may still have to deal with it."""
        return self in PENDING

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do, and nothing is kept at Twilio."""
        return self in FINISHED


PENDING: Final = frozenset({State.OPEN, State.LEFT, State.PLACED, State.UNANSWERED})
FINISHED: Final = frozenset({State.NOTHING, State.DELETED})


class UnreadableVoicemail(ValueError):
    """The stored item is not a message that this program wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicemail:
    """One message. Times are in seconds since the epoch; 0 stands for a time that has not come."""

    call_sid: str
    """The call in which it is left; with the line, its key."""
    line: str
    """The line's name."""
    state: State
    number: str
    """The caller's number, as Twilio gave it; "" for a message that is finished."""
    called: str
    """The number that the caller had called."""
    language: str
    created_at: float
    """When the caller was asked to speak."""
    expires_at: float
    """When the recordings are deleted."""
    recording_sid: str = ""
    """The recording that is the message; "" before the call is over."""
    duration_seconds: int = 0
    """How long the message is."""
    recording_sids: tuple[str, ...] = ()
    """Every recording of this call that Twilio has told of and that is not known to be deleted."""
    over_at: float = 0.0
    """When the poller found the call over."""
    attempt_at: float = 0.0
    """When the newest attempt to make the task began."""
    task_sid: str = ""
    """The message's task; "" while the answer of Twilio is missing."""

    def with_recording(self, recording_sid: str) -> "Voicemail":
        """Return the message once Twilio has told of this recording. A message that was finished is open again."""
        if recording_sid in self.recording_sids:
            return self
        state = State.OPEN if self.state is State.NOTHING else self.state
        return replace(self, state=state, recording_sids=(*self.recording_sids, recording_sid))

    def finished(self, state: State) -> "Voicemail":
        """Return the message in a final state, without the caller's number."""
        return replace(self, state=state, number="")


def encode(voicemail: Voicemail) -> bytes:
    """Return the message as it is stored."""
    return flat_record.encode(voicemail)


def decode(rows: bytes) -> Voicemail:
    """Return the message that `encode` wrote. Raises UnreadableVoicemail."""
    try:
        return flat_record.decode(Voicemail, rows)
    except flat_record.UNREADABLE as error:
        raise UnreadableVoicemail(f"not a message: {type(error).__name__}") from error
