"""The task of a message, with the attributes that Twilio's public Flex template reads. Pure.

The template (github.com/twilio-professional-services/flex-project-template, feature callback-and-voicemail) shows a
task whose `taskType` is "voicemail", and fetches its recording by `callBackData.recordingSid`. The recording's address
is in no attribute: whoever has it may hear the message unless HTTP authentication is switched on.
"""

from datetime import UTC, datetime
from typing import Any, Final

from poller.taskrouter.actions import NewTask
from waittimes.settings.config import Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import Voicemail

VOICEMAIL_ID: Final = "voicemail_id"
"""The attribute by which a message's task is found again: the SID of the call."""
LONGEST_TIMEOUT_SECONDS: Final = 14 * 24 * 3600
"""The longest time that a task may wait for an agent (Twilio docs, Task resource). The default, a day, is too short for
a weekend."""
SHORTEST_TIMEOUT_SECONDS: Final = 60
NO_NUMBER: Final = "anonymous"


def task_of(voicemail: Voicemail, line: Line, policy: VoicemailPolicy, *, now: float) -> NewTask:
    """Return the task of a message. It has no virtual start, because nobody waits on the line."""
    left_seconds = int(voicemail.expires_at - now)
    return NewTask(
        workflow_sid=policy.workflow_sid or line.workflow_sid,
        task_channel=policy.task_channel,
        attributes=attributes_of(voicemail, line),
        priority=policy.priority,
        timeout_seconds=min(LONGEST_TIMEOUT_SECONDS, max(SHORTEST_TIMEOUT_SECONDS, left_seconds)),
        started_at=None,
    )


def attributes_of(voicemail: Voicemail, line: Line) -> dict[str, Any]:
    """Return the attributes of a message's task: the line's own, by which it is routed, and those of the message."""
    known = {"from": voicemail.number, "to": voicemail.called, "called": voicemail.called}
    numbers = {"numberToCall": voicemail.number, "numberToCallFrom": voicemail.called}
    return {
        **line.attributes,
        **_present(known),
        "name": voicemail.number or NO_NUMBER,
        "direction": "inbound",
        "taskType": "voicemail",
        VOICEMAIL_ID: voicemail.call_sid,
        "language": voicemail.language,
        "callBackData": {
            **_present(numbers),
            "attempts": 0,
            "mainTimeZone": line.hours.time_zone if line.hours else "UTC",
            "utcDateTimeReceived": datetime.fromtimestamp(voicemail.created_at, UTC).isoformat(timespec="seconds"),
            "recordingSid": voicemail.recording_sid,
            "recordingDuration": voicemail.duration_seconds,
            "isDeleted": False,
        },
        # One conversation in Flex Insights: this task and the call that the agent makes from it.
        "conversations": {"conversation_id": voicemail.call_sid},
    }


def _present(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
