"""One task queue's statistics as TaskRouter computes them: plain JSON, without SIDs and URL.

The fields are those of Twilio's OpenAPI document. Durations are whole seconds. A wait statistic over no calls is all
zeros, so an `avg` of 0 without accepted reservations says nothing about the wait.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from simulator.centre.history import Window
from simulator.centre.plan import AVAILABLE, BREAK, BUSY, OFFLINE, RESERVED, Workspace
from simulator.centre.task_queue import Queue

Statistics = dict[str, Any]

COUNTED_AT_MOST = 10_000
"""The most tasks or reservations that a threshold of SplitByWaitTime counts, by Twilio's page on the endpoint."""


def cumulative(
    queue: Queue, window: Window, thresholds_seconds: Sequence[int] = (), *, channel: str | None = None
) -> Statistics:
    """Return the cumulative statistics of the window, of the tasks of all channels unless `channel` names one.

    `split_by_wait_time` is None without thresholds.
    """
    tally = queue.tally(channel)
    accepted, canceled = tally.accepted.within(window), tally.canceled.within(window)
    waits = _durations(accepted)
    return {
        "avg_task_acceptance_time": waits["avg"],
        "start_time": iso8601(window.start),
        "end_time": iso8601(window.end),
        "reservations_created": tally.reservations.count(window),
        "reservations_accepted": len(accepted),
        "reservations_rejected": 0,
        "reservations_timed_out": 0,
        "reservations_canceled": tally.reservations_canceled.count(window),
        "reservations_rescinded": 0,
        "tasks_entered": tally.entered.count(window),
        "tasks_canceled": len(canceled),
        "tasks_completed": tally.completed.count(window),
        "tasks_deleted": 0,
        "tasks_moved": 0,
        "wait_duration_until_accepted": waits,
        # A wait counts from when the task entered this queue, also for a task that its workflow moved on.
        "wait_duration_in_queue_until_accepted": dict(waits),
        "wait_duration_until_canceled": _durations(canceled),
        "split_by_wait_time": _split(accepted, canceled, thresholds_seconds) if thresholds_seconds else None,
    }


def realtime(
    queue: Queue, workspace: Workspace, now: float, *, channel: str | None = None, priorities_of_pending: bool = False
) -> Statistics:
    """Return the real-time statistics, of the tasks of all channels unless `channel` names one.

    The task mode of `workspace`, which may be another than the queue's, decides how agents on a call count. Twilio
    does not say whether `tasks_by_priority` counts every task or those that wait; with `priorities_of_pending` it
    counts those that wait.
    """
    workers = _workers(queue, multi_task_enabled=workspace.multi_task_enabled)
    tally, longest = queue.tally(channel), queue.longest_waiting(channel)
    age_seconds, longest_sid = (int(longest.age_seconds(now)), longest.sid) if longest else (0, None)
    priorities = tally.pending_by_priority if priorities_of_pending else tally.live_by_priority
    return {
        "activity_statistics": [
            {"friendly_name": name, "workers": workers[name], "sid": activity_sid}
            for activity_sid, name in _activities(workspace)
        ],
        "longest_task_waiting_age": age_seconds,
        "longest_task_waiting_sid": longest_sid,
        "longest_relative_task_age_in_queue": age_seconds,
        "longest_relative_task_sid_in_queue": longest_sid,
        "tasks_by_priority": {str(priority): tasks for priority, tasks in priorities.items() if tasks},
        "tasks_by_status": {
            "reserved": tally.reserved,
            "pending": tally.pending,
            "assigned": tally.assigned,
            "wrapping": tally.wrapping,
        },
        "total_available_workers": workers[AVAILABLE],
        "total_eligible_workers": sum(workers.values()),
        "total_tasks": tally.total,
    }


@lru_cache(maxsize=64)
def _activities(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    return tuple((activity.sid, activity.friendly_name) for activity in workspace.activities)


def _workers(queue: Queue, *, multi_task_enabled: bool) -> dict[str, int]:
    """Return eligible workers by Activity. Agents on a call stay Available in a multi-tasking workspace only."""
    workers = {OFFLINE: 0, AVAILABLE: 0, BREAK: 0, RESERVED: 0, BUSY: 0}
    for team in queue.teams:
        for name, heads in team.activities.items():
            workers[name] += heads
        if not multi_task_enabled:
            idle = len(team.idle)
            workers[RESERVED] += team.reserved
            workers[BUSY] += team.activities[AVAILABLE] - idle - team.reserved
            workers[AVAILABLE] += idle - team.activities[AVAILABLE]
    return workers


def _durations(waits_seconds: Sequence[float]) -> dict[str, int]:
    if not waits_seconds:
        return {"avg": 0, "min": 0, "max": 0, "total": 0}
    total = sum(waits_seconds)
    return {
        "avg": round(total / len(waits_seconds)),
        "min": round(min(waits_seconds)),
        "max": round(max(waits_seconds)),
        "total": round(total),
    }


def _split(accepted: Sequence[float], canceled: Sequence[float], thresholds_seconds: Sequence[int]) -> Statistics:
    accepted, canceled = sorted(accepted), sorted(canceled)
    split = {}
    for threshold in thresholds_seconds:
        soon_accepted, soon_canceled = bisect_right(accepted, threshold), bisect_right(canceled, threshold)
        split[str(threshold)] = {
            "above": _counts(len(canceled) - soon_canceled, len(accepted) - soon_accepted),
            "below": _counts(soon_canceled, soon_accepted),
        }
    return split


def _counts(tasks_canceled: int, reservations_accepted: int) -> dict[str, int]:
    return {
        "tasks_canceled": min(tasks_canceled, COUNTED_AT_MOST),
        "reservations_accepted": min(reservations_accepted, COUNTED_AT_MOST),
    }


def iso8601(at: float) -> str:
    """Return the time `at` as Twilio writes it, in whole seconds of GMT."""
    return _iso8601(int(at))


@lru_cache(maxsize=1024)
def _iso8601(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
