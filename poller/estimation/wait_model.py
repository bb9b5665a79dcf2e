"""The wait of a new caller: agents, their rate, callers ahead, the time until these are served, bias and range.

docs/method.md, sections 4, 6 and 7.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from poller.estimation import abandonment, arrivals, calibration, cold_start, handle_time, queue_clearing
from poller.estimation.queue_clearing import Patience
from poller.estimation.shared_agents import SharedDemand
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import Calibration, QueueState
from waittimes.wait import Estimate

WRAP_UP_WEIGHT = 0.85
"""The callers subtracted from those ahead for each agent in wrap-up beyond the usual number."""
DISPERSION = 0.4
"""The variance of arrivals and answers between two polls, as a share of that of two Poisson processes."""
MIN_DEVIATION = 0.05
"""The least standard deviation of the callers ahead."""
RETURN_SECONDS = 3600.0
"""Time constant of the return to usual staffing."""
MAX_STAFFING_RATIO = 2.0
"""Upper bound on usual over present agents; a queue may open with a single one."""
MIN_CAPACITY_SHARE = 0.2
"""Lower bound on the share of the agents' rate that higher priorities leave: their callers do not come all day."""
MEDIAN_SERVICES = 0.1
"""The mean of the wait minus its median, in service intervals."""
MODEL_ERROR = 0.08
"""Standard deviation of the model's own error, as a share of the wait."""
MIN_VARIANCE = 25.0
"""The least variance of the wait, in square seconds."""


@dataclass(frozen=True, slots=True)
class Agents:
    """The agents who serve a queue."""

    serving: float
    """Agents on its calls, free for them, or known to come from other queues."""
    free: int
    rate: float
    """Calls that they answer per second."""
    staffing_ratio: float = 1.0
    """Agents usually on duty in these hours, over those on duty now."""


@dataclass(frozen=True, slots=True)
class CallersAhead:
    """The callers whom a new caller of one priority will find before them, if they have to wait."""

    arrival_rate: float
    """Calls per second that join ahead of a new caller."""
    wrap_up_surplus: float
    """Callers to subtract, because more agents than usual are about to end their wrap-up."""
    drift: float
    """The growth of the queue until the next caller joins, half a poll later."""
    number: float
    oldest_seconds: float
    """How long the oldest of them has waited."""
    patience: Patience
    """How long the queue's callers wait before they abandon."""
    called_back: float = 0.0
    """Those of the number who are called back: they have no task, and do not hang up."""


@dataclass(frozen=True, slots=True)
class ClassEstimate:
    """The estimate for callers of one priority, with every number on the way."""

    agents: Agents
    callers: PriorityClass
    elsewhere: SharedDemand
    ahead: CallersAhead
    capacity_share: float
    """The share of the agents' rate that callers who overtake leave."""
    raw_seconds: float
    """The time until the callers ahead are gone and an agent's phone has rung, before bias correction."""
    abandoning_share: float
    """The share of the callers ahead who abandon before their turn."""
    bias_correction: float
    deviation_seconds: float
    """Standard deviation of the wait."""
    estimate: Estimate


def agents_serving(state: QueueState, snapshot: Snapshot, *, free: int, on_other_queues: float) -> Agents | None:
    """Return the agents who serve the queue (method.md, eq. 12); None where none can be seen.

    While calls are pending no agent is idle, so the agents on the queue's calls are its capacity, in both task modes.
    Agents on other queues' calls are added as far as sharing explains them. If the calls in service are unknown, the
    agents are those whom the calls answered in the window kept busy, or else the free ones.
    """
    in_service = snapshot.statistics.in_service
    lately = handle_time.busy_lately(state, snapshot.statistics)
    serving = lately
    if in_service is not None:
        serving = in_service + free + min(max(0.0, snapshot.on_duty - in_service), on_other_queues)
    serving = serving or lately or float(free)
    if serving <= 0:
        return None
    return Agents(serving, free, max(1.0, serving) / state.handle_seconds, _staffing_ratio(state, snapshot))


def estimate_class(
    state: QueueState, snapshot: Snapshot, agents: Agents, elsewhere: SharedDemand, callers: PriorityClass
) -> ClassEstimate:
    """Return the estimate for callers of one priority who join before the next poll."""
    ahead = _callers_ahead(state, snapshot, agents, elsewhere, callers)
    share = _capacity_share(arrivals.expected_rate(state, snapshot), callers, elsewhere, agents.rate, ahead.patience)
    seconds, abandoning_share = queue_clearing.clearing_seconds(
        ahead.number - ahead.called_back, ahead.oldest_seconds, agents.rate * share, ahead.patience
    )
    seconds += ahead.called_back / (agents.rate * share)
    raw = seconds / _mean_staffing(agents, seconds) + calibration.RINGING_SECONDS  # method.md, eq. 23
    if callers.is_last:
        raw = cold_start.with_delay_history(state, snapshot.statistics, raw)
    learned = state.calibrations.get(callers.priority, Calibration())
    correction = calibration.bias_correction(learned)
    deviation = math.hypot(
        _deviation(ahead.number, agents.rate * share, raw),
        cold_start.deviation_seconds(state, snapshot.statistics, raw),
    )
    expected = max(0.0, raw * correction - MEDIAN_SERVICES / agents.rate)  # method.md, eq. 25
    return ClassEstimate(
        agents=agents,
        callers=callers,
        elsewhere=elsewhere,
        ahead=ahead,
        capacity_share=share,
        raw_seconds=raw,
        abandoning_share=abandoning_share,
        bias_correction=correction,
        deviation_seconds=deviation,
        estimate=_with_range(expected, deviation, learned),
    )


def in_order(class_estimates: Iterable[ClassEstimate]) -> tuple[ClassEstimate, ...]:
    """Return the estimates, the highest priority first, none longer than the next.

    Each priority's bias is learned separately, so a higher priority's estimate could exceed a lower one's.
    """
    found: list[ClassEstimate] = []
    for each in reversed([*class_estimates]):
        found.append(replace(each, estimate=_no_longer(each.estimate, found[-1].estimate)) if found else each)
    return tuple(reversed(found))


def _staffing_ratio(state: QueueState, snapshot: Snapshot) -> float:
    if snapshot.statistics.available_workers is None or not snapshot.on_duty or not state.smoothed_staffing:
        return 1.0
    return min(MAX_STAFFING_RATIO, state.smoothed_staffing / snapshot.on_duty)


def _mean_staffing(agents: Agents, seconds: float) -> float:
    """Return the mean number of agents over the next `seconds`, relative to now (method.md, eq. 22).

    Staffing returns to its usual level; TaskRouter does not know who will come back from lunch.
    """
    passed = seconds / RETURN_SECONDS
    return 1 + (agents.staffing_ratio - 1) * (1 + math.expm1(-passed) / passed) if passed else 1.0


def _callers_ahead(
    state: QueueState, snapshot: Snapshot, agents: Agents, elsewhere: SharedDemand, callers: PriorityClass
) -> CallersAhead:
    """Return the callers ahead of one who has to wait, when they join (method.md, eq. 15 and eq. 17)."""
    patience = abandonment.patience(state, snapshot)
    arrival_rate = snapshot.arrival_rate * callers.share + elsewhere.arrival_rate
    waiting = callers.waiting + elsewhere.pending
    rough = waiting / agents.rate
    until_next = snapshot.interval_seconds / 2
    surplus = _wrap_up_surplus(state, snapshot, rough)
    drift = (arrival_rate * patience.survival(0, rough) - agents.rate) * until_next
    deviation = math.sqrt(DISPERSION * (arrival_rate + agents.rate) * until_next) + MIN_DEVIATION
    called_back = snapshot.callbacks.before(callers.priority, is_last=callers.is_last)
    number = queue_clearing.expected_ahead(waiting + called_back - agents.free - surplus + drift, deviation)
    oldest_seconds = _oldest_seconds(snapshot, callers, waiting, arrival_rate, rough)
    return CallersAhead(arrival_rate, surplus, drift, number, oldest_seconds, patience, min(float(called_back), number))


def _wrap_up_surplus(state: QueueState, snapshot: Snapshot, rough_seconds: float) -> float:
    """Return the callers to subtract, because more agents than usual are in wrap-up (method.md, eq. 16)."""
    wrapping, in_service = snapshot.statistics.wrapping, snapshot.statistics.in_service
    if wrapping is None or in_service is None:
        return 0.0
    share = state.wrapping_share
    done = 1 - math.exp(-rough_seconds / max(1.0, share * state.handle_seconds))
    return WRAP_UP_WEIGHT * done * (wrapping - share * in_service)


def _capacity_share(
    arrival_rate: float, callers: PriorityClass, elsewhere: SharedDemand, rate: float, patience: Patience
) -> float:
    """Return the share of the agents' rate that later callers of higher priority leave (method.md, eq. 19).

    They too may abandon, in their own, shorter queue.
    """
    overtaking = arrival_rate * callers.share_above + elsewhere.overtaking_rate
    their_wait = (callers.waiting_above + elsewhere.pending_above + 1) / rate
    return max(MIN_CAPACITY_SHARE, 1 - overtaking * patience.survival(0, their_wait) / rate)


def _oldest_seconds(
    snapshot: Snapshot, callers: PriorityClass, waiting: float, arrival_rate: float, rough_seconds: float
) -> float:
    """Return how long the oldest of those ahead has waited; the queue's oldest call has the lowest priority."""
    oldest = snapshot.statistics.longest_waiting_seconds
    if oldest is None:
        return rough_seconds
    return float(oldest) if callers.is_last or not arrival_rate else min(oldest, waiting / arrival_rate)


def _deviation(ahead: float, rate: float, raw_seconds: float) -> float:
    """Return the standard deviation of the wait (method.md, eq. 26)."""
    return math.sqrt((ahead + 2) / rate**2 + (MODEL_ERROR * raw_seconds) ** 2 + MIN_VARIANCE)


def _with_range(expected: float, deviation: float, learned: Calibration) -> Estimate:
    """Return the estimate with its range (method.md, eq. 27)."""
    low = max(0.0, min(expected, expected + learned.low_quantile * deviation))
    high = max(expected, expected + learned.high_quantile * deviation)
    # Whole seconds: fractions would make a page larger, and nobody hears them.
    return Estimate(float(round(expected)), float(math.floor(low)), float(math.ceil(high)))


def _no_longer(one: Estimate, other: Estimate) -> Estimate:
    seconds = min(one.seconds or 0.0, other.seconds or 0.0)
    return Estimate(seconds, min(one.low_seconds or 0.0, seconds), one.high_seconds)
