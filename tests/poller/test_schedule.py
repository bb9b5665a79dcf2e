"""When a scheduled run reads: at even distances, never beyond its minute, its deadline or the next reading."""

import pytest

from poller import schedule
from tests.poller.simulated_time import SimulatedTime


def moments(every_seconds: float, *, deadline: float = 50, reading_takes: float = 2) -> list[tuple[float, float]]:
    """Return when each reading of a run begins and must end, in seconds from the start of the run."""
    time = SimulatedTime(1000)
    found = []
    for by in schedule.deadlines(time.deadline(deadline), every_seconds):
        found.append((time.now - 1000, by.ends_at - 1000))
        time.pause(reading_takes)
    return found


def test_a_run_reads_once_unless_told_otherwise() -> None:
    assert moments(60) == [(0, 50)]


@pytest.mark.parametrize(
    ("every_seconds", "expected"),
    [(30, [(0, 50), (30, 50)]), (20, [(0, 50), (20, 40), (40, 50)]), (15, [(0, 50), (15, 30), (30, 45), (45, 50)])],
)
def test_a_run_reads_again_at_even_distances_and_each_reading_ends_where_the_next_begins(
    every_seconds: float, expected: list[tuple[float, float]]
) -> None:
    assert moments(every_seconds) == expected


def test_a_reading_whose_time_has_come_while_another_was_at_work_is_left_out() -> None:
    assert [begun for begun, _ in moments(15, reading_takes=17)] == [0, 30]


def test_a_first_reading_that_takes_all_the_time_is_the_only_one() -> None:
    assert moments(15, reading_takes=49) == [(0, 50)]


def test_a_run_never_reaches_into_the_next_minute_however_long_a_poll_may_take() -> None:
    assert moments(15, deadline=300) == [(0, 300), (15, 30), (30, 45), (45, 55)]


@pytest.mark.parametrize(("left", "begun"), [(46.9, [0, 15, 30]), (47, [0, 15, 30, 45]), (20, [0, 15]), (9, [0])])
def test_a_reading_that_had_no_time_left_is_not_begun(left: float, begun: list[float]) -> None:
    assert [begins_at for begins_at, _ in moments(15, deadline=left)] == begun
