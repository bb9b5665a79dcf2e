"""Where messages are kept: an item for each, which alone holds the caller's number, and a register for each line.

A message is registered before its item is written, and leaves the register after its item is finished. If a process
ends in between, the register has an entry too many, never one too few.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from waittimes.page import NO_PAGE, Page
from waittimes.table import PageConflict, Table
from waittimes.voicemails.record import DAY_SECONDS, UnreadableVoicemail, Voicemail, decode, encode
from waittimes.voicemails.register import Entries, Entry, decode_entries, encode_entries, register_key

WRITE_ATTEMPTS: Final = 6
MOST_KEPT: Final = 2000
"""The most messages that a line keeps, handled ones included. A register of as many fits into one item."""
FIRST_LOOK_SECONDS: Final = 60.0
"""How long after the caller was asked to speak the poller first looks for a recording."""
UNWRITTEN_SECONDS: Final = 300.0
"""An entry of the register whose item is missing for this long was never written."""
KEPT_LIFE_SECONDS: Final = 30 * DAY_SECONDS
"""DynamoDB may delete a message's item this long after the recordings should have been deleted."""
FINISHED_LIFE_SECONDS: Final = DAY_SECONDS
"""DynamoDB may delete a finished item after this time. Until then, a webhook that comes late finds it."""
REGISTER_LIFE_SECONDS: Final = 2 * 366 * DAY_SECONDS
"""Longer than any message is kept."""


class Opening(Enum):
    """What came of opening a message."""

    MADE = auto()
    FULL = auto()
    """As many messages are pending as the line allows."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it was read, with its page for the next conditional write."""

    voicemail: Voicemail
    page: Page


def item_key(line_name: str, call_sid: str) -> str:
    """Return the `ID` of a message's item."""
    return f"voicemail#{line_name}#{call_sid}"


@dataclass(frozen=True, slots=True)
class VoicemailStore:
    """The messages in a table. Every method raises TableUnavailable."""

    table: Table

    def open(self, voicemail: Voicemail, *, most_pending: int, now: float) -> Opening:
        """Register a message and write its item, before its caller is asked to speak. Done again, it is done once.

        After TableUnavailable it may have been written or not. Raises PageConflict if others write all the time.
        """
        if not self._register(voicemail, most_pending, now):
            return Opening.FULL
        # Twilio repeats a webhook whose answer it did not receive; then the item is there.
        with contextlib.suppress(PageConflict):
            self._put(voicemail, NO_PAGE, now)
        return Opening.MADE

    def find(self, line_name: str, call_sid: str) -> Stored | None:
        """Return the message of this call."""
        page = self.table.get(item_key(line_name, call_sid), consistent=True)
        try:
            return Stored(decode(page.rows), page) if page != NO_PAGE else None
        except UnreadableVoicemail:
            return None

    def entries(self, line_name: str) -> Entries:
        """Return the line's register."""
        return decode_entries(self.table.get(register_key(line_name), consistent=True))

    def update(self, stored: Stored, changed: Voicemail, *, now: float) -> Stored:
        """Write a changed message. Raises PageConflict if another has written since it was read.

        A finished message loses the caller's number.
        """
        if changed.state.is_finished:
            changed = changed.finished(changed.state)
        return Stored(changed, self._put(changed, stored.page, now))

    def note(self, line_name: str, noted: Mapping[str, Entry | None], *, now: float) -> None:
        """Write these entries into the register; None removes one. Raises PageConflict if others write all the time."""

        def with_them(before: Entries) -> Entries:
            both: dict[str, Entry | None] = {**before, **noted}
            return {call_sid: entry for call_sid, entry in both.items() if entry is not None}

        self._rewrite(line_name, with_them, now)

    def add_recording(self, line_name: str, call_sid: str, recording_sid: str, *, now: float) -> Voicemail | None:
        """Note that Twilio has told of a recording. Return the message, None if this call was asked for none.

        Told again, it is noted once. A message that was finished without a recording is opened again, because Twilio
        may tell late. Raises PageConflict if others write all the time.
        """
        for _ in range(WRITE_ATTEMPTS):
            stored = self.find(line_name, call_sid)
            if stored is None:
                return None
            changed = stored.voicemail.with_recording(recording_sid)
            if changed == stored.voicemail:
                return changed
            if stored.voicemail.state.is_finished and not changed.state.is_finished:
                entry = Entry(changed.created_at, now)
                self.note(line_name, {call_sid: entry}, now=now)
            with contextlib.suppress(PageConflict):
                return self.update(stored, changed, now=now).voicemail
        raise PageConflict(item_key(line_name, call_sid))

    def _register(self, voicemail: Voicemail, most_pending: int, now: float) -> bool:
        def with_it(before: Entries) -> Entries | None:
            if voicemail.call_sid in before:
                return before
            is_full = sum(each.is_pending for each in before.values()) >= most_pending or len(before) >= MOST_KEPT
            entry = Entry(voicemail.created_at, now + FIRST_LOOK_SECONDS)
            return None if is_full else {**before, voicemail.call_sid: entry}

        return self._rewrite(voicemail.line, with_it, now)

    def _rewrite(self, line_name: str, rewrite: Callable[[Entries], Entries | None], now: float) -> bool:
        """Rewrite the register, and tell whether `rewrite` allowed it. Raises PageConflict."""
        key = register_key(line_name)
        for _ in range(WRITE_ATTEMPTS):
            page = self.table.get(key, consistent=True)
            before = decode_entries(page)
            wanted = rewrite(before)
            if wanted is None or wanted == before:
                return wanted is not None
            rows, expires_at = encode_entries(wanted), now + REGISTER_LIFE_SECONDS
            with contextlib.suppress(PageConflict):
                self.table.put(key, rows, replaces=page, measured_at=now, expires_at=expires_at)
                return True
        raise PageConflict(key)

    def _put(self, voicemail: Voicemail, replaces: Page, now: float) -> Page:
        is_finished = voicemail.state.is_finished
        expires_at = now + FINISHED_LIFE_SECONDS if is_finished else voicemail.expires_at + KEPT_LIFE_SECONDS
        rows, key = encode(voicemail), item_key(voicemail.line, voicemail.call_sid)
        self.table.put(key, rows, replaces=replaces, measured_at=now, expires_at=expires_at)
        return Page((replaces.version or 0) + 1, now, rows)
