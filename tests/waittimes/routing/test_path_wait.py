"""The wait of a caller who goes through a workflow: at each step, the later of timeout and turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.routing.path_waits import FREE, UNKNOWN, UNSTAFFED, a_wait, seconds_through, waited
from tests.waittimes.routing.workflows import to, where
from waittimes.routing.path_wait import wait_on
from waittimes.routing.route import predict
from waittimes.routing.workflow import read
from waittimes.wait import Basis, Estimate


def test_one_target_is_its_queues_own_record() -> None:
    own = a_wait("A", 120, 30, evidence={"ahead": 7, "history": 90})

    assert waited(where("1==1", to("A")), waits=[own]) == own


def test_a_targets_priority_decides_whose_estimate_counts() -> None:
    own = a_wait("A", 300, by_priority={0: Estimate(300), 8: Estimate(40, 20, 70)})

    assert seconds_through(to("A", priority=8), waits=[own]) == (40, 20, 70)
    assert seconds_through(to("A"), waits=[own]) == (300, None, None)
    assert seconds_through(to("A", priority=5), waits=[own]) == (300, 270 + 30, 300)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (40, 500, 40),  # answered in the first queue
        (60, 500, 60),  # at its last moment
        (61, 500, 500),  # moves on at 60, and its turn comes at 500
        (200, 20, 60),  # its turn there is over: the next agent is its own
    ],
)
def test_a_caller_is_answered_in_the_first_queue_within_its_timeout_or_later_in_the_second(
    first: int, second: int, expected: int
) -> None:
    waits = [a_wait("A", first), a_wait("B", second)]

    assert seconds_through(to("A", timeout=60), to("B"), waits=waits)[0] == expected


def test_timeouts_add_up_for_they_count_from_the_tasks_age() -> None:
    waits = [a_wait("A", 900), a_wait("B", 900), a_wait("C", 10)]

    assert seconds_through(to("A", timeout=60), to("B", timeout=45), to("C"), waits=waits)[0] == 105


def test_the_ends_of_the_range_go_their_own_ways() -> None:
    waits = [a_wait("A", 70, 20), a_wait("B", 200, 50)]

    # At best answered in A after 50 s; else at 60 s it moves on.
    assert seconds_through(to("A", timeout=60), to("B"), waits=waits) == (200, 50, 250)


def test_a_priority_that_rises_waits_as_one_who_came_with_it() -> None:
    both = a_wait("A", 400, by_priority={0: Estimate(400), 9: Estimate(100)})

    assert seconds_through(to("A", timeout=60), to("A", priority=9), waits=[both])[0] == 100
    assert seconds_through(to("A", timeout=350), to("A", priority=9), waits=[both])[0] == 350


def test_the_high_end_of_a_raised_priority_counts_those_who_will_be_raised_before() -> None:
    both = a_wait("A", 400, by_priority={0: Estimate(400, 350, 450), 9: Estimate(100, 90, 110)})

    assert seconds_through(to("A", timeout=60), to("A", priority=9), waits=[both]) == (100, 90, 170)
    assert seconds_through(to("A", timeout=370), to("A", priority=9), waits=[both]) == (370, 350, 450)


def test_a_queue_that_nobody_serves_is_left_at_the_timeout() -> None:
    waits = [a_wait("A", None, **UNSTAFFED), a_wait("B", 45)]

    assert seconds_through(to("A", timeout=30), to("B"), waits=waits)[0] == 45
    assert seconds_through(to("A", timeout=90), to("B"), waits=waits)[0] == 90


def test_nobody_serves_on_the_whole_way() -> None:
    found = waited(
        where("1==1", to("A", timeout=30), to("B")), waits=[a_wait(each, None, **UNSTAFFED) for each in "AB"]
    )

    assert found is not None
    assert (found.basis, found.estimate) == (Basis.UNSTAFFED, Estimate())


def test_a_free_agent_in_the_first_queue_answers_at_once() -> None:
    found = waited(where("1==1", to("A", timeout=30), to("B")), waits=[a_wait("A", 12, **FREE), a_wait("B", 300)])

    assert found is not None
    assert (found.basis, found.estimate.seconds) == (Basis.AGENT_FREE, 12)


def test_a_free_agent_in_the_second_queue_answers_at_the_timeout() -> None:
    found = waited(where("1==1", to("A", timeout=30), to("B")), waits=[a_wait("A", 500), a_wait("B", 9, **FREE)])

    assert found is not None
    assert (found.basis, found.estimate.seconds) == (Basis.LINE, 30)


def test_a_task_that_is_canceled_before_its_turn_has_no_number() -> None:
    assert waited(where("1==1", to("A", timeout=60)), waits=[a_wait("A", 61)]) is None


def test_those_whose_turn_comes_in_time_wait_no_longer_than_the_last_timeout() -> None:
    assert seconds_through(to("A", timeout=60), waits=[a_wait("A", 50, 30)]) == (50, 20, 60)


def test_a_queue_of_which_nothing_is_known_has_no_number_where_the_caller_may_get_there() -> None:
    assert seconds_through(to("A", timeout=60), to("B"), waits=[a_wait("A", 50, 20)])[0] is None
    assert seconds_through(to("A", timeout=60), to("B"), waits=[a_wait("A", 50, 10)])[0] == 50
    assert waited(where("1==1", to("A")), waits=[]) is None


def test_a_route_without_a_path_has_no_wait() -> None:
    assert waited(where("1==0", to("A")), waits=[a_wait("A", 10)]) is None
    assert wait_on(predict(read("no JSON"), {}), {}) is None


def test_a_record_is_as_old_as_the_oldest_it_rests_on() -> None:
    waits = [a_wait("A", 500, measured_at=990.0), a_wait("B", 600, measured_at=950.0), a_wait("C", 1, measured_at=5.0)]

    found = waited(where("1==1", to("A", timeout=60), to("B"), to("C")), waits=waits)

    assert found is not None
    assert found.measured_at == 950.0


@given(
    waits=st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 1000), st.floats(0, 1000)), min_size=3, max_size=3),
    timeouts=st.lists(st.integers(1, 1000), min_size=2, max_size=2),
)
def test_the_range_holds_the_estimate_and_no_queue_is_worse_than_waiting_for_the_last_alone(
    waits: list[tuple[float, float, float]], timeouts: list[int]
) -> None:
    records = [
        a_wait(letter, None, estimate=Estimate(low + below, low, low + below + above))
        for letter, (low, below, above) in zip("ABC", waits, strict=True)
    ]
    first, second = timeouts

    seconds, low, high = seconds_through(to("A", timeout=first), to("B", timeout=second), to("C"), waits=records)

    assert seconds is not None
    assert low is not None
    assert high is not None
    assert low <= seconds <= high
    assert seconds <= max(first + second, records[2].estimate.seconds or 0)


@given(st.data())
def test_nothing_raises_whatever_the_records(data: st.DataObject) -> None:
    estimates = st.builds(Estimate, *[st.none() | st.floats(0, 1e6)] * 3)
    records = [
        a_wait(letter, None, basis=basis, estimate=estimate, by_priority=classes, agents_free=free)
        for letter in data.draw(st.lists(st.sampled_from("ABCZ"), unique=True))
        for basis in [data.draw(st.sampled_from(Basis))]
        for estimate in [data.draw(estimates)]
        for classes in [data.draw(st.dictionaries(st.sampled_from([0, 9]), estimates))]
        for free in [data.draw(st.integers(0, 3))]
    ]
    targets = st.builds(
        to,
        st.sampled_from("ABC"),
        timeout=st.none() | st.integers(1, 500),
        skip_if=st.sampled_from([None, "1==1", "workers.available == 0", "workers.unavailable > 1", "nonsense ("]),
        priority=st.sampled_from([None, 0, 9]),
        expression=st.sampled_from([None, "1==0", "worker.a == 1"]),
    )
    filters = st.builds(where, st.sampled_from(["1==1", "1==0", UNKNOWN]), targets, targets)

    found = waited(*data.draw(st.lists(filters, max_size=3)), waits=records, default="Z", speaks_narrowed=True)

    assert found is None or found.queue_sid in {each.queue_sid for each in records}
