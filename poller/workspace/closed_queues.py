"""Which task queues are closed: those whose lines are all outside their opening hours."""

from collections.abc import Iterable

from waittimes.settings.config import Line


def closed_queues(lines: Iterable[Line], now: float) -> frozenset[str]:
    """Return the SIDs of the task queues whose lines are all closed at `now` by their opening hours."""
    by_queue: dict[str, list[Line]] = {}
    for line in lines:
        if line.task_queue_sid:
            by_queue.setdefault(line.task_queue_sid, []).append(line)
    return frozenset(sid for sid, leading in by_queue.items() if all(_is_closed(line, now) for line in leading))


def _is_closed(line: Line, now: float) -> bool:
    if line.hours is None:
        return False
    # A settings file without hours costs no import of time zones.
    from waittimes import opening_hours

    return not opening_hours.at(line.hours, now).is_open
