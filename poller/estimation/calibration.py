"""How forecasts are corrected: by the head of the queue, poll by poll, and by the waits of calls that have ended.

The caller at the head of the queue has waited a known time, and had a forecast when they joined. Unlike the mean
wait of the calls answered, this leaves out nobody who abandons later. The range is tracked by adaptive conformal
inference (Gibbs and Candes 2021).
"""

from collections.abc import Mapping

from poller.estimation import priorities
from poller.estimation.fading import fade
from poller.estimation.snapshot import Forecast, Snapshot
from poller.estimation.state import Calibration, WorkspaceState
from waittimes.score import CallerClass, Score

MEMORY_SECONDS = 12 * 3600.0
PRIOR_SECONDS = 12_000.0
"""Seconds of forecasts compared at which the correction counts half."""
SHORTEST_SECONDS = 60.0
"""Shorter forecasts are not compared: selecting by the forecast, never by the outcome, keeps the factor unbiased."""
LEAST_FACTOR, MOST_FACTOR = 0.6, 1.6
TAIL = 0.1
"""The share of the callers that the range should leave on either side: it is an 80 % range."""
KEPT_SECONDS = 2 * 3600.0
"""The age beyond which a forecast is dropped: hardly anyone waits longer."""
LEARNED_A_MINUTE = 0.012
LEARNED_A_CALL = 0.007
"""How far an end of the range moves when it was wrong, in standard deviations."""
RINGING_SECONDS = 5.0
HEAD_SERVICES = 0.3
"""Residual wait of the head of the queue, in service intervals; below 1 because polls sample long stays more often."""


def factor(calibration: Calibration) -> float:
    """Return the factor that corrects a forecast's bias."""
    ratio = (PRIOR_SECONDS + calibration.actual_seconds) / (PRIOR_SECONDS + calibration.predicted_seconds)
    return min(MOST_FACTOR, max(LEAST_FACTOR, ratio))


def kept(forecasts: tuple[Forecast, ...], forecast: Forecast) -> tuple[Forecast, ...]:
    """Return the forecasts with this one, without those that are too old for any caller now waiting."""
    first = 0
    while first < len(forecasts) and forecasts[first].at < forecast.at - KEPT_SECONDS:
        first += 1
    return (*forecasts[first:], forecast)


def learn_from_head(
    calibration: Calibration, snapshot: Snapshot, forecasts: tuple[Forecast, ...], service_seconds: float
) -> tuple[Forecast, ...]:
    """Learn from the caller at the head of the queue, and return the forecasts that may still be compared.

    `service_seconds` is the time between two answers. Without a head that can be seen, no caller with a forecast so
    far will be seen at the head either: none is kept.
    """
    waited_seconds = snapshot.statistics.longest_waiting_seconds if snapshot.statistics.pending else None
    if not waited_seconds:
        return () if waited_seconds is None else forecasts
    joined_at, first = snapshot.at - waited_seconds, 0
    while first + 1 < len(forecasts) and forecasts[first + 1].at <= joined_at:
        first += 1
    forecasts = forecasts[first:]
    if forecasts and forecasts[0].at <= joined_at <= forecasts[0].at + 3 * snapshot.interval_seconds:
        actual_seconds = waited_seconds + HEAD_SERVICES * service_seconds + RINGING_SECONDS
        _compare(calibration, forecasts[0], actual_seconds, snapshot.interval_seconds)
    return forecasts


def _compare(calibration: Calibration, forecast: Forecast, actual_seconds: float, interval_seconds: float) -> None:
    minutes = interval_seconds / 60
    if forecast.raw_seconds >= SHORTEST_SECONDS:
        fading = fade(interval_seconds, MEMORY_SECONDS)
        calibration.predicted_seconds = calibration.predicted_seconds * fading + forecast.raw_seconds * minutes
        calibration.actual_seconds = calibration.actual_seconds * fading + actual_seconds * minutes
    score = (actual_seconds - forecast.seconds) / forecast.deviation_seconds
    calibration.high += LEARNED_A_MINUTE * minutes * ((score > calibration.high) - TAIL)
    calibration.low -= LEARNED_A_MINUTE * minutes * ((score < calibration.low) - TAIL)


def learn_from_calls(known: WorkspaceState, scores: Mapping[CallerClass, Score]) -> None:
    """Learn from calls that were promised a wait and have ended.

    They teach the calibrations, and the shares of priorities where TaskRouter divides no calls by priority.

    Callers of a priority without a forecast of its own were promised what the last to be served are.
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
    """Learn from the score of answered calls of one priority.

    Where the head of the queue is seen, it alone teaches the factor: callers who were answered did not abandon, and so
    waited some 2 % less than the wait offered to all (measured in simulations). The promise contains the factor of its
    time, so the factor is divided out before the two are compared.
    """
    if not head_is_seen:
        calibration.predicted_seconds += score.long_promised / factor(calibration)
        calibration.actual_seconds += score.long_waited
    calibration.high += LEARNED_A_CALL * (score.above - TAIL * score.ranged)
    calibration.low -= LEARNED_A_CALL * (score.below - TAIL * score.ranged)
