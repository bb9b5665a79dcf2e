"""The arrival rate of a task queue, as the best of the available counts shows it, and smoothed over hours."""

import math

import pytest

from poller.estimation import arrivals
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState
from tests.poller.estimation.queues import NINE, observed, showing


@pytest.mark.parametrize(
    ("fields", "arrival_rate"),
    [
        ({"entered": 45}, 45 / 900),
        ({"entered": None, "accepted": 31, "canceled": 7}, 38 / 900),
        ({"entered": None, "accepted": 31, "canceled": None}, 31 / 900),
        ({"entered": None, "accepted": None}, 12 / 240),
        ({"entered": None, "accepted": None, "assigned": None}, 0),
    ],
    ids=["entered", "answered and abandoned", "answered", "in service", "no count at all"],
)
def test_the_arrival_rate_comes_from_the_best_count_there_is(
    fields: dict[str, int | None], arrival_rate: float
) -> None:
    assert arrivals.arrival_rate(QueueState(), showing(**fields)) == pytest.approx(arrival_rate)


def test_the_smoothed_rate_has_a_time_constant_of_two_hours() -> None:
    """Of a fall from 90 calls per window to 45, the share exp(-1) is left after two hours."""
    queue = observed([showing(entered=90)] * 60 + [showing(entered=45)] * 120)

    assert observed([showing(entered=90)] * 60).state.smoothed_arrival_rate == pytest.approx(90 / 900)
    assert queue.state.smoothed_arrival_rate == pytest.approx((45 + 45 / math.e) / 900)


def test_arrivals_are_expected_at_the_smoothed_rate_and_at_the_last_one_before_there_is_any() -> None:
    first, later = observed([showing(entered=90)]), observed([showing(entered=90)] * 60 + [showing(entered=45)])

    assert arrivals.expected_rate(first.state, first.snapshot) == 0.1
    assert arrivals.expected_rate(later.state, later.snapshot) == later.state.smoothed_arrival_rate != 0.05


@pytest.mark.parametrize(
    ("fields", "intensity"),
    [({}, 0.05 * 240 / 12), ({"assigned": None}, 0.05 * 240 / (36 * 240 / 900)), ({"assigned": 0}, 0.05 * 240 / 3)],
    ids=["agents in service", "agents that the calls answered took", "few agents"],
)
def test_traffic_intensity_is_arrival_rate_times_handle_time_over_busy_agents(
    fields: dict[str, int | None], intensity: float
) -> None:
    snapshot = Snapshot(at=NINE, statistics=showing(**fields), arrival_rate=0.05)

    assert arrivals.traffic_intensity(QueueState(), snapshot) == pytest.approx(intensity)
