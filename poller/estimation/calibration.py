"""How forecasts are set right: by the head of the line, poll by poll, and by what callers really waited.

Who heads the line at a poll has waited so long, and had a forecast when they came. Unlike the mean of those who were
answered this leaves nobody out who hangs up later. Equations 6 and 7 of the study's FLOW; the range is tracked after
Gibbs and Candes 2021 (adaptive conformal inference).
"""

import math

from poller.estimation.state import Calibration, Forecast
from waittimes.score import Score

MEMORY_SECONDS = 12 * 3600.0
PRIOR_SECONDS = 12_000.0
"""Forecasts that must have been compared before a correction counts half."""
SHORTEST_SECONDS = 60.0
"""Shorter forecasts are not compared: selecting by the forecast, never by the outcome, keeps the factor unbiased."""
LEAST_FACTOR, MOST_FACTOR = 0.6, 1.6
TAIL = 0.1
"""The share of the callers that the range should leave on either side: it is an 80 % range."""
KEPT_SECONDS = 2 * 3600.0
"""Forecasts older than this are compared with nobody: so long hardly anyone waits."""
LEARNED_A_MINUTE = 0.012
LEARNED_A_CALL = 0.007
"""How far an end of the range moves when it was wrong, in standard deviations."""
RINGING_SECONDS = 5.0
HEAD_SERVICES = 0.3
"""What the head of the line has yet to wait, in services. Less than a whole one: at a poll one finds rather those at
the head who stay there long."""


def factor(calibration: Calibration) -> float:
    """Return by what a forecast is to be multiplied."""
    ratio = (PRIOR_SECONDS + calibration.actual_seconds) / (PRIOR_SECONDS + calibration.predicted_seconds)
    return min(MOST_FACTOR, max(LEAST_FACTOR, ratio))


def note(calibration: Calibration, forecast: Forecast) -> None:
    """Keep a forecast until the callers for whom it was made head the line, where it can be seen that they do."""
    calibration.forecasts.append(forecast)
    while calibration.forecasts[0].at < forecast.at - KEPT_SECONDS:
        calibration.forecasts.popleft()


def head_of_line(
    calibration: Calibration, at: float, waited_seconds: float, service_seconds: float, interval_seconds: float
) -> None:
    """Learn from the caller who heads the line at `at`, `service_seconds` being the time between two answers."""
    came_at, forecasts = at - waited_seconds, calibration.forecasts
    while len(forecasts) > 1 and forecasts[1].at <= came_at:
        forecasts.popleft()
    if not forecasts or not forecasts[0].at <= came_at <= forecasts[0].at + 3 * interval_seconds:
        return
    told, actual = forecasts[0], waited_seconds + HEAD_SERVICES * service_seconds + RINGING_SECONDS
    minutes = interval_seconds / 60
    if told.raw_seconds >= SHORTEST_SECONDS:
        fading = math.exp(-interval_seconds / MEMORY_SECONDS)
        calibration.predicted_seconds = calibration.predicted_seconds * fading + told.raw_seconds * minutes
        calibration.actual_seconds = calibration.actual_seconds * fading + actual * minutes
    score = (actual - told.seconds) / told.deviation_seconds
    calibration.high += LEARNED_A_MINUTE * minutes * ((score > calibration.high) - TAIL)
    calibration.low -= LEARNED_A_MINUTE * minutes * ((score < calibration.low) - TAIL)


def answered_calls(calibration: Calibration, score: Score, *, head_is_seen: bool) -> None:
    """Learn from calls that were promised a number and answered, which is known when they are over.

    Where the head of the line is seen it alone teaches the factor: who is answered has not hung up, and so waited
    some 2 % shorter than callers are offered (measured in simulations). They were promised what was corrected by a
    factor; compared is what it was before.
    """
    if not head_is_seen:
        calibration.predicted_seconds += score.long_promised / factor(calibration)
        calibration.actual_seconds += score.long_waited
    calibration.high += LEARNED_A_CALL * (score.above - TAIL * score.ranged)
    calibration.low -= LEARNED_A_CALL * (score.below - TAIL * score.ranged)
