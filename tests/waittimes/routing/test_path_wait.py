"""The wait of a caller who goes through a workflow: later of timeout and turn, step by step."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes.routing.path_wait import wait_on
from waittimes.routing.route import predict
from waittimes.routing.workflow import read
from waittimes.wait import Basis, Estimate, Wait

UNKNOWN = "level == '3'"


def a_wait(letter: str, seconds: float | None, spread: float = 0.0, **fields: Any) -> Wait:
    """Return the record of a queue: an estimate, and as much below and above it."""
    estimate = Estimate() if seconds is None else Estimate(seconds, seconds - spread, seconds + spread)
    facts: dict[str, Any] = {"measured_at": 1000.0, "basis": Basis.LINE, "estimate": estimate, "agents_busy": 4}
    return Wait(queue_sid=QUEUES[letter], queue_name=letter, **facts | fields)


def waited(*filters: Any, waits: list[Wait], default: str | None = None, speaks_narrowed: bool = False) -> Wait | None:
    route = predict(read(document(*filters, default=default)), {"level": 3})
    return wait_on(route, {each.queue_sid: each for each in waits}, speaks_narrowed=speaks_narrowed)


def seconds_through(*targets: Any, waits: list[Wait], **fields: Any) -> tuple[float | None, float | None, float | None]:
    """Return estimate, low and high end of a caller who goes through these targets."""
    found = waited(where("1==1", *targets), waits=waits, **fields)
    return (
        (None, None, None)
        if found is None
        else (
            found.estimate.seconds,
            found.estimate.low_seconds,
            found.estimate.high_seconds,
        )
    )


FREE: dict[str, Any] = {"basis": Basis.AGENT_FREE, "agents_free": 2}
UNSTAFFED: dict[str, Any] = {"basis": Basis.UNSTAFFED, "agents_busy": 0}


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


def test_a_target_for_some_workers_has_a_number_only_where_the_line_says_so() -> None:
    known = to("A", known_worker_sid="task.level")

    assert waited(where("1==1", known), waits=[a_wait("A", 50)]) is None
    assert seconds_through(known, waits=[a_wait("A", 50)], speaks_narrowed=True)[0] == 50


def test_an_agent_who_is_free_may_not_be_the_one_who_is_asked_for() -> None:
    known = to("A", known_worker_sid="task.level")

    assert waited(where("1==1", known), waits=[a_wait("A", 5, **FREE)], speaks_narrowed=True) is None


def test_a_known_worker_who_is_not_there_costs_the_timeout() -> None:
    missing = to("A", known_worker_sid="task.agent", timeout=30)

    assert seconds_through(missing, to("A"), waits=[a_wait("A", 20)])[0] == 30
    assert seconds_through(missing, to("A"), waits=[a_wait("A", 80)])[0] == 80


def test_a_target_that_is_skipped_unless_somebody_is_free() -> None:
    at_once = to("A", skip_if="1==1")

    assert seconds_through(at_once, to("B"), waits=[a_wait("A", 10), a_wait("B", 200)])[0] == 200
    assert seconds_through(at_once, to("B"), waits=[a_wait("A", 10, **FREE), a_wait("B", 200)])[0] == 10
    assert waited(where("1==1", at_once), waits=[a_wait("A", 10), a_wait("Z", 70)], default="Z") == a_wait("Z", 70)


def test_a_queue_that_nobody_serves_is_skipped_where_nobody_is_available() -> None:
    unless_staffed = to("A", skip_if="workers.available == 0")

    assert seconds_through(unless_staffed, to("B"), waits=[a_wait("A", None, **UNSTAFFED), a_wait("B", 70)])[0] == 70


def test_whether_busy_workers_count_as_available_is_not_known_so_both_are_tried() -> None:
    unless_staffed = to("A", skip_if="workers.available == 0")

    found = seconds_through(unless_staffed, to("B"), waits=[a_wait("A", 100, 20), a_wait("B", 300, 50)])

    assert found == (200, 80, 350)


def test_of_several_possible_queues_the_widest_range_counts() -> None:
    filters = where(UNKNOWN, to("A")), where("1==1", to("B"))

    found = waited(*filters, waits=[a_wait("A", 60, 30), a_wait("B", 120, 10, measured_at=900.0)])

    assert found is not None
    assert found.estimate == Estimate(90, 30, 130)
    assert found.measured_at == 900.0


@pytest.mark.parametrize("other", [a_wait("B", None, basis=Basis.UNKNOWN), a_wait("B", None, **UNSTAFFED)])
def test_of_several_possible_queues_every_one_must_have_a_number(other: Wait) -> None:
    assert waited(where(UNKNOWN, to("A")), where("1==1", to("B")), waits=[a_wait("A", 60), other]) is None


def test_of_several_possible_queues_all_may_have_a_free_agent() -> None:
    filters = where(UNKNOWN, to("A")), where("1==1", to("B"))

    both = waited(*filters, waits=[a_wait("A", 9, **FREE), a_wait("B", 12, **FREE)])
    one = waited(*filters, waits=[a_wait("A", 9, **FREE), a_wait("B", 120, 10)])

    assert both is not None
    assert both.basis is Basis.AGENT_FREE
    assert one is not None
    assert (one.basis, one.estimate) == (Basis.LINE, Estimate(60, 0, 130))


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
