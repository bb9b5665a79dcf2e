"""Twilio's statistics of a task queue become ours, or say which field is nonsense. Nothing else ever happens."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.statistics import QueueStatistics
from poller.taskrouter.parsing import IN_QUEUE_WAIT, MalformedStatistics, parse
from tests.fakes.statistics_source import AVAILABLE, BREAK, OFFLINE, cumulative, realtime


def nested(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
    )


ANY_JSON = nested(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("17"))
COUNTS = st.integers(0, 10**9)
WITHIN = {
    "activity_statistics": ("workers",),
    "tasks_by_status": ("pending", "reserved", "assigned", "wrapping"),
    "tasks_by_priority": (),
    "split_by_wait_time": ("reservations_accepted", "tasks_canceled"),
}
FIELDS = (
    *WITHIN,
    *("total_available_workers", "longest_task_waiting_age"),
    *("tasks_entered", "reservations_accepted", "tasks_canceled", IN_QUEUE_WAIT),
)
NAMES = {"realtime", "cumulative", *FIELDS, *(name for names in WITHIN.values() for name in names)}


def test_every_number_finds_its_place() -> None:
    statistics = parse(realtime(), cumulative(average=210))

    assert statistics == QueueStatistics(
        entered=23,
        accepted=17,
        mean_wait_seconds=210,
        pending=4,
        reserved=1,
        assigned=6,
        wrapping=2,
        available_workers=9,
        workers_by_activity={OFFLINE: 2, AVAILABLE: 9, BREAK: 1},
        longest_waiting_seconds=75,
        canceled=5,
        by_priority={0: 3, 20: 1},
    )
    assert (statistics.busy, statistics.occupied) == (9, 9)


def test_counts_may_come_as_texts_of_digits() -> None:
    statistics = parse(
        realtime(tasks_by_status={"pending": "11", "reserved": "0", "assigned": "7", "wrapping": "3"}),
        cumulative(tasks_entered="31", reservations_accepted="29", **{IN_QUEUE_WAIT: {"avg": "95.5"}}),
    )

    assert (statistics.pending, statistics.busy) == (11, 10)
    assert (statistics.entered, statistics.accepted, statistics.mean_wait_seconds) == (31, 29, 95.5)


def test_whole_numbers_may_come_as_floats() -> None:
    assert parse(realtime(total_available_workers=6.0), cumulative()).available_workers == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total_available_workers", "many"),
        ("total_available_workers", -1),
        ("total_available_workers", 2.5),
        ("total_available_workers", True),
        ("total_available_workers", float("nan")),
        ("total_available_workers", float("inf")),
        ("total_available_workers", 10**400),
        ("total_available_workers", 1e300),
        ("total_available_workers", [9]),
        ("longest_task_waiting_age", "an hour"),
        ("tasks_by_priority", [3]),
        ("tasks_by_status", {"pending": 4.5}),
        ("tasks_by_status", [4]),
        ("tasks_by_status", "4"),
        ("activity_statistics", {"workers": 9}),
        ("activity_statistics", [9]),
        ("activity_statistics", [{"sid": AVAILABLE, "workers": None}]),
    ],
)
def test_nonsense_about_the_present_is_named(field: str, value: Any) -> None:
    named = "workers" if field == "activity_statistics" and value != [9] and isinstance(value, list) else field
    named = "pending" if value == {"pending": 4.5} else named

    with pytest.raises(MalformedStatistics, match=f"^{named}$"):
        parse(realtime(**{field: value}), cumulative())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tasks_entered", "a few"),
        ("tasks_entered", -3),
        ("reservations_accepted", 16.5),
        ("tasks_canceled", "several"),
        (IN_QUEUE_WAIT, 210),
        (IN_QUEUE_WAIT, {"avg": "soon"}),
        (IN_QUEUE_WAIT, {"avg": -1}),
        (IN_QUEUE_WAIT, {"avg": True}),
        (IN_QUEUE_WAIT, {"avg": 1e12}),
    ],
)
def test_nonsense_about_the_window_is_named(field: str, value: Any) -> None:
    with pytest.raises(MalformedStatistics, match=f"^{field}$"):
        parse(realtime(), cumulative(**{field: value}))


@pytest.mark.parametrize("nonsense", [None, [], "{}", 4])
def test_statistics_that_are_no_object_are_nonsense(nonsense: Any) -> None:
    with pytest.raises(MalformedStatistics, match="realtime"):
        parse(nonsense, cumulative())


@pytest.mark.parametrize("nonsense", [[], "{}", 4])
def test_a_window_that_is_no_object_is_nonsense(nonsense: Any) -> None:
    with pytest.raises(MalformedStatistics, match="cumulative"):
        parse(realtime(), nonsense)


def understood(present: Any, past: Any) -> QueueStatistics | str:
    """Return the statistics, or the name of the field that is nonsense."""
    try:
        return parse(present, past)
    except MalformedStatistics as error:
        return str(error)


@given(ANY_JSON, ANY_JSON)
def test_whatever_json_comes_is_understood_or_the_nonsense_is_named(present: Any, past: Any) -> None:
    statistics = understood(present, past)

    assert isinstance(statistics, QueueStatistics) or statistics in NAMES


@given(st.sampled_from(FIELDS), ANY_JSON)
def test_any_json_in_one_field_is_understood_or_that_field_is_named(field: str, value: Any) -> None:
    statistics = understood(realtime(**{field: value}), cumulative(**{field: value}))

    assert isinstance(statistics, QueueStatistics) or statistics in {field, *WITHIN.get(field, ())}


@given(COUNTS, COUNTS, st.integers(0, 10**9) | st.floats(0, 1e9))
def test_every_sensible_number_is_taken_as_it_is(pending: int, entered: int, average: float) -> None:
    statistics = parse(realtime(tasks_by_status={"pending": pending}), cumulative(average, tasks_entered=entered))

    assert (statistics.pending, statistics.entered, statistics.mean_wait_seconds) == (pending, entered, average)
