"""Twilio's statistics of a task queue become ours; a field that is not as documented counts as missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.statistics import QueueStatistics
from poller.taskrouter.parsing import IN_QUEUE_WAIT, Parsed, examine, parse
from tests.fakes.statistics_source import AVAILABLE, BREAK, OFFLINE, cumulative, realtime


def nested(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
    )


ANY_JSON = nested(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("17"))
COUNTS = st.integers(0, 10**9)
WITHIN = {"tasks_by_status": ("pending", "reserved", "assigned", "wrapping")}
FIELDS = (
    *WITHIN,
    *("activity_statistics", "tasks_by_priority", "split_by_wait_time"),
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
    assert (statistics.in_service_strict, statistics.in_service) == (9, 9)


def test_counts_may_come_as_texts_of_digits() -> None:
    statistics = parse(
        realtime(tasks_by_status={"pending": "11", "reserved": "0", "assigned": "7", "wrapping": "3"}),
        cumulative(tasks_entered="31", reservations_accepted="29", **{IN_QUEUE_WAIT: {"avg": "95.5"}}),
    )

    assert (statistics.pending, statistics.in_service_strict) == (11, 10)
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
        ("activity_statistics", [{"sid": AVAILABLE, "workers": 9}, {"sid": BREAK}]),
        ("tasks_by_priority", {"0": 3, "5": None}),
    ],
)
def test_nonsense_in_real_time_statistics_counts_as_missing_and_is_named(field: str, value: Any) -> None:
    missing = {"pending": None} if isinstance(value, dict) and "pending" in value else None
    named = "pending" if missing else field

    found = examine(realtime(**{field: value}), cumulative())

    assert found == Parsed(parse(realtime(**{field: missing}), cumulative()), frozenset({named}))


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
def test_nonsense_in_cumulative_statistics_counts_as_missing_and_is_named(field: str, value: Any) -> None:
    found = examine(realtime(), cumulative(**{field: value}))

    assert found == Parsed(parse(realtime(), cumulative(**{field: None})), frozenset({field}))


@pytest.mark.parametrize("nonsense", [[], "{}", 4])
def test_a_half_that_is_no_object_counts_as_missing(nonsense: Any) -> None:
    assert examine(nonsense, cumulative()) == Parsed(parse(None, cumulative()), frozenset({"realtime"}))
    assert examine(realtime(), nonsense) == Parsed(parse(realtime(), None), frozenset({"cumulative"}))


def test_what_is_as_documented_is_not_ignored() -> None:
    assert examine(realtime(), cumulative()).ignored == frozenset()
    assert examine(None, None).ignored == frozenset()


@given(ANY_JSON, ANY_JSON)
def test_any_json_becomes_statistics(present: Any, past: Any) -> None:
    found = examine(present, past)

    assert isinstance(found.statistics, QueueStatistics)
    assert found.ignored <= NAMES


@given(st.sampled_from(FIELDS), ANY_JSON)
def test_any_json_in_one_field_costs_that_field_alone(field: str, value: Any) -> None:
    found = examine(realtime(**{field: value}), cumulative(**{field: value}))

    assert found.ignored <= {field, *WITHIN.get(field, ())}
    if field in found.ignored:
        assert found.statistics == parse(realtime(**{field: None}), cumulative(**{field: None}))


@given(COUNTS, COUNTS, st.integers(0, 10**9) | st.floats(0, 1e9))
def test_every_sensible_number_is_taken_as_it_is(pending: int, entered: int, average: float) -> None:
    statistics = parse(realtime(tasks_by_status={"pending": pending}), cumulative(average, tasks_entered=entered))

    assert (statistics.pending, statistics.entered, statistics.mean_wait_seconds) == (pending, entered, average)
