"""Bias correction and range: bounded, learned only from long forecasts, with one caller in ten beyond either end."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.calibration import add_forecast, bias_correction, learn_from_head
from poller.estimation.snapshot import Forecast, Snapshot
from poller.estimation.state import Calibration
from tests.poller.estimation.queues import NINE, showing

SERVICE = 20.0
NUMBERS = st.floats(0, 1e12)


def waited_until(wait: float) -> float:
    """Return the age at which the head of the queue is seen, of a caller who waits `wait` seconds in all."""
    return wait - 0.3 * SERVICE - 5


@dataclass
class Calibrated:
    """The calibration of one priority, and the forecasts that may still be compared."""

    calibration: Calibration = field(default_factory=Calibration)
    forecasts: tuple[Forecast, ...] = ()

    def forecast(self, at: float, seconds: float = 300.0) -> None:
        """Forecast `seconds`, give or take 60, for a caller who joins at `at`."""
        self.forecasts = add_forecast(self.forecasts, Forecast(at, seconds, seconds, 60.0))

    def head(self, at: float, waited: float, *, interval: float = 60.0) -> None:
        """Show a head of the queue who has waited for `waited` seconds."""
        statistics = showing(pending=4, longest_waiting_seconds=waited)
        snapshot = Snapshot(at=at, statistics=statistics, interval_seconds=interval)
        self.forecasts = learn_from_head(self.calibration, snapshot, self.forecasts, SERVICE)

    def polls(self, wait: float, times: int, *, forecast: float = 300.0, every: float = 60.0) -> None:
        """Forecast the same at each poll, while every head of the queue waits `wait` seconds in all."""
        for poll in range(times):
            self.head(NINE + every * poll, waited_until(wait), interval=every)
            self.forecast(NINE + every * poll, forecast)

    def score(self, wait: float) -> float:
        """Let a caller with a forecast of 300 seconds wait `wait`; return the error in standard deviations."""
        self.forecasts = ()
        self.forecast(NINE - waited_until(wait))
        self.head(NINE, waited_until(wait))
        return (wait - 300) / 60


def test_at_first_a_forecast_is_not_corrected() -> None:
    assert bias_correction(Calibration()) == 1


def test_after_12000_seconds_of_forecasts_the_correction_is_half_of_what_they_show() -> None:
    assert bias_correction(Calibration(12_000.0, 14_400.0)) == pytest.approx(1.1)


@given(NUMBERS, NUMBERS)
def test_a_correction_never_leaves_its_bounds(predicted: float, actual: float) -> None:
    assert 0.6 <= bias_correction(Calibration(predicted, actual)) <= 1.6


@pytest.mark.parametrize(("truth", "learned"), [(1.3, 1.3), (0.75, 0.75), (5.0, 1.6), (0.2, 0.6)])
def test_a_bias_is_learned_within_hours(truth: float, learned: float) -> None:
    """Two days of it leave the prior a tenth of the weight: 12 hours of 300 seconds a minute against 12,000."""
    calibrated = Calibrated()

    calibrated.polls(300 * truth, 2880)

    assert bias_correction(calibrated.calibration) == pytest.approx(learned, 0.03)


def test_a_bias_that_is_gone_is_forgotten_in_half_a_day() -> None:
    calibrated = Calibrated(Calibration(predicted_seconds=200_000.0, actual_seconds=300_000.0))

    calibrated.polls(300.0, 720 + 5)

    surplus = calibrated.calibration.actual_seconds - calibrated.calibration.predicted_seconds
    assert surplus == pytest.approx(100_000 / math.e, 0.02)


def test_polls_every_fifteen_seconds_teach_what_polls_every_minute_do() -> None:
    often, seldom = Calibrated(), Calibrated()

    often.polls(390.0, 960, every=15)
    seldom.polls(390.0, 240)

    assert bias_correction(often.calibration) == pytest.approx(bias_correction(seldom.calibration), 0.01)
    assert often.calibration.high_quantile == pytest.approx(seldom.calibration.high_quantile, 0.1)


def test_short_forecasts_teach_no_correction_however_long_the_wait_became() -> None:
    calibrated = Calibrated()

    calibrated.polls(300.0, 200, forecast=59.0)

    assert (calibrated.calibration.predicted_seconds, calibrated.calibration.actual_seconds) == (0, 0)


def test_a_long_forecast_teaches_however_short_the_wait_became() -> None:
    """Selecting by the outcome would bias the correction itself."""
    calibrated = Calibrated()

    calibrated.polls(30.0, 200, forecast=60.0)

    assert calibrated.calibration.actual_seconds == pytest.approx(calibrated.calibration.predicted_seconds / 2)
    assert calibrated.calibration.predicted_seconds > 60 * 100


LAWS: dict[str, Callable[[random.Random], float]] = {
    "as assumed": lambda rng: 300 + 60 * rng.gauss(0, 1),
    "twice as wide": lambda rng: 300 + 120 * rng.gauss(0, 1),
    "half as wide": lambda rng: 300 + 30 * rng.gauss(0, 1),
    "to one side": lambda rng: 240 + rng.expovariate(1 / 60),
    "an hour late": lambda rng: 420 + 60 * rng.gauss(0, 1),
}


@pytest.mark.parametrize("law", LAWS)
def test_in_the_long_run_a_tenth_of_the_callers_is_left_on_either_side(law: str) -> None:
    """Gibbs and Candes 2021: it holds for any distribution. Within a tenth of the tenth over 20,000 callers."""
    rng, calibrated, outside = random.Random(law), Calibrated(), [0, 0]
    for _ in range(20_000):
        low, high = calibrated.calibration.low_quantile, calibrated.calibration.high_quantile
        found = calibrated.score(max(20.0, LAWS[law](rng)))
        outside[0] += found < low
        outside[1] += found > high

    assert [each / 20_000 for each in outside] == pytest.approx([0.1, 0.1], 0.1)


def test_the_ends_come_to_where_a_normal_wait_leaves_a_tenth() -> None:
    rng, calibrated = random.Random(31), Calibrated()
    for _ in range(6000):
        calibrated.score(max(20.0, 300 + 90 * rng.gauss(0, 1)))
    tenth = 1.5 * NormalDist().inv_cdf(1 - 0.1)

    assert [calibrated.calibration.low_quantile, calibrated.calibration.high_quantile] == pytest.approx(
        [-tenth, tenth], abs=0.2
    )


@pytest.mark.parametrize(("wait", "low", "high"), [(1800.0, 0.1, 0.9), (30.0, -0.9, -0.1), (300.0, 0.1, -0.1)])
def test_an_end_moves_out_by_nine_tenths_of_a_step_when_it_was_wrong_and_in_by_one_when_it_was_right(
    wait: float, low: float, high: float
) -> None:
    calibrated = Calibrated()

    calibrated.score(wait)

    assert calibrated.calibration.low_quantile == pytest.approx(-1.0 + 0.012 * low)
    assert calibrated.calibration.high_quantile == pytest.approx(1.2 + 0.012 * high)


def test_a_caller_is_compared_with_what_was_forecast_when_they_came() -> None:
    calibrated = Calibrated()
    for minute, seconds in enumerate((110.0, 220.0, 330.0, 440.0)):
        calibrated.forecast(NINE + 60 * minute, seconds)

    calibrated.head(NINE + 240, 240 - 75)

    assert calibrated.calibration.predicted_seconds == 220
    assert calibrated.calibration.actual_seconds == 165 + 0.3 * SERVICE + 5


@pytest.mark.parametrize("waited", [301.0, 59.0], ids=["from before the forecasts", "from long after them"])
def test_a_caller_for_whom_nothing_was_forecast_teaches_nothing(waited: float) -> None:
    calibrated = Calibrated()
    calibrated.forecast(NINE - 300)

    calibrated.head(NINE, waited)

    assert (
        calibrated.calibration.predicted_seconds,
        calibrated.calibration.low_quantile,
        calibrated.calibration.high_quantile,
    ) == (
        0,
        -1.0,
        1.2,
    )


def test_without_a_forecast_nothing_is_learned() -> None:
    calibrated = Calibrated()

    calibrated.head(NINE, 300.0)

    assert calibrated.calibration == Calibration()


def test_no_more_forecasts_are_kept_than_the_oldest_caller_saw() -> None:
    calibrated = Calibrated()

    calibrated.polls(300.0, 500)

    assert len(calibrated.forecasts) <= 300 / 60 + 2


def test_a_forecast_is_dropped_after_two_hours() -> None:
    old, edge, new = (Forecast(at, 300.0, 300.0, 60.0) for at in (NINE - 7201, NINE - 7200, NINE))

    assert add_forecast((old, edge), new) == (edge, new)
