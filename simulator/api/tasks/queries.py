"""The parameters of requests about tasks: what a new task is like, which tasks are listed and in which order.

All functions raise ApiRefusal (400).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.api.errors import invalid
from simulator.api.query import Arguments, moment
from simulator.centre.task import ASSIGNED, CANCELED, COMPLETED, PENDING, RESERVED, WRAPPING, Task
from waittimes.routing.expression import evaluate

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

CHANNELS = ("default", "voice", "chat", "sms", "video", "email", "callback", "voicemail")
"""The unique names of the TaskChannels: Twilio's own, and the two of its older plugin for callbacks."""
LONGEST_ATTRIBUTES = 4096
_STATUSES = (PENDING, RESERVED, ASSIGNED, WRAPPING, COMPLETED, CANCELED)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC).timestamp()


def attributes(arguments: Arguments) -> dict[str, object]:
    """Return the task attributes: the JSON object in the argument `Attributes`, of at most 4096 characters."""
    text = arguments.get("Attributes", "{}")
    if len(text) > LONGEST_ATTRIBUTES:
        raise invalid(f"Attributes must have at most {LONGEST_ATTRIBUTES} characters")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise invalid("Attributes must be JSON") from error
    if not isinstance(value, dict):
        raise invalid("Attributes must be a JSON object")
    return value


def virtual_start(arguments: Arguments, now: float) -> float | None:
    """Return the argument `VirtualStartTime` in seconds since the epoch; None if there is none.

    It must be neither in the future nor before 1900, by Twilio's OpenAPI document.
    """
    given = moment(arguments, "VirtualStartTime")
    if given is not None and not _EARLIEST <= given.timestamp() <= now:
        raise invalid("VirtualStartTime must be neither in the future nor before the year 1900")
    return None if given is None else given.timestamp()


def channel(arguments: Arguments, sids: Mapping[str, str]) -> str:
    """Return the unique name of the TaskChannel, `default` by default; `sids` has the SIDs by name."""
    wanted = arguments.get("TaskChannel", CHANNELS[0])
    for name, channel_sid in sids.items():
        if wanted in (name, channel_sid):
            return name
    raise invalid("TaskChannel must be the unique name or the SID of a TaskChannel")


def wanted_tasks(arguments: "MultiDict[str, str]", names: Mapping[str, str]) -> Callable[[Task], bool]:
    """Return whether a list with these filters has a task; `names` has the friendly names of queues and workflows."""
    statuses = [each for text in arguments.getlist("AssignmentStatus") for each in text.split(",")]
    if unknown := [status for status in statuses if status not in _STATUSES]:
        raise invalid(f"AssignmentStatus cannot be {unknown[0]}")
    expression = arguments.get("EvaluateTaskAttributes", "")
    own: dict[str, Callable[[Task], str | None]] = {
        "WorkflowSid": lambda task: task.workflow_sid,
        "WorkflowName": lambda task: names.get(task.workflow_sid or ""),
        "TaskQueueSid": lambda task: task.queue_sid,
        "TaskQueueName": lambda task: names.get(task.queue_sid),
        "Priority": lambda task: str(task.priority),
    }
    asked = [(value, arguments[name]) for name, value in own.items() if name in arguments]

    def is_wanted(task: Task) -> bool:
        fits = all(value(task) == text for value, text in asked) and (not statuses or task.status in statuses)
        return fits and (not expression or evaluate(expression, dict(task.attributes)) is True)

    return is_wanted


_KEYS: dict[str, Callable[[Task], Any]] = {
    "DateCreated": lambda task: task.number,
    "Priority": lambda task: task.priority,
    "VirtualStartTime": lambda task: task.virtual_start_at,
}


def ordered(arguments: Arguments, tasks: Sequence[Task]) -> list[Task]:
    """Return the tasks as `Ordering` says, such as `Priority:desc,VirtualStartTime:asc`; by creation without it."""
    pairs = [each.partition(":")[::2] for each in arguments.get("Ordering", "DateCreated:asc").split(",")]
    names = [name for name, _ in pairs]
    if any(name not in _KEYS or way not in ("asc", "desc") for name, way in pairs) or len(set(names)) < len(names):
        raise invalid("Ordering must hold pairs such as Priority:desc, of DateCreated, Priority or VirtualStartTime")
    if {"DateCreated", "VirtualStartTime"} <= set(names):
        raise invalid("Ordering cannot combine DateCreated and VirtualStartTime")
    found = list(tasks)
    for name, way in reversed(pairs):
        found.sort(key=_KEYS[name], reverse=way == "desc")
    return found
