"""Messages that people leave, and the recordings that Twilio keeps of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol

HANGS_UP: Final = "hangup"
"""Ends a message by hanging up; Twilio's value of `Digits` for that."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody says after the beep, for `seconds`, and how they end it: a key, HANGS_UP, or "" for silence."""

    seconds: float
    ends_with: str = ""


@dataclass(slots=True, kw_only=True)
class Recording:
    """One recording; times are seconds on the clock of the call."""

    sid: str
    account_sid: str
    call_sid: str
    started_at: float
    seconds: int
    deleted_at: float | None = None

    @property
    def ended_at(self) -> float:
        """When the recording ended."""
        return self.started_at + self.seconds

    @property
    def uri(self) -> str:
        """The address of the sound, relative to the API's host: that of the resource without its ending."""
        return f"/2010-04-01/Accounts/{self.account_sid}/Recordings/{self.sid}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that was kept: its SID, and the URL of its sound."""

    sid: str
    url: str


class RecordingDesk(Protocol):
    """Keeps recordings of calls."""

    def keep(self, account_sid: str, call_sid: str, started_at: float, seconds: int) -> Kept:
        """Keep a recording of this length, and return where it is."""


class Recordings:
    """Keeps recordings in memory, behind the API at `base_url` (no slash at its end). Implements RecordingDesk."""

    def __init__(self, base_url: str = "https://api.twilio.com") -> None:
        self.base_url = base_url
        self._kept: dict[str, Recording] = {}
        self._lock = Lock()

    def keep(self, account_sid: str, call_sid: str, started_at: float, seconds: int) -> Kept:
        """See RecordingDesk."""
        with self._lock:
            digits = hashlib.sha256(f"{call_sid} {len(self._kept)}".encode()).hexdigest()[:32]
            recording = Recording(
                sid=f"RE{digits}", account_sid=account_sid, call_sid=call_sid, started_at=started_at, seconds=seconds
            )
            self._kept[recording.sid] = recording
            return Kept(recording.sid, self.base_url + recording.uri)

    def of(self, account_sid: str) -> Sequence[Recording]:
        """Return the account's recordings, the newest first, deleted ones included."""
        with self._lock:
            return [each for each in reversed(self._kept.values()) if each.account_sid == account_sid]

    def delete(self, recording: Recording, at: float) -> None:
        """Delete the sound; what is known of it stays."""
        recording.deleted_at = at
