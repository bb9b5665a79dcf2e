"""The baselines, minute by minute, on statistics written by hand."""

import pytest

from benchmarks.accuracy.announcers.baselines import AVERAGE, FORMULAS, Baseline, with_window
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Workspace

SID = "WQ" + "7" * 32


def workspace_of(*, multi_tasking: bool = True) -> Workspace:
    return Workspace(0, multi_tasking, {SID: "Sales"}, frozenset({"WA1"}), frozenset({"WA2"}))


def told(name: str, *polls: QueueStatistics, multi_tasking: bool = True, every: float = 60) -> list[float | None]:
    """Return the baseline's estimate after each of these polls."""
    baseline = Baseline(FORMULAS[name], workspace_of(multi_tasking=multi_tasking))
    waits = (
        baseline.waits({SID: Measured(statistics, number * every)})[SID] for number, statistics in enumerate(polls)
    )
    return [wait.estimate.seconds for wait in waits]


def answered(accepted: int, mean_wait: float) -> QueueStatistics:
    return QueueStatistics(accepted=accepted, mean_wait_seconds=mean_wait, pending=0, available_workers=0)


def line(pending: int, *, busy: int, available: int, accepted: int | None = 0) -> QueueStatistics:
    return QueueStatistics(
        accepted=accepted, pending=pending, reserved=1, assigned=busy - 1, wrapping=0, available_workers=available
    )


def test_the_average_is_zero_at_first_and_then_the_last_one_known() -> None:
    assert told(AVERAGE, answered(0, 0), answered(3, 71), answered(0, 0), answered(1, 13)) == [0, 71, 71, 13]


def test_the_average_is_kept_while_taskrouter_leaves_it_out() -> None:
    lacking = QueueStatistics(accepted=5, mean_wait_seconds=None, pending=2, available_workers=0)

    assert told(AVERAGE, answered(3, 71), lacking) == [71, 71]


def test_the_head_of_the_line_tells_its_age() -> None:
    waiting = QueueStatistics(pending=2, available_workers=0, longest_waiting_seconds=97)

    assert told("HOL", waiting, answered(3, 71)) == [97, 0]


def test_the_position_is_told_at_three_hundred_seconds_a_call_before_any_was_seen() -> None:
    assert told("position", line(4, busy=10, available=10)) == [5 * 300 / 10]


def test_the_position_takes_available_workers_for_agents_in_a_multi_tasking_workspace_only() -> None:
    polls = line(4, busy=8, available=2)

    assert told("position", polls, multi_tasking=False) == [5 * 300 / 10]
    assert told("position", polls, multi_tasking=True) == [5 * 300 / 2]


@pytest.mark.parametrize("multi_tasking", [True, False])
def test_the_position_is_no_wait_while_an_agent_is_free(*, multi_tasking: bool) -> None:
    available = 10 if multi_tasking else 3

    assert told("position", line(0, busy=7, available=available), multi_tasking=multi_tasking) == [0]


def test_the_position_learns_how_long_calls_take() -> None:
    # Ten busy agents and two calls a minute: 300 s each, then six calls a minute: 100 s.
    polls = [line(4, busy=10, available=10, accepted=90)] * 400

    assert told("position", *polls)[-1] == pytest.approx(5 * 100 / 10, rel=0.01)


def test_the_position_learns_nothing_over_night() -> None:
    polls = [line(4, busy=10, available=10, accepted=90)] * 2

    assert told("position", *polls, every=50_000) == [150, 150]


def test_the_position_divides_by_somebody_even_where_nobody_is_there() -> None:
    assert told("position", QueueStatistics(pending=3, available_workers=0)) == [4 * 300]


def test_each_queue_has_a_memory_of_its_own() -> None:
    other = "WQ" + "8" * 32
    baseline = Baseline(FORMULAS[AVERAGE], workspace_of())
    baseline.waits({SID: Measured(answered(3, 71), 0), other: Measured(answered(2, 19), 0)})

    found = baseline.waits({SID: Measured(answered(0, 0), 60), other: Measured(answered(0, 0), 60)})

    assert [found[SID].estimate.seconds, found[other].estimate.seconds] == [71, 19]


def test_a_rolling_mean_is_the_average_over_another_window() -> None:
    polls = [answered(9, 100), answered(9, 100), answered(9, 100)]
    windows = [[30.0, 50.0], [], [20.0]]
    measured = [
        with_window({SID: Measured(statistics, 60.0 * number)}, {SID: waits})
        for number, (statistics, waits) in enumerate(zip(polls, windows, strict=True))
    ]

    baseline = Baseline(FORMULAS[AVERAGE], workspace_of())

    assert [baseline.waits(each)[SID].estimate.seconds for each in measured] == [40, 40, 20]
    assert measured[0][SID].statistics.available_workers == polls[0].available_workers
