"""TaskRouter's statistics of one task queue: Twilio's JSON becomes ours. No other module knows Twilio's field names."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from poller.estimation.statistics import SPLIT_SECONDS, Measured, QueueStatistics
from poller.taskrouter.port import Cumulative, RealTime

IN_QUEUE_WAIT = "wait_duration_in_queue_until_accepted"
MOST = 1e9
"""More seconds or calls than TaskRouter can count in the thirty days that it looks back."""

Value = TypeVar("Value")
_EMPTY: Mapping[str, Any] = {}


class Parsed(NamedTuple):
    """Statistics, and the fields of the answer that were ignored because they are not what Twilio documents."""

    statistics: QueueStatistics
    ignored: frozenset[str]


def parse(realtime: Any, cumulative: Any) -> QueueStatistics:
    """Return the statistics in TaskRouter's two objects, either of which may be missing.

    A field that is not what Twilio documents counts as missing.
    """
    return examine(realtime, cumulative).statistics


def examine(realtime: Any, cumulative: Any) -> Parsed:
    """Return what `parse` returns, and which fields it ignored."""
    fields = _Fields()
    now = fields.read("realtime", realtime, _object, _EMPTY)
    window = fields.read("cumulative", cumulative, _object, _EMPTY)
    by_status = fields.read("tasks_by_status", now.get("tasks_by_status"), _object, _EMPTY)
    accepted_by_age, canceled_by_age = fields.read(
        "split_by_wait_time", window.get("split_by_wait_time"), _split, _NONE
    )
    statistics = QueueStatistics(
        entered=fields.count(window, "tasks_entered"),
        accepted=fields.count(window, "reservations_accepted"),
        mean_wait_seconds=fields.read(IN_QUEUE_WAIT, window.get(IN_QUEUE_WAIT), _mean, None),
        canceled=fields.count(window, "tasks_canceled"),
        pending=fields.count(by_status, "pending"),
        reserved=fields.count(by_status, "reserved"),
        assigned=fields.count(by_status, "assigned"),
        wrapping=fields.count(by_status, "wrapping"),
        available_workers=fields.count(now, "total_available_workers"),
        workers_by_activity=fields.read("activity_statistics", now.get("activity_statistics"), _workers, {}),
        longest_waiting_seconds=fields.count(now, "longest_task_waiting_age"),
        by_priority=fields.read("tasks_by_priority", now.get("tasks_by_priority"), _priorities, {}),
        accepted_by_age=accepted_by_age,
        canceled_by_age=canceled_by_age,
    )
    return Parsed(statistics, frozenset(fields.ignored))


def measure(now: RealTime, window: Cumulative) -> Measured:
    """Return the statistics in the two halves, and when each was asked for."""
    statistics = parse(now.realtime, window.cumulative)
    return Measured(statistics, now.at, None if window.at == now.at else window.at)


class _UndocumentedError(Exception):
    """A value is not what Twilio documents."""


class _Fields:
    """Reads fields, and notes the names of those that it ignores."""

    def __init__(self) -> None:
        self.ignored: set[str] = set()

    def read(self, name: str, value: Any, convert: Callable[[Any], Value], missing: Value) -> Value:
        """Return the converted value; `missing` if it is null or not as documented."""
        if value is None:
            return missing
        try:
            return convert(value)
        except _UndocumentedError:
            self.ignored.add(name)
            return missing

    def count(self, of: Mapping[str, Any], name: str) -> int | None:
        """Return a count, None if it is missing."""
        return self.read(name, of.get(name), _count, None)


def _workers(activities: Any) -> dict[str, int]:
    if not isinstance(activities, list):
        raise _UndocumentedError
    entries = [_object(each) for each in activities]
    return {str(each.get("sid")): _count(each.get("workers")) for each in entries}


def _mean(wait: Any) -> float | None:
    average = _object(wait).get("avg")
    return None if average is None else _number(average)


def _priorities(tasks: Any) -> dict[int, int]:
    """Return calls by priority; a key may be "5" or "Priority-5", and one that is neither is left out."""
    found = [(re.search(r"(?<!\d)\d{1,10}$", str(key)), count) for key, count in _object(tasks).items()]
    return {int(match[0]): _count(count) for match, count in found if match}


_Bands = tuple[int, ...]
_NONE: tuple[_Bands, _Bands] = ((), ())


def _split(split: Any) -> tuple[_Bands, _Bands]:
    """Return accepted and canceled calls by age band; none if a threshold is missing."""
    by_threshold = _object(split)
    if any(str(each) not in by_threshold for each in SPLIT_SECONDS):
        return _NONE
    sides = [_object(by_threshold[str(each)]) for each in SPLIT_SECONDS]
    return _bands(sides, "reservations_accepted"), _bands(sides, "tasks_canceled")


def _bands(sides: Sequence[Mapping[str, Any]], name: str) -> _Bands:
    """Return the calls between each threshold and the one before.

    TaskRouter counts at most 10,000 below and above each threshold; a difference below 0 counts as 0.
    """
    below = [_count(_object(each.get("below")).get(name)) for each in sides]
    oldest = _count(_object(sides[-1].get("above")).get(name))
    return (*(max(0, upper - lower) for lower, upper in pairwise([0, *below])), oldest)


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _UndocumentedError
    return value


def _count(value: Any) -> int:
    """Return a count; some of Twilio's documents show counts as strings of digits."""
    number = _number(value)
    if number != int(number):
        raise _UndocumentedError
    return int(number)


def _number(value: Any) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        number = -1.0
    if not 0 <= number <= MOST:
        raise _UndocumentedError
    return number
