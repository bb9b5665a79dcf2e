"""The wait of a caller who goes through a workflow, from the waits of the task queues on their way.

A caller enters the first queue at 0 and step `i` at E(i), the sum of the timeouts before it: a timeout counts from the
task's age (Twilio docs, TaskRouter, timeout evaluation). W(i) is the wait of a new caller of step `i`'s priority in its
queue. A queue is ordered by age, and moving keeps the age. So the caller's turn comes as if they joined that queue now:

    A(i) = max(E(i), W(i))

The wait is A(i) of the first step with A(i) <= E(i) + timeout(i). The low and the high end follow from those of W. But
W of a raised priority does not count the callers whose priority will be raised later, so there the high end is

    A(i) = max(E(i), min(A(i - 1), E(i) + W(i)))

docs/routing.md explains this and shows its accuracy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Final

from waittimes.routing.doubt import Doubt, Truth
from waittimes.routing.route import MOST_PATHS, Route, Step
from waittimes.routing.syntax import Scope
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait

_ENDS: Final = ("low_seconds", "seconds", "high_seconds")
UNSTAFFED_SECONDS: Final = inf
"""The wait in a queue that no agent serves."""
NOTHING_TO_WAIT: Final = Estimate(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Stop:
    """A step, the record of its queue, and whether a number may be based on it."""

    step: Step
    wait: Wait | None
    speaks_narrowed: bool

    @property
    def serves_at_once(self) -> bool:
        """Whether a free agent may answer this caller."""
        is_free = self.wait is not None and self.wait.basis is Basis.AGENT_FREE
        return is_free and not self.step.is_narrowed and self.step.doubt is None

    def seconds(self, end: str) -> float | None:
        """Return W at this end of its range: infinite if no agent serves the queue, None if W is unknown."""
        if self.wait is None or self.step.doubt is not None:
            return None
        if not self.step.is_open or self.wait.basis is Basis.UNSTAFFED:
            return UNSTAFFED_SECONDS
        if self.wait.basis is Basis.UNKNOWN or not self._may_speak:
            return None
        estimate = self.wait.by_priority.get(self.step.priority, self.wait.estimate)
        found: float | None = getattr(estimate, end)
        return estimate.seconds if found is None else found

    @property
    def _may_speak(self) -> bool:
        """Whether the queue's wait may be used. A caller whom only some workers may answer waits at least that long."""
        if not self.step.is_narrowed:
            return True
        return self.speaks_narrowed and self.wait is not None and self.wait.basis is not Basis.AGENT_FREE


def wait_on(route: Route, waits: Mapping[str, Wait], *, speaks_narrowed: bool = False) -> Wait | None:
    """Return the wait of a caller on this route, as a record of its first queue; None if no number would be true.

    `waits` holds the records of the route's queues by SID. With `speaks_narrowed`, a queue's wait is used even if only
    some of its workers may answer the caller. For several paths, the range covers all and the estimate is their mean.
    """
    found: list[Wait] = []
    for path in route.paths:
        stops = [Stop(step, waits.get(step.queue_sid), speaks_narrowed) for step in path.steps]
        default = Stop(path.default, waits.get(path.default.queue_sid), speaks_narrowed) if path.default else None
        for variant in _unskipped(stops, default):
            wait = _wait(variant)
            if wait is None or len(found) == MOST_PATHS:
                return None
            found.append(wait)
    return _widest(found)


def _unskipped(stops: Sequence[Stop], default: Stop | None) -> Iterator[tuple[Stop, ...]]:
    """Yield the stops at which the caller waits, once for each possible outcome of an unknown `skip_if`."""
    variants: list[tuple[Stop, ...]] = [()]
    for stop in stops:
        truth = False if stop.serves_at_once else _is_skipped(stop)
        kept = [] if truth is True else [(*each, stop) for each in variants]
        variants = kept if truth is False else [*kept, *variants]
        if len(variants) > MOST_PATHS:
            break
    for each in variants:
        yield each if each or default is None else (default,)


def _is_skipped(stop: Stop) -> Truth:
    """Return whether `skip_if` is true if no agent is reserved at once.

    `workers.available` counts workers by their Activity. The Activity of a busy worker depends on the workspace's task
    mode, so both possibilities are tried.
    """
    if stop.step.skip_if is None:
        return False
    if stop.wait is None or stop.wait.basis is Basis.UNKNOWN:
        return stop.step.skip_if.truth(Scope({"workers": Doubt("how many workers are available is not known")}))
    free = stop.wait.agents_free
    unavailable = Doubt("how many workers are unavailable is not known")
    truths = [
        stop.step.skip_if.truth(Scope({"workers": {"available": available, "unavailable": unavailable}}))
        for available in (free, free + stop.wait.agents_busy)
    ]
    return truths[0] if truths[0] is truths[1] else Doubt("whether a busy worker counts as available is not known")


@dataclass(frozen=True, slots=True)
class _Served:
    """When and at which stop a caller is served, or when the task is canceled after the last timeout."""

    at: float
    index: int
    is_canceled: bool = False


def _wait(stops: Sequence[Stop]) -> Wait | None:
    """Return the wait of a caller who passes these stops; None if it is unknown, or if no stop serves the caller."""
    if not stops or stops[0].wait is None:
        return None
    low, middle, high = (_served(stops, end) for end in _ENDS)
    if low is None or middle is None or high is None or middle.is_canceled:
        return None
    records = [stop.wait for stop in stops[: high.index + 1] if stop.wait is not None]
    wait = replace(stops[0].wait, measured_at=min(each.measured_at for each in records), by_priority={})
    if middle.at == UNSTAFFED_SECONDS:
        return replace(wait, basis=Basis.UNSTAFFED, estimate=NO_ESTIMATE)
    if high.at == UNSTAFFED_SECONDS:
        return None
    if high.index == 0 and not high.is_canceled:
        return replace(wait, estimate=stops[0].wait.by_priority.get(stops[0].step.priority, wait.estimate))
    return replace(
        wait,
        basis=Basis.HISTORY if any(each.basis is Basis.HISTORY for each in records) else Basis.LINE,
        estimate=Estimate(middle.at, low.at, high.at),
        evidence={},
    )


def _served(stops: Sequence[Stop], end: str) -> _Served | None:
    """Return when the caller is served if every queue takes as long as this end of its range; None if unknown."""
    entered = at = 0.0
    if stops[0].serves_at_once:
        return _Served(0.0, 0)
    for index, stop in enumerate(stops):
        own = stop.seconds(end)
        if own is None:
            return None
        is_raised = index > 0 and _raises(stops[index - 1].step, stop.step)
        at = max(entered, min(at, entered + own) if is_raised and end == _ENDS[-1] else own)
        leaves_at = entered + (inf if stop.step.timeout_seconds is None else stop.step.timeout_seconds)
        if at <= leaves_at:
            return _Served(at, index)
        entered = leaves_at
    return _Served(entered, len(stops) - 1, is_canceled=True)


def _raises(before: Step, after: Step) -> bool:
    return before.queue_sid == after.queue_sid and after.priority > before.priority


def _widest(found: Sequence[Wait]) -> Wait | None:
    """Return one wait for all of these; None if they cannot be combined."""
    if len(found) <= 1:
        return found[0] if found else None
    oldest_at = min(each.measured_at for each in found)
    bases = {each.basis for each in found}
    if len(bases) == 1 and bases & {Basis.UNSTAFFED, Basis.AGENT_FREE}:
        return replace(found[0], measured_at=oldest_at)
    estimates = [NOTHING_TO_WAIT if each.basis is Basis.AGENT_FREE else each.estimate for each in found]
    ranges = [ends for each in estimates if (ends := _range(each))]
    if len(ranges) < len(found):
        return None
    return replace(
        found[0],
        measured_at=oldest_at,
        basis=Basis.HISTORY if Basis.HISTORY in bases else Basis.LINE,
        estimate=Estimate(
            sum(middle for _, middle, _ in ranges) / len(ranges),
            min(low for low, _, _ in ranges),
            max(high for _, _, high in ranges),
        ),
        evidence={},
    )


def _range(estimate: Estimate) -> tuple[float, float, float] | None:
    """Return the low end, the estimate and the high end; None without an estimate."""
    seconds, low, high = estimate.seconds, estimate.low_seconds, estimate.high_seconds
    return None if seconds is None else (seconds if low is None else low, seconds, seconds if high is None else high)
