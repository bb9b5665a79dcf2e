"""Abandonment by age: hazards chosen by the test must be found in the counts of the callers who leave."""

import math
from itertools import pairwise

import pytest

from poller.estimation import abandonment
from poller.estimation.queue_clearing import EDGES_SECONDS
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import BANDS, WINDOW_SECONDS
from tests.poller.estimation.queues import NINE, observed, showing

NOTHING_SEEN = Snapshot(at=NINE, statistics=showing())
PLANTED = [1 / 60, 1 / 240, 1 / 500, 1 / 700, 1 / 900, 1 / 1100, 1 / 1100, 1 / 1100]


def split(hazards: list[float], *, answered: float, callers: int) -> tuple[list[int], list[int]]:
    """Return by age band how many of `callers` are answered and how many abandon, at these rates per second."""
    accepted, canceled, there = [], [], float(callers)
    for band, hazard in enumerate(hazards):
        width = EDGES_SECONDS[band + 1] - EDGES_SECONDS[band] if band + 1 < BANDS else math.inf
        leave = there * -math.expm1(-(hazard + answered) * width)
        accepted.append(round(leave * answered / (hazard + answered)))
        canceled.append(round(leave * hazard / (hazard + answered)))
        there -= leave
    return accepted, canceled


def test_hazards_by_age_are_found_from_the_ages_at_which_callers_leave() -> None:
    """Callers are taken to leave in the middle of a band, which holds where the band is short beside a wait.

    With a mean wait of eight minutes or more, the first five hazards are found within a tenth; above four minutes the
    hazards come out too low, by up to a quarter.
    """
    accepted, canceled = split(PLANTED, answered=1 / 800, callers=200_000)
    statistics = showing(accepted_by_age=tuple(accepted), canceled_by_age=tuple(canceled))

    found = observed([statistics] * 300).patience.hazards

    assert found[:5] == pytest.approx(PLANTED[:5], 0.1)
    assert found[5:7] == pytest.approx(PLANTED[5:7], 0.25)


def test_callers_who_leave_evenly_over_a_band_give_its_hazard_exactly() -> None:
    """Of a hundred in a band of 30 seconds, ninety leave in its middle, after 15 seconds; ten stay all 30."""
    accepted, canceled = (0, 0, 70, 10, 0, 0, 0, 0), (0, 0, 20, 0, 0, 0, 0, 0)
    state = observed([showing(accepted_by_age=accepted, canceled_by_age=canceled)] * 2).state
    share = 60 / WINDOW_SECONDS

    assert state.abandonments == pytest.approx([0, 0, 20 * share, 0, 0, 0, 0, 0])
    assert state.exposure_seconds == pytest.approx(
        [100 * 15 * share, 100 * 15 * share, (90 * 15 + 10 * 30) * share, 10 * 30 * share, 0, 0, 0, 0]
    )


def test_callers_who_leave_in_the_last_band_are_taken_to_have_spent_four_minutes_in_it() -> None:
    younger = (0,) * 7
    state = observed([showing(accepted_by_age=(*younger, 15), canceled_by_age=(*younger, 15))] * 2).state

    assert state.exposure_seconds[-1] == pytest.approx(2 * 240)
    assert state.exposure_seconds[-2] == pytest.approx(2 * 480)


def test_without_the_split_all_ages_have_one_hazard() -> None:
    """Of nine who wait at any time, six abandon in fifteen minutes: one in 1350 seconds."""
    found = observed([showing(canceled=6, pending=9)] * 500).patience.hazards

    assert found == pytest.approx([1 / 1350] * BANDS, 0.02)


def test_without_any_count_of_abandonments_the_hazard_is_one_in_a_thousand_seconds() -> None:
    assert observed([showing(canceled=None)] * 100).patience.hazards == pytest.approx([0.001] * BANDS)


def test_the_assumed_hazard_weighs_2400_seconds_of_waiting() -> None:
    """6 in 2,400 seconds were seen and 2.4 in 2,400 are assumed: 8.4 in 4,800."""
    state = QueueState(abandonments=[6.0] + [0.0] * 7, exposure_seconds=[2400.0] + [0.0] * 7)

    assert abandonment.patience(state, NOTHING_SEEN).hazards[0] == pytest.approx(8.4 / 4800)


def test_a_band_without_data_is_drawn_to_the_band_before_it() -> None:
    """0.7 of the hazard before, and 0.3 of the one in a thousand seconds that is assumed."""
    state = QueueState()
    state.abandonments[0], state.exposure_seconds[0] = 4000.0, 97_600.0

    found = abandonment.patience(state, NOTHING_SEEN).hazards

    assert found[0] == pytest.approx((4000 + 2.4) / 100_000)
    assert found[1] == pytest.approx(0.7 * 0.040024 + 0.0003)
    for before, hazard in pairwise(found):
        assert hazard == pytest.approx(0.7 * before + 0.0003)


def test_abandonments_of_a_rush_count_at_once() -> None:
    """In one window 30 of 40 callers abandon after two to four minutes; nobody had waited for two minutes before."""
    calm, gone = (20, 9, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 30, 0, 0, 0)
    usual = showing(accepted_by_age=calm, canceled_by_age=(0,) * 8)
    rush = showing(accepted_by_age=(0, 0, 0, 0, 10, 0, 0, 0), canceled_by_age=gone)
    queue = observed([usual] * 100)
    before = queue.patience.hazards[4]

    queue.poll(rush, NINE + 6000)

    abandoned, exposure = 30 * (1 + 60 / WINDOW_SECONDS), 40 * 60 * (1 + 60 / WINDOW_SECONDS)
    assert queue.state.abandonments[4] == pytest.approx(30 * 60 / WINDOW_SECONDS)
    found = queue.patience.hazards[4]
    assert before < 0.001 < found
    assert found == pytest.approx(abandoned / (exposure + 2400), 0.15)
    queue.poll(usual, NINE + 6060)
    assert queue.patience.hazards[4] < found


@pytest.mark.parametrize("canceled", [None, 0], ids=["missing", "nobody"])
def test_the_abandonments_of_a_window_leave_with_the_window(canceled: int | None) -> None:
    queue = observed([showing(canceled=30)] * 3)

    queue.poll(showing(canceled=canceled), NINE + 180)

    assert sum(queue.snapshot.abandonments) == 0


def test_abandonments_fade_with_a_time_constant_of_twelve_hours() -> None:
    queue = observed([showing(canceled=30)])
    queue.state.abandonments[0] = 1000.0

    for minute in range(1, 721):
        queue.poll(showing(canceled=0), NINE + 60 * minute)

    assert queue.state.abandonments[0] == pytest.approx(1000 / math.e)
