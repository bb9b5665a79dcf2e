"""Writes a caller's message into the table: before they are asked to speak, and when Twilio tells of a recording."""

import logging
import re
from collections.abc import Callable
from typing import Final, TypeVar

from ivr import webhook
from ivr.deadline import DeadlineExceeded, within
from ivr.voice.call import Call
from waittimes.callbacks.withheld import is_withheld
from waittimes.settings import formats
from waittimes.settings.config import Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.table import PageConflict, TableUnavailable
from waittimes.voicemails.record import DAY_SECONDS, State, Voicemail
from waittimes.voicemails.store import Opening, VoicemailStore

log = logging.getLogger("waittimes.ivr")

Answer = TypeVar("Answer")

RECORDING_SID: Final = re.compile(r"RE[0-9a-fA-F]{32}")


def open_message(call: Call, line: Line) -> Opening | None:
    """Write the caller's message, still without a recording. Return what came of it; None if that is not known.

    Only after MADE may the caller be asked to speak: the poller would not find any other message.
    """
    call_sid, policy = webhook.field("CallSid", webhook.CALL_SID), line.voicemail
    if policy is None or call_sid is None:
        return Opening.FULL
    now = call.phone.clock()
    voicemail, store = _new(call, line, policy, call_sid, now), VoicemailStore(call.phone.table)
    opening = _tried(line, lambda: store.open(voicemail, most_pending=policy.most_pending, now=now))
    log.info(
        "voicemail.opened",
        extra={"call_sid": call_sid, "line": line.name, "outcome": opening.name.lower() if opening else "unknown"},
    )
    return opening


def note_recording(call: Call, line: Line) -> None:
    """Note the recording that Twilio tells of. If that fails, the poller finds the recording by itself."""
    call_sid = webhook.field("CallSid", webhook.CALL_SID)
    recording_sid = webhook.field("RecordingSid", RECORDING_SID)
    status = webhook.field("RecordingStatus", re.compile(r"[a-z-]{1,20}")) or "unknown"
    log.info("voicemail.recording", extra={"call_sid": webhook.call_sid(), "line": line.name, "status": status})
    if status != "completed" or call_sid is None or recording_sid is None:
        return
    now, store = call.phone.clock(), VoicemailStore(call.phone.table)
    _tried(line, lambda: store.add_recording(line.name, call_sid, recording_sid, now=now))


def _new(call: Call, line: Line, policy: VoicemailPolicy, call_sid: str, now: float) -> Voicemail:
    number = webhook.field("From", formats.PHONE_NUMBER) or ""
    return Voicemail(
        call_sid=call_sid,
        line=line.name,
        state=State.OPEN,
        number="" if is_withheld(number) else number,
        called=webhook.field("To", formats.PHONE_NUMBER) or "",
        language=call.words.name,
        created_at=now,
        expires_at=now + policy.kept_days * DAY_SECONDS,
    )


def _tried(line: Line, act: Callable[[], Answer]) -> Answer | None:
    """Return what `act` returns; None if the table fails or is late, because no failure may cost the call."""
    try:
        return within(webhook.current().deadline, act)
    except (TableUnavailable, PageConflict, DeadlineExceeded) as error:
        log.warning("voicemail.not_written", extra={"line": line.name, "reason": f"{type(error).__name__} {error}"})
    except Exception:
        log.exception("voicemail.not_written", extra={"line": line.name})
    return None
