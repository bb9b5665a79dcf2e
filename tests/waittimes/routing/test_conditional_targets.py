"""The wait where a target is only for some workers, or is skipped under a condition."""

from tests.waittimes.routing.path_waits import FREE, UNSTAFFED, a_wait, seconds_through, waited
from tests.waittimes.routing.workflows import to, where


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
