"""Decides which recording of a call is the message. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from poller.taskrouter.actions import Recording
from waittimes.voicemails.record import Voicemail

SHORTEST_SECONDS: Final = 2
"""A shorter recording is no message."""
CLOCK_SECONDS: Final = 60.0
"""How far our clock and Twilio's may be apart."""
RECORD_VERB: Final = "RecordVerb"
"""The source of a recording that was made by `<Record>` (Twilio docs, Recording resource)."""
COMPLETED: Final = "completed"
UNFINISHED: Final = frozenset({"in-progress", "paused", "stopped", "processing"})


@dataclass(frozen=True, slots=True)
class Choice:
    """The recordings of a call, sorted out."""

    message: Recording | None
    """The last that is long enough; None if none is."""
    others: tuple[Recording, ...]
    """Those that are to be deleted: too short, or spoken again."""
    is_final: bool
    """Whether Twilio is done with all of them."""


def ours(voicemail: Voicemail, recordings: Iterable[Recording]) -> Sequence[Recording]:
    """Return the recordings of the call that were made while its caller left the message, the newest first.

    Another tool may record the same call: by another way, or before the caller was asked to speak.
    """
    return sorted(
        (
            each
            for each in recordings
            if each.sid in voicemail.recording_sids
            or (each.source == RECORD_VERB and each.created_at >= voicemail.created_at - CLOCK_SECONDS)
        ),
        key=lambda each: each.created_at,
        reverse=True,
    )


def choose(voicemail: Voicemail, recordings: Iterable[Recording]) -> Choice:
    """Return which recording is the message. A recording whose length is unknown counts as long enough."""
    found = ours(voicemail, recordings)
    complete = [each for each in found if each.status == COMPLETED]
    message = next((each for each in complete if not 0 <= each.seconds < SHORTEST_SECONDS), None)
    missing = set(voicemail.recording_sids) - {each.sid for each in found}
    is_final = not missing and all(each.status not in UNFINISHED for each in found)
    return Choice(message, tuple(each for each in complete if each != message), is_final)
