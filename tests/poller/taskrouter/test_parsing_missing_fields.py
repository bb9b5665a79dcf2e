"""A field that TaskRouter leaves out of a task queue's statistics is unknown: neither an error nor zero."""

from typing import Any

import pytest

from poller.estimation.statistics import QueueStatistics
from poller.taskrouter.parsing import IN_QUEUE_WAIT, parse
from tests.fakes.statistics_source import cumulative, realtime


@pytest.mark.parametrize("wait", [None, {}, {"avg": None, "min": None, "max": None, "total": None}])
def test_a_wait_that_is_null_is_a_wait_that_was_left_out(wait: Any) -> None:
    assert parse(realtime(), cumulative(**{IN_QUEUE_WAIT: wait})).mean_wait_seconds is None


@pytest.mark.parametrize("window", [None, {}])
def test_of_a_queue_without_cumulative_statistics_the_present_is_known(window: Any) -> None:
    statistics = parse(realtime(), window)

    assert (statistics.entered, statistics.accepted, statistics.canceled) == (None, None, None)
    assert (statistics.mean_wait_seconds, statistics.accepted_by_age) == (None, ())
    assert statistics.pending == 4


def test_what_only_explains_may_be_missing() -> None:
    bare = {"tasks_by_status": {"pending": 5}, "total_available_workers": 8}

    statistics = parse(bare, cumulative(average=None))

    assert (statistics.pending, statistics.available_workers) == (5, 8)
    assert (statistics.in_service_strict, statistics.in_service) == (None, None)
    assert (statistics.workers_by_activity, statistics.by_priority) == ({}, {})
    assert statistics.longest_waiting_seconds is None
    assert (statistics.accepted_by_age, statistics.canceled_by_age) == ((), ())


@pytest.mark.parametrize("left_out", ["reserved", "assigned", "wrapping"])
def test_busy_is_not_known_as_long_as_one_of_its_parts_is_not(left_out: str) -> None:
    known = {"pending": 4, "reserved": 1, "assigned": 6, "wrapping": 2}

    assert parse(realtime(tasks_by_status=known | {left_out: None}), cumulative()).in_service_strict is None


@pytest.mark.parametrize(("left_out", "occupied"), [("reserved", 8), ("assigned", None), ("wrapping", 7)])
def test_who_rings_or_wraps_up_is_few_beside_who_talks_but_who_talks_must_be_told(
    left_out: str, occupied: int | None
) -> None:
    known = {"pending": 4, "reserved": 1, "assigned": 6, "wrapping": 2}

    assert parse(realtime(tasks_by_status=known | {left_out: None}), cumulative()).in_service == occupied


@pytest.mark.parametrize("status", [None, {}, {"assigned": 6}, {"pending": None}])
def test_who_waits_is_not_known_where_it_is_left_out_and_is_not_nobody(status: Any) -> None:
    statistics = parse(realtime(tasks_by_status=status), cumulative())

    assert statistics.pending is None
    assert statistics.may_be_active


def test_a_longest_wait_of_zero_is_one_and_null_is_none() -> None:
    assert parse(realtime(longest_task_waiting_age=0), cumulative()).longest_waiting_seconds == 0
    assert parse(realtime(longest_task_waiting_age=None), cumulative()).longest_waiting_seconds is None


def test_who_could_answer_is_not_known_where_it_is_left_out_and_is_not_nobody() -> None:
    assert parse(realtime(total_available_workers=None), cumulative()).available_workers is None


@pytest.mark.parametrize(
    ("entered", "accepted", "pending", "is_active"),
    [
        (0, 0, 0, False),
        (1, 0, 0, True),
        (0, 1, 0, True),
        (0, 0, 1, True),
        (None, 0, 0, True),
        (0, None, 0, True),
        (0, 0, None, True),
    ],
)
def test_a_queue_may_be_active_unless_all_is_known_to_be_quiet(
    entered: int | None, accepted: int | None, pending: int | None, *, is_active: bool
) -> None:
    statistics = QueueStatistics(entered=entered, accepted=accepted, pending=pending, available_workers=0)

    assert statistics.may_be_active is is_active
