"""How forecasts are corrected: by the head of the queue, poll by poll, and by the waits of calls that have ended.

The caller at the head of the queue has waited a known time, and had a forecast when they joined. Unlike the mean
wait of the calls answered, this leaves out nobody who abandons later. The range follows adaptive conformal inference
(Gibbs and Candes 2021). docs/method.md, section 8.
"""

from collections.abc import Mapping

from poller.estimation import priorities
from poller.estimation.fading import fade
from poller.estimation.snapshot import Forecast, Snapshot
from poller.estimation.state import Calibration, WorkspaceState
from waittimes.score import CallerClass, Score

MEMORY_SECONDS = 12 * 3600.0
PRIOR_SECONDS = 12_000.0
"""The sum of compared forecasts at which half of the bias that they show is corrected."""
MIN_FORECAST_SECONDS = 60.0
"""Shorter forecasts are not compared. Selecting by forecast, never by outcome, keeps the correction unbiased."""
MIN_BIAS_CORRECTION, MAX_BIAS_CORRECTION = 0.6, 1.6
MISCOVERAGE_PER_SIDE = 0.1
"""The share of callers that the range should leave out on either side: it is an 80 % range."""
KEPT_SECONDS = 2 * 3600.0
"""The age beyond which a forecast is dropped, as hardly anyone waits longer."""
STEP_PER_MINUTE = 0.012
"""The step of a quantile for each minute of polls, in standard deviations."""
STEP_PER_CALL = 0.007
"""The step of a quantile for each call, in standard deviations."""
RINGING_SECONDS = 5.0
"""The time between the agent's phone ringing and the answer."""
HEAD_SERVICES = 0.3
"""Residual wait of the head of the queue, in service intervals; below 1 because polls sample long stays more often."""


def bias_correction(calibration: Calibration) -> float:
    """Return the factor that corrects a forecast's bias (method.md, eq. 24)."""
    ratio = (PRIOR_SECONDS + calibration.actual_seconds) / (PRIOR_SECONDS + calibration.predicted_seconds)
    return min(MAX_BIAS_CORRECTION, max(MIN_BIAS_CORRECTION, ratio))


def add_forecast(forecasts: tuple[Forecast, ...], forecast: Forecast) -> tuple[Forecast, ...]:
    """Return the forecasts and this one, without those that are older than `KEPT_SECONDS`."""
    first = 0
    while first < len(forecasts) and forecasts[first].at < forecast.at - KEPT_SECONDS:
        first += 1
    return (*forecasts[first:], forecast)


def learn_from_head(
    calibration: Calibration, snapshot: Snapshot, forecasts: tuple[Forecast, ...], service_seconds: float
) -> tuple[Forecast, ...]:
    """Learn from the caller at the head of the queue, and return the forecasts that may still be compared.

    `service_seconds` is the time between two answers. When no head is seen, the callers of all forecasts so far are
    gone, and none is kept.
    """
    waited_seconds = snapshot.statistics.longest_waiting_seconds if snapshot.statistics.pending else None
    if not waited_seconds:
        return () if waited_seconds is None else forecasts
    joined_at, first = snapshot.at - waited_seconds, 0
    while first + 1 < len(forecasts) and forecasts[first + 1].at <= joined_at:
        first += 1
    forecasts = forecasts[first:]
    if forecasts and forecasts[0].at <= joined_at <= forecasts[0].at + 3 * snapshot.interval_seconds:
        # The wait that the head will have had: method.md, eq. 28.
        actual_seconds = waited_seconds + HEAD_SERVICES * service_seconds + RINGING_SECONDS
        _compare(calibration, forecasts[0], actual_seconds, snapshot.interval_seconds)
    return forecasts


def _compare(calibration: Calibration, forecast: Forecast, actual_seconds: float, interval_seconds: float) -> None:
    """Update the sums (method.md, eq. 29) and the quantiles (eq. 30) with one forecast and the wait that followed."""
    minutes = interval_seconds / 60
    if forecast.raw_seconds >= MIN_FORECAST_SECONDS:
        kept_share = fade(interval_seconds, MEMORY_SECONDS)
        calibration.predicted_seconds = calibration.predicted_seconds * kept_share + forecast.raw_seconds * minutes
        calibration.actual_seconds = calibration.actual_seconds * kept_share + actual_seconds * minutes
    error = (actual_seconds - forecast.seconds) / forecast.deviation_seconds
    step = STEP_PER_MINUTE * minutes
    calibration.high_quantile += step * ((error > calibration.high_quantile) - MISCOVERAGE_PER_SIDE)
    calibration.low_quantile -= step * ((error < calibration.low_quantile) - MISCOVERAGE_PER_SIDE)


def learn_from_calls(known: WorkspaceState, scores: Mapping[CallerClass, Score]) -> None:
    """Learn from calls that were promised a wait and have ended.

    They teach the calibrations, and the shares of priorities if TaskRouter has divided no calls by priority.
    Callers of a priority without a forecast of its own were promised the wait of the lowest priority.
    """
    calls: dict[str, dict[int, int]] = {}
    for callers, score in scores.items():
        state, snapshot = known.queues.get(callers.queue_sid), known.snapshots.get(callers.queue_sid)
        if state is None or not state.calibrations:
            continue
        last = min(state.calibrations)
        priority = callers.priority if callers.priority in state.calibrations else last
        head_is_seen = snapshot is not None and snapshot.has_shown_longest_wait and priority == last
        learn_from_score(state.calibrations[priority], score, head_is_seen=head_is_seen)
        if snapshot is None or not snapshot.has_shown_priorities:
            calls.setdefault(callers.queue_sid, {})[callers.priority] = score.calls
    for queue_sid, by_priority in calls.items():
        priorities.learn_from_calls(known.queues[queue_sid], by_priority)


def learn_from_score(calibration: Calibration, score: Score, *, head_is_seen: bool) -> None:
    """Learn from the score of answered calls of one priority (method.md, eq. 31).

    Where the head of the queue is seen, it alone teaches the bias: callers who were answered did not abandon, and so
    waited some 2 % less than the wait offered to all callers (measured in simulations). A promise already contains
    the correction of its time, which is divided out before promise and wait are compared.
    """
    if not head_is_seen:
        calibration.predicted_seconds += score.long_promised / bias_correction(calibration)
        calibration.actual_seconds += score.long_waited
    calibration.high_quantile += STEP_PER_CALL * (score.above - MISCOVERAGE_PER_SIDE * score.ranged)
    calibration.low_quantile -= STEP_PER_CALL * (score.below - MISCOVERAGE_PER_SIDE * score.ranged)
