"""Callers of several priorities wait differently, and the higher never longer."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import estimate
from poller.estimation.state import Calibration, QueueState, WorkspaceState
from poller.estimation.statistics import BANDS, Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import ANY_CATALOGUE, ANY_STATISTICS, BUSY_HOUR, MULTI_TASKING, QUEUE, polled
from tests.fakes.waits import MEASURED_AT

VIPS = replace(BUSY_HOUR, by_priority={0: 9, 5: 4}, pending=6, longest_waiting_seconds=140)
LEARNED = st.builds(
    QueueState,
    served_seconds=st.dictionaries(st.sampled_from([0, 5, 20, 100]), st.floats(0, 1e6), min_size=2),
    abandonments=st.lists(st.floats(0, 500), min_size=BANDS, max_size=BANDS),
    exposure_seconds=st.lists(st.floats(0, 1e5), min_size=BANDS, max_size=BANDS),
    calibrations=st.dictionaries(
        st.sampled_from([0, 5, 20, 100]),
        st.builds(Calibration, st.floats(0, 1e6), st.floats(0, 1e6), st.floats(-3, 0.5), st.floats(-0.5, 3)),
    ),
)


def test_callers_of_a_higher_priority_wait_less_and_the_estimate_is_that_of_the_last() -> None:
    wait = polled(*[{QUEUE: VIPS}] * 3)[QUEUE]

    assert list(wait.by_priority) == [5, 0]
    assert (wait.by_priority[5].seconds or 0) < (wait.by_priority[0].seconds or 0)
    assert wait.by_priority[0] == wait.estimate


def test_a_caller_who_may_be_overtaken_waits_longer() -> None:
    alike = polled(*[{QUEUE: replace(VIPS, by_priority={0: 13})}] * 3)[QUEUE]
    overtaken = polled(*[{QUEUE: VIPS}] * 3)[QUEUE]

    assert (overtaken.estimate.seconds or 0) > (alike.estimate.seconds or 0)


def test_with_one_priority_or_none_there_are_no_estimates_by_priority() -> None:
    one, none = replace(VIPS, by_priority={5: 13}), replace(VIPS, by_priority={})

    assert polled(*[{QUEUE: one}] * 3)[QUEUE].by_priority == {}
    assert polled(*[{QUEUE: none}] * 3)[QUEUE].by_priority == {}


def test_after_a_poll_without_priorities_they_are_known_again_at_once() -> None:
    waits = [
        polled({QUEUE: VIPS}, {QUEUE: VIPS}, {QUEUE: replace(VIPS, by_priority=last)}) for last in ({}, {0: 9, 5: 4})
    ]

    assert [list(each[QUEUE].by_priority) for each in waits] == [[], [5, 0]]


def test_a_rare_priority_has_no_estimate_of_its_own() -> None:
    known = WorkspaceState({QUEUE: QueueState(served_seconds={0: 9_996.0, 7: 4.0})})

    assert polled({QUEUE: VIPS}, known=known)[QUEUE].by_priority == {}


def test_a_correction_for_the_last_priority_never_makes_its_wait_the_shorter() -> None:
    corrections = {0: Calibration(1e6, 1e5), 5: Calibration(1e5, 1e6)}
    known = WorkspaceState({QUEUE: QueueState(served_seconds={0: 9e5, 5: 1e5}, calibrations=corrections)})
    most = replace(VIPS, by_priority={0: 1, 5: 24}, pending=16)

    found = polled({QUEUE: most}, known=known)[QUEUE].by_priority

    assert found[5].seconds == found[0].seconds


@given(ANY_STATISTICS, ANY_CATALOGUE, LEARNED)
def test_callers_of_a_higher_priority_are_never_promised_the_longer_wait(
    statistics: QueueStatistics, workspace: Workspace, learned: QueueState
) -> None:
    wait = estimate({QUEUE: Measured(statistics, MEASURED_AT)}, workspace, WorkspaceState({QUEUE: learned}))[QUEUE]

    seconds = [each.seconds or 0.0 for _, each in sorted(wait.by_priority.items(), reverse=True)]
    assert seconds == sorted(seconds)
    assert len(seconds) != 1
    assert all(
        (each.low_seconds or 0) <= (each.seconds or 0) <= (each.high_seconds or 0) for each in wait.by_priority.values()
    )


def test_forecasts_that_cannot_be_compared_are_not_kept() -> None:
    known = WorkspaceState()

    for number in range(100):
        busy = {QUEUE: VIPS if number < 50 else replace(VIPS, pending=0)}
        estimate({QUEUE: Measured(busy[QUEUE], MEASURED_AT + 60 * number)}, MULTI_TASKING, known)

        kept = [len(each) for each in known.snapshots[QUEUE].forecasts.values()]
        assert max(kept) <= 1 + 140 // 60 + 1
