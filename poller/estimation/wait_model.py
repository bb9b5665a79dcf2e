"""The wait of a new caller: agents, their rate, callers ahead, the time until these are served, bias and range."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from poller.estimation import abandonment, arrivals, calibration, handle_time, queue_clearing
from poller.estimation.queue_clearing import Patience
from poller.estimation.shared_agents import SharedDemand
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import Calibration, QueueState
from waittimes.wait import Estimate

WRAP_UP_WEIGHT = 0.85
"""How much sooner an agent is free who is wrapping up than one who is anywhere in a call, in calls."""
SCATTER = 0.4
"""The variance of calls coming and going between polls, against that of two Poisson processes."""
LEAST_DEVIATION = 0.05
RETURN_SECONDS = 3600.0
"""How fast the number of agents on duty goes back to what it usually is: by two thirds in an hour."""
MOST_USUAL = 2.0
"""So many times as many agents as now are believed to come back, and not more: a queue may open with one."""
LEAST_LEFT_FOR_LAST = 0.2
"""What callers of higher priority leave at least of the agents to those behind them: they are not all there always."""
MEDIAN_SERVICES = 0.1
"""The middle of the possible waits lies below their mean: so much is taken off, in services."""
MODEL_ERROR = 0.08
LEAST_VARIANCE = 25.0


@dataclass(frozen=True, slots=True)
class Agents:
    """Who serves a line."""

    serving: float
    """Agents on its calls, free for them, or known to come from other queues."""
    free: int
    per_second: float
    """Calls that they take on in a second."""
    usual: float = 1.0
    """Agents usually on duty in these hours, over those who are now."""


@dataclass(frozen=True, slots=True)
class ClassEstimate:
    """The estimate for callers of one priority, with every number on the way."""

    agents: Agents
    callers: PriorityClass
    elsewhere: SharedDemand
    arrivals: float
    """Calls a second that join ahead of a new caller."""
    freed_sooner: float
    """Agents who will be free sooner than usual, for more than usual are wrapping up."""
    meanwhile: float
    """By how many the line will have grown when the next caller comes, half a poll later."""
    ahead: float
    """Callers before a new one who has to wait, when they come."""
    oldest_seconds: float
    """How long the first of those ahead have waited."""
    capacity_share: float
    """The share of the agents' rate that callers who overtake leave."""
    raw_seconds: float
    """When the line ahead has cleared and an agent has rung."""
    hangs_up: float
    """The share of those ahead who hang up before their turn."""
    factor: float
    deviation_seconds: float
    estimate: Estimate


def agents_serving(state: QueueState, snapshot: Snapshot, *, free: int, on_other_queues: float) -> Agents | None:
    """Return the agents who serve the queue; None where none can be seen.

    While calls are pending nobody is idle, so the agents on its calls are its capacity, in either task mode. Of the
    agents on other queues' calls, those count whom sharing explains. Where the calls in service are unknown, as many
    agents are assumed as the calls answered in the window took, or as are free.
    """
    seconds, occupied = state.call_seconds, snapshot.statistics.occupied
    lately = handle_time.busy_lately(state, snapshot.statistics)
    serving = lately
    if occupied is not None:
        serving = occupied + free + min(max(0.0, snapshot.on_duty - occupied), on_other_queues)
    serving = serving or lately or float(free)
    if serving <= 0:
        return None
    return Agents(serving, free, max(1.0, serving) / seconds, _usual(state, snapshot))


def estimate_class(
    state: QueueState, snapshot: Snapshot, agents: Agents, elsewhere: SharedDemand, callers: PriorityClass
) -> ClassEstimate:
    """Return the wait of callers of this priority who join before the next poll."""
    patience, rate = abandonment.patience(state, snapshot), agents.per_second
    arriving = snapshot.arrival_rate * callers.share + elsewhere.arrivals
    waiting = callers.waiting + elsewhere.pending
    rough = waiting / rate
    passing = snapshot.interval_seconds / 2
    sooner = _freed_sooner(state, snapshot, rough)
    meanwhile = (arriving * patience.survival(0, rough) - rate) * passing
    mean = waiting - agents.free - sooner + meanwhile
    ahead = queue_clearing.expected_ahead(mean, math.sqrt(SCATTER * (arriving + rate) * passing) + LEAST_DEVIATION)
    left = _left(arrivals.expected_rate(state, snapshot), callers, elsewhere, rate, patience)
    oldest = _oldest(snapshot, callers, waiting, arriving, rough)
    seconds, hangs_up = queue_clearing.clearing_seconds(ahead, oldest, rate * left, patience)
    raw = seconds / _agents_meanwhile(agents, seconds) + calibration.RINGING_SECONDS
    correction = state.calibrations.get(callers.priority, Calibration())
    factor = calibration.factor(correction)
    deviation = math.sqrt((ahead + 2) / (rate * left) ** 2 + (MODEL_ERROR * raw) ** 2 + LEAST_VARIANCE)
    expected = max(0.0, raw * factor - MEDIAN_SERVICES / rate)
    return ClassEstimate(
        agents=agents,
        callers=callers,
        elsewhere=elsewhere,
        arrivals=arriving,
        freed_sooner=sooner,
        meanwhile=meanwhile,
        ahead=ahead,
        oldest_seconds=oldest,
        capacity_share=left,
        raw_seconds=raw,
        hangs_up=hangs_up,
        factor=factor,
        deviation_seconds=deviation,
        estimate=_ranged(expected, deviation, correction),
    )


def in_order(class_estimates: Iterable[ClassEstimate]) -> tuple[ClassEstimate, ...]:
    """Return these, the highest priority first, none longer than the next: corrections are learned apart, and cross."""
    found: list[ClassEstimate] = []
    for each in reversed([*class_estimates]):
        found.append(replace(each, estimate=_no_longer(each.estimate, found[-1].estimate)) if found else each)
    return tuple(reversed(found))


def _usual(state: QueueState, snapshot: Snapshot) -> float:
    if snapshot.statistics.available_workers is None or not snapshot.on_duty or not state.usual_on_duty:
        return 1.0
    return min(MOST_USUAL, state.usual_on_duty / snapshot.on_duty)


def _agents_meanwhile(agents: Agents, seconds: float) -> float:
    """Return how many agents there are in the mean of so many seconds, for each one now, while they go back to usual.

    Nobody tells TaskRouter who will come back from lunch. The mean of 1 + (usual - 1)(1 - e^(-t / RETURN_SECONDS)).
    """
    passed = seconds / RETURN_SECONDS
    return 1 + (agents.usual - 1) * (1 + math.expm1(-passed) / passed) if passed else 1.0


def _freed_sooner(state: QueueState, snapshot: Snapshot, rough_seconds: float) -> float:
    """Return how many more agents than usual are about to be free, for more than usual are wrapping up."""
    wrapping, occupied = snapshot.statistics.wrapping, snapshot.statistics.occupied
    if wrapping is None or occupied is None:
        return 0.0
    share = state.wrapping_share
    done = 1 - math.exp(-rough_seconds / max(1.0, share * state.call_seconds))
    return WRAP_UP_WEIGHT * done * (wrapping - share * occupied)


def _left(
    arrival_rate: float, callers: PriorityClass, elsewhere: SharedDemand, per_second: float, patience: Patience
) -> float:
    """Return the share of the agents that is left when those of higher priority who come later are served.

    They too hang up: who is still there after their own, shorter line counts.
    """
    overtaking = arrival_rate * callers.share_above + elsewhere.overtaking
    their_wait = (callers.waiting_above + elsewhere.pending_above + 1) / per_second
    return max(LEAST_LEFT_FOR_LAST, 1 - overtaking * patience.survival(0, their_wait) / per_second)


def _oldest(snapshot: Snapshot, callers: PriorityClass, waiting: float, arriving: float, rough_seconds: float) -> float:
    """Return how long the first of those ahead have waited; the longest waiting caller is of the last priority."""
    oldest = snapshot.statistics.longest_waiting_seconds
    if oldest is None:
        return rough_seconds
    return float(oldest) if callers.is_last or not arriving else min(oldest, waiting / arriving)


def _no_longer(one: Estimate, other: Estimate) -> Estimate:
    seconds = min(one.seconds or 0.0, other.seconds or 0.0)
    return Estimate(seconds, min(one.low_seconds or 0.0, seconds), one.high_seconds)


def _ranged(expected: float, deviation: float, correction: Calibration) -> Estimate:
    low = max(0.0, min(expected, expected + correction.low * deviation))
    high = max(expected, expected + correction.high * deviation)
    # Whole seconds: a page of fractions would cost more than they are worth.
    return Estimate(float(round(expected)), float(math.floor(low)), float(math.ceil(high)))
