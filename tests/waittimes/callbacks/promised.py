"""Callbacks for tests. Numbers, SIDs and times are distinct."""

from typing import Any

from waittimes.callbacks.record import Callback, State, id_of

NOW = 1_800_000_000.0
LINE = "support"
NUMBER, OTHER_NUMBER, CALLED = "+4930111222", "+4940333444", "+4989555666"
CALL_SID, OTHER_CALL_SID = "CA" + "1a" * 16, "CA" + "2b" * 16


def promised(number: str = NUMBER, **changed: Any) -> Callback:
    """Return a callback to `number`, confirmed at NOW by a caller who had waited 90 seconds."""
    values: dict[str, Any] = {
        "id": id_of(LINE, number),
        "line": LINE,
        "state": State.CONFIRMED,
        "number": number,
        "caller_id": CALLED,
        "call_sid": CALL_SID,
        "joined_at": NOW - 90,
        "confirmed_at": NOW,
        "low_at": NOW + 600,
        "high_at": NOW + 1200,
        "expires_at": NOW + 15_000,
        "language": "en",
        "promise": '{"minutes":7}',
        "was_in_queue": True,
    }
    return Callback(**values | changed)
