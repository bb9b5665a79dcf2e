"""The task of a callback for an agent in Twilio Flex. Pure.

Its attributes are those that the callback feature of Twilio's public Flex template reads
(twilio-professional-services/flex-project-template, callback-and-voicemail).
"""

import contextlib
import json
import math
from datetime import UTC, datetime
from typing import Any, Final

from poller.taskrouter.actions import NewTask
from waittimes.callbacks.record import Callback
from waittimes.settings.config import Line
from waittimes.settings.line_callback import CallbackPolicy

CALLBACK_ID: Final = "callback_id"
"""The attribute by which a callback's own task is found again."""
LONGEST_TIMEOUT_SECONDS: Final = 1_209_600
"""The longest time that a task may live before it is assigned (Twilio's OpenAPI document for TaskRouter)."""
CLOCK_SECONDS: Final = 5.0
"""How far our clock may be ahead of Twilio's, which refuses a virtual start in the future."""


def callback_id(callback: Callback) -> str:
    """Return the value of the attribute `callback_id`: another one for each promise to the same number."""
    return f"{callback.id}-{callback.call_sid}"


def new_task(line: Line, policy: CallbackPolicy, callback: Callback, *, now: float) -> NewTask:
    """Return the task to create: it stands where the caller stood, and lives until the callback expires."""
    seconds_left = math.ceil(callback.expires_at - now)
    return NewTask(
        workflow_sid=line.workflow_sid,
        task_channel=policy.task_channel,
        attributes=attributes(line, policy, callback),
        priority=line.priority,
        timeout_seconds=min(LONGEST_TIMEOUT_SECONDS, max(1, seconds_left)),
        started_at=min(callback.joined_at, now - CLOCK_SECONDS),
    )


def attributes(line: Line, policy: CallbackPolicy, callback: Callback) -> dict[str, Any]:
    """Return the attributes of the task: those of the line, by which the workflow routes it, and Flex's."""
    hours = policy.calling_hours or line.hours
    received = datetime.fromtimestamp(callback.confirmed_at, UTC).isoformat(timespec="milliseconds")
    return {
        **line.attributes,
        **_promise(callback),
        CALLBACK_ID: callback_id(callback),
        "taskType": "callback",
        "from": callback.number,
        "name": callback.number,
        "direction": "inbound",
        "callBackData": {
            "numberToCall": callback.number,
            "numberToCallFrom": callback.caller_id,
            "attempts": 0,
            "mainTimeZone": hours.time_zone if hours else "UTC",
            "utcDateTimeReceived": received.replace("+00:00", "Z"),
            "isDeleted": False,
        },
        # One conversation for Flex Insights: this task and the call that the agent makes from it.
        "conversations": {"conversation_id": callback.call_sid},
    }


def _promise(callback: Callback) -> dict[str, Any]:
    with contextlib.suppress(ValueError):
        return {"promise": json.loads(callback.promise)}
    return {}
