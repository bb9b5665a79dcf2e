"""A first poll in the middle of a jam: while little is learned, the ages of the waiting calls are evidence too.

The handle time assumed at first may be wrong by a factor of ten. A call that has waited for most of the window proves
that no agent was idle meanwhile, and its age is a forecast by itself (Ibrahim and Whitt 2009, Manufacturing & Service
Operations Management 11:397). docs/method.md, section 9.
"""

import math

from poller.estimation.fading import fade
from poller.estimation.state import PRIOR_CALLS, PRIOR_HANDLE_SECONDS, QueueState
from poller.estimation.statistics import WINDOW_SECONDS, QueueStatistics

HISTORY_WEIGHT = 0.5
"""The weight of the delay history in a forecast if no call is known and one has waited for the whole window."""
HISTORY_CALLS = 20.0
"""The learned calls with which this weight fades."""


def learn(state: QueueState, statistics: QueueStatistics) -> None:
    """Learn the handle time from a first poll that finds callers waiting (method.md, eq. 33), if none is known.

    The calls answered while callers waited are counted at once. The handle time that was assumed is replaced by one
    in which the assumption has the weight of a single call.
    """
    seconds, in_service = statistics.waiting_seconds, statistics.in_service
    if state.calls or not in_service or not seconds or statistics.accepted is None:
        return
    busy_seconds, calls = in_service * seconds, statistics.accepted * seconds / WINDOW_SECONDS
    likely_seconds = (busy_seconds + PRIOR_HANDLE_SECONDS) / (calls + 1)
    state.busy_seconds += busy_seconds + PRIOR_CALLS * max(0.0, likely_seconds - PRIOR_HANDLE_SECONDS)
    state.calls += calls


def with_delay_history(state: QueueState, statistics: QueueStatistics, raw_seconds: float) -> float:
    """Return the forecast, drawn to the age of the oldest call and the mean wait of the window (method.md, eq. 34)."""
    weight, oldest = _history_weight(state, statistics), statistics.longest_waiting_seconds
    if not weight or not oldest:
        return raw_seconds
    mean = statistics.mean_wait_seconds if statistics.accepted else None
    history = math.sqrt(oldest * mean) if mean else oldest
    return float(raw_seconds ** (1 - weight) * history**weight)


def deviation_seconds(state: QueueState, statistics: QueueStatistics, raw_seconds: float) -> float:
    """Return the standard deviation that a forecast has because few calls are known (method.md, eq. 35)."""
    return raw_seconds * (1 - _history_weight(state, statistics)) / math.sqrt(state.calls + PRIOR_CALLS)


def _history_weight(state: QueueState, statistics: QueueStatistics) -> float:
    return HISTORY_WEIGHT * statistics.waiting_seconds / WINDOW_SECONDS * fade(state.calls, HISTORY_CALLS)
