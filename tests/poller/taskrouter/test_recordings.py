"""Recordings: what is asked of Twilio, and how its answers are read."""

from typing import Any

from poller.taskrouter.actions import Recording
from tests.poller.stand_in import ACCOUNT
from tests.poller.taskrouter.recorded_requests import CALL_SID, Recorded

RECORDING = "RE" + "e3" * 16
EIGHT = 1_800_000_000.0


def test_the_recordings_of_a_call_are_listed(recorded: Recorded) -> None:
    unfinished = recording(status="processing", duration=None)
    recorded.answer = {"recordings": [recording(), unfinished], "next_page_uri": None, "page": 0}

    found = recorded.actions().recordings_of(CALL_SID)

    assert found == [
        Recording(RECORDING, "completed", "RecordVerb", 17, EIGHT),
        Recording(RECORDING, "processing", "RecordVerb", -1, EIGHT),
    ]
    assert recorded.asked == [("GET", f"/voice/2010-04-01/Accounts/{ACCOUNT.sid}/Recordings.json")]
    assert recorded.sent == [{"CallSid": CALL_SID, "PageSize": "50"}]


def recording(**fields: Any) -> dict[str, Any]:
    """Return a recording as Twilio writes one."""
    return {
        "sid": RECORDING,
        "status": "completed",
        "source": "RecordVerb",
        "duration": "17",
        "date_created": "Fri, 15 Jan 2027 08:00:00 +0000",
    } | fields


def test_a_recording_is_deleted(recorded: Recorded) -> None:
    recorded.answer, recorded.status = "", "204 NO CONTENT"

    recorded.actions().delete_recording(RECORDING)

    assert recorded.asked == [("DELETE", f"/voice/2010-04-01/Accounts/{ACCOUNT.sid}/Recordings/{RECORDING}.json")]
