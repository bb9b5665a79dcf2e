"""TaskRouter's statistics of one task queue: Twilio's JSON becomes ours. Nothing else knows Twilio's keys."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from poller.estimation.statistics import SPLIT_SECONDS, QueueStatistics

IN_QUEUE_WAIT = "wait_duration_in_queue_until_accepted"
MOST = 1e9
"""More seconds or calls than TaskRouter can have counted in the thirty days it looks back."""


class MalformedStatistics(ValueError):
    """TaskRouter's answer for a queue is not what it documents; the message names the field."""


def parse(realtime: Any, cumulative: Any) -> QueueStatistics:
    """Return the statistics in the two objects that TaskRouter gives of a queue; the second may be missing.

    Raises MalformedStatistics.
    """
    now = _object(realtime, "realtime")
    window = _optional_object(cumulative, "cumulative")
    by_status = _optional_object(now.get("tasks_by_status"), "tasks_by_status")
    accepted_by_age, canceled_by_age = _split(window.get("split_by_wait_time"))
    return QueueStatistics(
        entered=_optional_count(window, "tasks_entered"),
        accepted=_optional_count(window, "reservations_accepted"),
        mean_wait_seconds=_mean(window.get(IN_QUEUE_WAIT)),
        canceled=_optional_count(window, "tasks_canceled"),
        pending=_optional_count(by_status, "pending"),
        reserved=_optional_count(by_status, "reserved"),
        assigned=_optional_count(by_status, "assigned"),
        wrapping=_optional_count(by_status, "wrapping"),
        available_workers=_optional_count(now, "total_available_workers"),
        workers_by_activity=_workers(now.get("activity_statistics")),
        longest_waiting_seconds=_optional_count(now, "longest_task_waiting_age"),
        by_priority=_priorities(now.get("tasks_by_priority")),
        accepted_by_age=accepted_by_age,
        canceled_by_age=canceled_by_age,
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


def _priorities(tasks: Any) -> dict[int, int]:
    """Return calls by priority; a key may be "5" or "Priority-5", and one that is neither is left out."""
    counted = _optional_object(tasks, "tasks_by_priority").items()
    found = [(re.search(r"(?<!\d)\d{1,10}$", str(key)), count) for key, count in counted]
    return {int(match[0]): _whole(count, "tasks_by_priority") for match, count in found if match}


def _split(split: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return accepted and canceled calls by age band; nothing where a threshold is missing.

    TaskRouter counts at most 10,000 below and above each, so a band may come out negative there: it is none.
    """
    if split is None or any(str(each) not in _object(split, "split_by_wait_time") for each in SPLIT_SECONDS):
        return (), ()
    sides = [_object(split[str(each)], "split_by_wait_time") for each in SPLIT_SECONDS]
    return _bands(sides, "reservations_accepted"), _bands(sides, "tasks_canceled")


def _bands(sides: Sequence[Mapping[str, Any]], name: str) -> tuple[int, ...]:
    below = [_count(_object(each.get("below"), "split_by_wait_time"), name) for each in sides]
    oldest = _count(_object(sides[-1].get("above"), "split_by_wait_time"), name)
    return (*(max(0, upper - lower) for lower, upper in pairwise([0, *below])), oldest)


def _object(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MalformedStatistics(name)
    return value


def _optional_object(value: Any, name: str) -> Mapping[str, Any]:
    return {} if value is None else _object(value, name)


def _optional_count(fields: Mapping[str, Any], name: str) -> int | None:
    return None if fields.get(name) is None else _count(fields, name)


def _count(fields: Mapping[str, Any], name: str) -> int:
    return _whole(fields.get(name), name)


def _whole(value: Any, name: str) -> int:
    """Return a count; Twilio's documents show some of them as texts of digits."""
    number = _number(value, name)
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
