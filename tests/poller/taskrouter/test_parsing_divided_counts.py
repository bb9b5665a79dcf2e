"""Counts that TaskRouter divides by task priority, and by how long answered and abandoned calls had waited."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.statistics import SPLIT_SECONDS, QueueStatistics
from poller.taskrouter.parsing import Parsed, examine, parse
from tests.fakes.statistics_source import cumulative, realtime

ACCEPTED = (3, 0, 2, 5, 7, 4, 1, 6)
CANCELED = (8, 1, 0, 2, 0, 3, 1, 0)
BANDS = st.lists(st.integers(0, 1000), min_size=len(SPLIT_SECONDS) + 1, max_size=len(SPLIT_SECONDS) + 1)


def split(accepted: Sequence[int] = ACCEPTED, canceled: Sequence[int] = CANCELED) -> dict[str, Any]:
    """Return TaskRouter's counts below and above each threshold for calls that left the queue in each age band."""
    return {
        str(threshold): {
            side: {"reservations_accepted": sum(accepted[part]), "tasks_canceled": sum(canceled[part])}
            for side, part in (("below", slice(band + 1)), ("above", slice(band + 1, None)))
        }
        for band, threshold in enumerate(SPLIT_SECONDS)
    }


def divided(by_wait: Any) -> QueueStatistics:
    return parse(realtime(), cumulative(split_by_wait_time=by_wait))


def by_priority(tasks: Any) -> Mapping[int, int]:
    return parse(realtime(tasks_by_priority=tasks), cumulative()).by_priority


@pytest.mark.parametrize("key", ["{}", "Priority-{}"])
def test_a_priority_may_be_named_by_its_number_or_in_words(key: str) -> None:
    assert by_priority({key.format(0): 3, key.format(5): "12", key.format(100): 1}) == {0: 3, 5: 12, 100: 1}


def test_a_key_that_names_no_priority_is_left_out() -> None:
    assert by_priority({"5": 2, "others": 7, "": 4, "9" * 5000: 1}) == {5: 2}


@pytest.mark.parametrize("nothing", [None, {}])
def test_priorities_that_are_left_out_are_none(nothing: Any) -> None:
    assert by_priority(nothing) == {}


@pytest.mark.parametrize("count", [-1, "few", None, 2.5])
def test_a_count_of_a_priority_that_is_nonsense_costs_the_division_by_priority(count: Any) -> None:
    found = examine(realtime(tasks_by_priority={"0": 4, "5": count}), cumulative())

    assert (found.statistics.by_priority, found.statistics.pending) == ({}, 4)
    assert found.ignored == {"tasks_by_priority"}


def test_those_answered_and_those_who_hung_up_are_counted_by_the_band_of_age_they_reached() -> None:
    statistics = divided(split())

    assert statistics.accepted_by_age == ACCEPTED
    assert statistics.canceled_by_age == CANCELED


def test_a_split_by_more_thresholds_than_were_asked_for_is_the_same() -> None:
    assert divided(split() | {"45": {"below": {}, "above": {}}}) == divided(split())


@pytest.mark.parametrize("nothing", [None, {}])
def test_without_a_split_there_are_no_bands(nothing: Any) -> None:
    assert (divided(nothing).accepted_by_age, divided(nothing).canceled_by_age) == ((), ())


@pytest.mark.parametrize("missing", [str(each) for each in SPLIT_SECONDS])
def test_a_split_that_lacks_a_threshold_is_no_split(missing: str) -> None:
    lacking = {threshold: sides for threshold, sides in split().items() if threshold != missing}

    assert (divided(lacking).accepted_by_age, divided(lacking).canceled_by_age) == ((), ())
    assert divided(lacking).accepted == 17


def test_a_band_that_would_be_negative_is_empty() -> None:
    """Ten thousand are the most that TaskRouter counts on either side."""
    capped = split()
    capped["30"]["below"]["reservations_accepted"] = 1

    assert divided(capped).accepted_by_age == (3, 0, 4, 5, 7, 4, 1, 6)


@pytest.mark.parametrize(
    "nonsense", [[], "15", 4, dict.fromkeys(map(str, SPLIT_SECONDS)), {str(each): {} for each in SPLIT_SECONDS}]
)
def test_a_split_that_is_none_counts_as_missing(nonsense: Any) -> None:
    assert examine(realtime(), cumulative(split_by_wait_time=nonsense)) == Parsed(
        divided(None), frozenset({"split_by_wait_time"})
    )


@pytest.mark.parametrize("name", ["reservations_accepted", "tasks_canceled"])
@pytest.mark.parametrize(("threshold", "side"), [("15", "below"), ("240", "below"), ("960", "above")])
@pytest.mark.parametrize("count", ["a lot", -1, None])
def test_a_count_of_the_split_that_is_nonsense_costs_the_split(
    threshold: str, side: str, name: str, count: Any
) -> None:
    nonsense = split()
    nonsense[threshold][side][name] = count

    assert examine(realtime(), cumulative(split_by_wait_time=nonsense)) == Parsed(
        divided(None), frozenset({"split_by_wait_time"})
    )


@given(BANDS, BANDS)
def test_any_bands_are_read_as_they_were_counted(accepted: list[int], canceled: list[int]) -> None:
    statistics = divided(split(accepted, canceled))

    assert statistics.accepted_by_age == tuple(accepted)
    assert statistics.canceled_by_age == tuple(canceled)
