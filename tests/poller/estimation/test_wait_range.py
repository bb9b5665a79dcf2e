"""The estimate and its range after bias correction, and what the head of the queue then teaches."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import estimator
from poller.estimation.outlook import Outlook
from poller.estimation.shared_agents import SharedDemand
from poller.estimation.snapshot import Forecast, PriorityClass
from poller.estimation.state import Calibration, QueueState, WorkspaceState
from poller.estimation.statistics import QueueStatistics
from poller.estimation.wait_model import agents_serving, estimate_class
from tests.fakes.statistics import QUEUE, any_statistics
from tests.poller.estimation.queues import NINE, ObservedQueue
from tests.poller.estimation.twelve_agents import (
    EVERYBODY,
    LONG_LINE,
    OTHERS,
    VIPS,
    WITHOUT_WRAPPING,
    TwelveAgents,
    learned,
    twelve_agents,
)
from waittimes.wait import Basis

A_QUARTER_MORE = Calibration(predicted_seconds=12_000, actual_seconds=18_000)
"""Weighed with 12,000 seconds that were as forecast: 30,000 over 24,000."""


def test_the_bias_correction_multiplies_and_the_median_lies_a_tenth_of_a_service_interval_below_the_mean() -> None:
    plain = twelve_agents().estimate()
    corrected = twelve_agents(state=learned(calibrations={0: A_QUARTER_MORE})).estimate()

    assert plain.estimate.seconds == pytest.approx(380 - 2.5, abs=0.6)
    assert corrected.bias_correction == 1.25
    assert corrected.estimate.seconds == pytest.approx(1.25 * 380 - 2.5, abs=0.6)


def test_the_correction_of_another_priority_does_not_count() -> None:
    assert twelve_agents(state=learned(calibrations={20: A_QUARTER_MORE})).estimate().bias_correction == 1


def test_the_range_is_in_standard_deviations_around_the_estimate() -> None:
    """Sixteen service intervals, each as uncertain as it is long; 8 % of 380 seconds; and five seconds."""
    state = learned(calibrations={0: Calibration(low_quantile=-1.5, high_quantile=2.0)})

    found = twelve_agents(state=state).estimate()

    assert found.deviation_seconds == pytest.approx(math.sqrt(10_000 + 924.16 + 25))
    assert found.estimate.low_seconds == math.floor(377.5 - 1.5 * 104.638)
    assert found.estimate.high_seconds == math.ceil(377.5 + 2 * 104.638)


def test_a_range_holds_its_estimate_whatever_was_learned() -> None:
    state = learned(calibrations={0: Calibration(low_quantile=0.4, high_quantile=-0.3)})

    found = twelve_agents(state=state).estimate().estimate

    assert found.low_seconds is not None
    assert found.seconds is not None
    assert found.high_seconds is not None
    assert found.seconds - 1 <= found.low_seconds <= found.seconds <= found.high_seconds <= found.seconds + 1


def polled(queue: TwelveAgents, polls: int, *callers: PriorityClass) -> WorkspaceState:
    """Return what is known after this number of equal polls, a minute apart."""
    known = WorkspaceState({QUEUE: queue.state}, {QUEUE: queue.snapshot})
    for poll in range(polls):
        known.snapshots[QUEUE] = replace(known.snapshots[QUEUE], at=NINE + 60.0 * poll)
        estimates = tuple(queue.estimate(each) for each in callers)
        estimator.learn(QUEUE, Outlook(Basis.LINE, 0, 0.0, estimates), known)
    return known


def test_the_head_of_the_queue_corrects_the_forecasts_for_the_last_priority_alone() -> None:
    known = polled(twelve_agents(LONG_LINE), 12, VIPS, OTHERS)

    assert known.queues[QUEUE].calibrations[0].predicted_seconds > 0
    assert known.queues[QUEUE].calibrations[20] == Calibration()


def test_the_head_of_the_queue_is_compared_with_the_forecast_made_when_it_joined() -> None:
    """It has waited for 330 seconds; 0.3 x 25 seconds and the ringing remain. The forecast was made six polls ago."""
    known = polled(twelve_agents(WITHOUT_WRAPPING), 7, EVERYBODY)

    assert known.queues[QUEUE].calibrations[0].actual_seconds == pytest.approx(330 + 7.5 + 5)
    assert known.queues[QUEUE].calibrations[0].predicted_seconds == pytest.approx(380, 0.001)


def test_a_forecast_is_kept_as_it_was_before_correction_and_after() -> None:
    queue = twelve_agents(state=learned(calibrations={0: A_QUARTER_MORE}))
    found = queue.estimate()

    known = polled(queue, 1, EVERYBODY)

    assert known.snapshots[QUEUE].forecasts == {
        0: (Forecast(NINE, found.raw_seconds, found.estimate.seconds or 0, found.deviation_seconds),)
    }


@pytest.mark.parametrize(
    "fields",
    [{"pending": 0, "longest_waiting_seconds": 0}, {"longest_waiting_seconds": None}, {}],
    ids=["nobody waits", "the longest wait is missing", "callers wait"],
)
def test_no_more_forecasts_are_kept_than_can_still_be_compared(fields: dict[str, Any]) -> None:
    """A process may poll for days."""
    known = polled(twelve_agents(replace(WITHOUT_WRAPPING, **fields)), 600, VIPS, OTHERS)

    forecasts = known.snapshots[QUEUE].forecasts
    assert len(forecasts[20]) <= 1
    assert len(forecasts[0]) <= 330 / 60 + 2


@given(
    st.lists(any_statistics(most=2000), min_size=1, max_size=3),
    st.builds(SharedDemand, st.floats(0, 1e4), st.floats(0, 100), st.floats(0, 1e4), st.floats(0, 100)),
    st.tuples(st.integers(0, 1000), st.floats(0, 1e4)),
    st.dictionaries(st.integers(0, 40), st.floats(0, 1e6), max_size=3),
    st.builds(Calibration, st.floats(0, 1e9), st.floats(0, 1e9), st.floats(-9, 9), st.floats(-9, 9)),
)
def test_whatever_is_shown_an_estimate_is_finite_and_within_its_range(
    polls: list[QueueStatistics],
    elsewhere: SharedDemand,
    agents_about: tuple[int, float],
    served: dict[int, float],
    known: Calibration,
) -> None:
    on_duty, on_other_queues = agents_about
    state = QueueState(served_seconds=served, calibrations={each: replace(known) for each in (0, *served)})
    queue = ObservedQueue(WorkspaceState({QUEUE: state}))
    for poll, statistics in enumerate(polls):
        queue.poll(statistics, NINE + 60.0 * poll)
        snapshot = replace(queue.snapshot, on_duty=on_duty)
        agents = agents_serving(state, snapshot, free=0, on_other_queues=on_other_queues)
        if agents is None:
            continue
        found = tuple(estimate_class(state, snapshot, agents, elsewhere, callers) for callers in snapshot.classes)
        estimator.learn(QUEUE, Outlook(Basis.LINE, 0, on_other_queues, found), queue.known)
        for each in found:
            low, seconds, high = each.estimate.low_seconds, each.estimate.seconds, each.estimate.high_seconds
            assert low is not None
            assert seconds is not None
            assert high is not None
            assert 0 <= low <= seconds <= high < math.inf
            assert each.ahead.number > 0
            assert -1e-9 <= each.abandoning_share <= 1
            assert 0.6 <= each.bias_correction <= 1.6
            assert each.deviation_seconds >= 5
