from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.histories import any_points, at, point_of, total_of
from waittimes.history.merging import latest, merge
from waittimes.history.point import StoredPoint

HOURS = st.dictionaries(st.sampled_from(["0000000000a1", "0000000000b2", "0000000000c3"]), any_points(), max_size=3)


@given(HOURS, HOURS)
def test_every_slot_of_both_is_there_once_and_no_other(
    stored: dict[str, dict[int, StoredPoint]], newer: dict[str, dict[int, StoredPoint]]
) -> None:
    merged = merge(stored, newer)

    for name in {*stored, *newer}:
        assert merged[name].keys() == stored.get(name, {}).keys() | newer.get(name, {}).keys()
        assert all(each.point.at == moment for moment, each in merged[name].items())


@given(HOURS, HOURS)
def test_merging_the_same_again_changes_nothing(
    stored: dict[str, dict[int, StoredPoint]], newer: dict[str, dict[int, StoredPoint]]
) -> None:
    once = merge(stored, newer)

    assert merge(once, newer) == once


@given(HOURS, HOURS)
def test_merging_changes_neither_hour(
    stored: dict[str, dict[int, StoredPoint]], newer: dict[str, dict[int, StoredPoint]]
) -> None:
    before = {name: dict(points) for name, points in stored.items()}, {name: dict(each) for name, each in newer.items()}

    merge(stored, newer)

    assert (stored, newer) == before


def test_a_slot_of_both_has_the_longest_line_of_either_and_else_what_the_later_one_says() -> None:
    earlier = StoredPoint(point_of(3, waiting=9, longest_waiting_seconds=300, estimate_seconds=500, hung_up=None))
    later = StoredPoint(point_of(3, waiting=4, longest_waiting_seconds=310, estimate_seconds=None, hung_up=2))

    found = latest(earlier, later).point

    assert found == point_of(3, waiting=9, longest_waiting_seconds=310, estimate_seconds=None, hung_up=2)


def test_a_line_that_only_one_of_both_knows_is_the_longest() -> None:
    known, unknown = StoredPoint(point_of(3, waiting=9)), StoredPoint(point_of(3, waiting=None))

    assert latest(known, unknown).point.waiting == latest(unknown, known).point.waiting == 9
    assert latest(unknown, unknown).point.waiting is None


def test_the_sums_of_more_calls_are_the_later_ones_and_no_priority_is_lost() -> None:
    one = StoredPoint(point_of(3), {0: total_of(10), 5: total_of(70)})
    other = StoredPoint(point_of(3), {0: total_of(8), 9: total_of(1)})

    both = {0: total_of(10), 5: total_of(70), 9: total_of(1)}
    assert latest(one, other).totals == latest(other, one).totals == both


def test_points_of_different_slots_do_not_touch_each_other() -> None:
    stored, newer = {at(1): StoredPoint(point_of(1, waiting=50))}, {at(2): StoredPoint(point_of(2, waiting=1))}

    assert merge({"0000000000a1": stored}, {"0000000000a1": newer})["0000000000a1"] == stored | newer
