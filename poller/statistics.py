"""TaskRouter's statistics of one task queue: Twilio's JSON becomes ours. Nothing else knows Twilio's keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

IN_QUEUE_WAIT = "wait_duration_in_queue_until_accepted"
MOST = 1e9
"""More seconds or calls than TaskRouter can have counted in the thirty days it looks back."""


class MalformedStatistics(ValueError):
    """TaskRouter's answer for a queue is not what it documents; the message names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStatistics:
    """One task queue at one moment, and over the window before it. None stands for what TaskRouter left out."""

    entered: int | None = None
    accepted: int | None = None
    mean_wait_seconds: float | None = None
    """Mean wait in this queue of the calls accepted in the window; 0 where there was none."""
    pending: int
    reserved: int | None = None
    assigned: int | None = None
    wrapping: int | None = None
    available_workers: int
    workers_by_activity: Mapping[str, int] = field(default_factory=dict)
    """Eligible workers by the SID of the Activity they are in."""
    longest_waiting_seconds: int = 0

    @property
    def busy(self) -> int | None:
        """Calls of this queue that occupy a worker: reserved, assigned and wrapping."""
        parts = (self.reserved, self.assigned, self.wrapping)
        return None if None in parts else sum(part for part in parts if part)

    @property
    def may_be_active(self) -> bool:
        """Whether a call entered, was accepted or waits; what TaskRouter left out may have happened."""
        return self.entered != 0 or self.accepted != 0 or self.pending > 0


def parse(realtime: Any, cumulative: Any) -> QueueStatistics:
    """Return the statistics in the two objects that TaskRouter gives of a queue; the second may be missing.

    Raises MalformedStatistics.
    """
    now = _object(realtime, "realtime")
    window = {} if cumulative is None else _object(cumulative, "cumulative")
    by_status = _object(now.get("tasks_by_status"), "tasks_by_status")
    return QueueStatistics(
        entered=_optional_count(window, "tasks_entered"),
        accepted=_optional_count(window, "reservations_accepted"),
        mean_wait_seconds=_mean(window.get(IN_QUEUE_WAIT)),
        pending=_count(by_status, "pending"),
        reserved=_optional_count(by_status, "reserved"),
        assigned=_optional_count(by_status, "assigned"),
        wrapping=_optional_count(by_status, "wrapping"),
        available_workers=_count(now, "total_available_workers"),
        workers_by_activity=_workers(now.get("activity_statistics")),
        longest_waiting_seconds=_optional_count(now, "longest_task_waiting_age") or 0,
    )


def _workers(activities: Any) -> dict[str, int]:
    if activities is None:
        return {}
    if not isinstance(activities, list):
        raise MalformedStatistics("activity_statistics")
    entries = [_object(each, "activity_statistics") for each in activities]
    return {str(each.get("sid")): _count(each, "workers") for each in entries}


def _mean(wait: Any) -> float | None:
    average = None if wait is None else _object(wait, IN_QUEUE_WAIT).get("avg")
    return None if average is None else _number(average, IN_QUEUE_WAIT)


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MalformedStatistics(name)
    return value


def _optional_count(fields: Mapping[str, Any], name: str) -> int | None:
    return None if fields.get(name) is None else _count(fields, name)


def _count(fields: Mapping[str, Any], name: str) -> int:
    """Return a count; Twilio's documents show some of them as texts of digits."""
    number = _number(fields.get(name), name)
    if number != int(number):
        raise MalformedStatistics(name)
    return int(number)


def _number(value: Any, name: str) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        number = -1.0
    if not 0 <= number <= MOST:
        raise MalformedStatistics(name)
    return number
