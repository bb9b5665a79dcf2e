"""Messages for tests. Numbers, SIDs and times are distinct."""

from typing import Any

from waittimes.voicemails.record import DAY_SECONDS, State, Voicemail

NOW = 1_800_000_000.0
LINE = "support"
NUMBER, CALLED = "+4930111222", "+4989555666"
CALL_SID, OTHER_CALL_SID = "CA" + "1a" * 16, "CA" + "2b" * 16
RECORDING_SID, OTHER_RECORDING_SID = "RE" + "3c" * 16, "RE" + "4d" * 16


def message(call_sid: str = CALL_SID, **changed: Any) -> Voicemail:
    """Return a message whose caller was asked to speak at NOW."""
    values: dict[str, Any] = {
        "call_sid": call_sid,
        "line": LINE,
        "state": State.OPEN,
        "number": NUMBER,
        "called": CALLED,
        "language": "de",
        "created_at": NOW,
        "expires_at": NOW + 30 * DAY_SECONDS,
    }
    return Voicemail(**values | changed)
