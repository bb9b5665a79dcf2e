"""Ablation: statistics without one of their fields, lost polls, and no feedback from ended calls."""

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.accuracy.centres.recording import Halves

LOST_SHARE = 0.1
LOST_POLLS = "one poll in ten"
"""Polls that fail: the phone goes on reading the record of the last poll that succeeded."""

PRIORITIES = "tasks_by_priority"
UNSCORED = "scored calls"
"""Feedback from ended calls. Some lines never give it: their callers leave without another webhook."""
NEITHER = f"{PRIORITIES} and {UNSCORED}"
"""Both are missing, because each can be inferred from the other."""

Damage = Callable[[Halves], Halves | tuple[dict[str, object], None]]


def _now(*path: str) -> Damage:
    return lambda halves: (_without(halves[0], path), halves[1])


def _window(*path: str) -> Damage:
    return lambda halves: (halves[0], _without(halves[1], path))


def _without(fields: Mapping[str, object], path: tuple[str, ...]) -> dict[str, object]:
    """Return a copy of the fields without the one at the end of the path."""
    first, *rest = path
    left = {name: value for name, value in fields.items() if name != first}
    within = fields[first]
    if rest and isinstance(within, Mapping):
        left[first] = _without(within, tuple(rest))
    return left


DAMAGES: Mapping[str, Damage] = {
    "longest_task_waiting_age": _now("longest_task_waiting_age"),
    "pending": _now("tasks_by_status", "pending"),
    "reserved": _now("tasks_by_status", "reserved"),
    "assigned": _now("tasks_by_status", "assigned"),
    "wrapping": _now("tasks_by_status", "wrapping"),
    PRIORITIES: _now("tasks_by_priority"),
    "total_available_workers": _now("total_available_workers"),
    "total_eligible_workers": _now("total_eligible_workers"),
    "activity_statistics": _now("activity_statistics"),
    "split_by_wait_time": _window("split_by_wait_time"),
    "wait_duration_in_queue": _window("wait_duration_in_queue_until_accepted"),
    "reservations_accepted": _window("reservations_accepted"),
    "tasks_entered": _window("tasks_entered"),
    "tasks_canceled": _window("tasks_canceled"),
    "the cumulative half": lambda halves: (halves[0], None),
}
"""Functions that remove something from a queue's statistics, by the name under which it is reported."""
MISSING = (*DAMAGES, LOST_POLLS, UNSCORED, NEITHER)
"""Everything that may be missing."""


class Losses:
    """Draws, by a seed, which polls are lost."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed} losses")

    def next_is_lost(self) -> bool:
        """Return whether the next poll is lost."""
        return self._rng.random() < LOST_SHARE
