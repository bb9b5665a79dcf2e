"""How forecasts are set right: bounded, by long forecasts alone, and with a tenth left on either side of the range."""

import math
import random
from collections.abc import Callable
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.calibration import (
    HEAD_SERVICES,
    LEARNED_A_MINUTE,
    LEAST_FACTOR,
    MEMORY_SECONDS,
    MOST_FACTOR,
    PRIOR_SECONDS,
    RINGING_SECONDS,
    SHORTEST_SECONDS,
    TAIL,
    factor,
    head_of_line,
    note,
)
from poller.estimation.state import Calibration, Forecast
from tests.poller.estimation.queues import NINE

SERVICE = 20.0
NUMBERS = st.floats(0, 1e12)


def waited_until(wait: float) -> float:
    """Return the age at which a caller heads the line who is answered after so long, all told."""
    return wait - HEAD_SERVICES * SERVICE - RINGING_SECONDS


def polls(calibration: Calibration, wait: float, times: int, *, told: float = 300.0, every: float = 60.0) -> None:
    """Forecast the same at each poll, and let whoever heads the line then wait so long, all told."""
    for poll in range(times):
        at = NINE + every * poll
        head_of_line(calibration, at, waited_until(wait), SERVICE, every)
        note(calibration, Forecast(at, told, told, 60.0))


def score(calibration: Calibration, wait: float) -> float:
    """Let a caller wait so long to whom 300 seconds were told, give or take 60; return how far off that was."""
    calibration.forecasts.clear()
    note(calibration, Forecast(NINE - waited_until(wait), 300.0, 300.0, 60.0))
    head_of_line(calibration, NINE, waited_until(wait), SERVICE, 60.0)
    return (wait - 300) / 60


def test_at_first_a_forecast_is_believed_as_it_is() -> None:
    assert factor(Calibration()) == 1


def test_forecasts_count_half_when_as_many_seconds_were_compared_as_were_believed() -> None:
    assert factor(Calibration(PRIOR_SECONDS, 1.2 * PRIOR_SECONDS)) == pytest.approx(1.1)


@given(NUMBERS, NUMBERS)
def test_a_correction_never_leaves_its_bounds(predicted: float, actual: float) -> None:
    assert LEAST_FACTOR <= factor(Calibration(predicted, actual)) <= MOST_FACTOR


@pytest.mark.parametrize(("truth", "learned"), [(1.3, 1.3), (0.75, 0.75), (5.0, MOST_FACTOR), (0.2, LEAST_FACTOR)])
def test_a_bias_is_learned_within_hours(truth: float, learned: float) -> None:
    """Two days of it leave the prior a tenth of the weight: 12 hours of 300 seconds a minute against 12,000."""
    calibration = Calibration()

    polls(calibration, 300 * truth, 2880)

    assert factor(calibration) == pytest.approx(learned, 0.03)


def test_a_bias_that_is_gone_is_forgotten_in_half_a_day() -> None:
    calibration = Calibration(predicted_seconds=200_000.0, actual_seconds=300_000.0)

    polls(calibration, 300.0, int(MEMORY_SECONDS / 60) + 5)

    surplus = calibration.actual_seconds - calibration.predicted_seconds
    assert surplus == pytest.approx(100_000 / math.e, 0.02)


def test_polls_every_fifteen_seconds_teach_what_polls_every_minute_do() -> None:
    often, seldom = Calibration(), Calibration()

    polls(often, 390.0, 960, every=15)
    polls(seldom, 390.0, 240)

    assert factor(often) == pytest.approx(factor(seldom), 0.01)
    assert often.high == pytest.approx(seldom.high, 0.1)


def test_short_forecasts_teach_no_correction_however_long_the_wait_became() -> None:
    calibration = Calibration()

    polls(calibration, 300.0, 200, told=SHORTEST_SECONDS - 1)

    assert (calibration.predicted_seconds, calibration.actual_seconds) == (0, 0)


def test_a_long_forecast_teaches_however_short_the_wait_became() -> None:
    """Selecting by the outcome would bias the factor."""
    calibration = Calibration()

    polls(calibration, 30.0, 200, told=SHORTEST_SECONDS)

    assert calibration.actual_seconds == pytest.approx(calibration.predicted_seconds / 2)
    assert calibration.predicted_seconds > 60 * 100


LAWS: dict[str, Callable[[random.Random], float]] = {
    "as believed": lambda rng: 300 + 60 * rng.gauss(0, 1),
    "twice as wide": lambda rng: 300 + 120 * rng.gauss(0, 1),
    "half as wide": lambda rng: 300 + 30 * rng.gauss(0, 1),
    "to one side": lambda rng: 240 + rng.expovariate(1 / 60),
    "an hour late": lambda rng: 420 + 60 * rng.gauss(0, 1),
}


@pytest.mark.parametrize("law", LAWS)
def test_in_the_long_run_a_tenth_of_the_callers_is_left_on_either_side(law: str) -> None:
    """Gibbs and Candes 2021: the law does not matter. Within a tenth of the tenth over 20,000 callers."""
    rng, calibration, outside = random.Random(law), Calibration(), [0, 0]
    for _ in range(20_000):
        low, high = calibration.low, calibration.high
        found = score(calibration, max(20.0, LAWS[law](rng)))
        outside[0] += found < low
        outside[1] += found > high

    assert [each / 20_000 for each in outside] == pytest.approx([TAIL, TAIL], 0.1)


def test_the_ends_come_to_where_a_normal_wait_leaves_a_tenth() -> None:
    rng, calibration = random.Random(31), Calibration()
    for _ in range(6000):
        score(calibration, max(20.0, 300 + 90 * rng.gauss(0, 1)))
    tenth = 1.5 * NormalDist().inv_cdf(1 - TAIL)

    assert [calibration.low, calibration.high] == pytest.approx([-tenth, tenth], abs=0.2)


@pytest.mark.parametrize(("wait", "low", "high"), [(1800.0, 0.1, 0.9), (30.0, -0.9, -0.1), (300.0, 0.1, -0.1)])
def test_an_end_moves_by_nine_parts_when_it_was_wrong_and_back_by_one_when_it_was_right(
    wait: float, low: float, high: float
) -> None:
    calibration = Calibration()

    score(calibration, wait)

    assert calibration.low == pytest.approx(-1.0 + LEARNED_A_MINUTE * low)
    assert calibration.high == pytest.approx(1.2 + LEARNED_A_MINUTE * high)


def test_a_caller_is_compared_with_what_was_forecast_when_they_came() -> None:
    calibration = Calibration()
    for minute, told in enumerate((110.0, 220.0, 330.0, 440.0)):
        note(calibration, Forecast(NINE + 60 * minute, told, told, 60.0))

    head_of_line(calibration, NINE + 240, 240 - 75, SERVICE, 60.0)

    assert calibration.predicted_seconds == 220
    assert calibration.actual_seconds == 165 + HEAD_SERVICES * SERVICE + RINGING_SECONDS


@pytest.mark.parametrize("waited", [301.0, 59.0], ids=["from before the forecasts", "from long after them"])
def test_a_caller_for_whom_nothing_was_forecast_teaches_nothing(waited: float) -> None:
    calibration = Calibration()
    note(calibration, Forecast(NINE - 300, 300.0, 300.0, 60.0))

    head_of_line(calibration, NINE, waited, SERVICE, 60.0)

    assert (calibration.predicted_seconds, calibration.low, calibration.high) == (0, -1.0, 1.2)


def test_without_a_forecast_nothing_is_learned() -> None:
    calibration = Calibration()

    head_of_line(calibration, NINE, 300.0, SERVICE, 60.0)

    assert calibration == Calibration()


def test_no_more_forecasts_are_kept_than_the_oldest_caller_saw() -> None:
    calibration = Calibration()

    polls(calibration, 300.0, 500)

    assert len(calibration.forecasts) <= 300 / 60 + 2
