"""An estimate explained: its inputs, and each step with its number and meaning. Printed by `python -m ops explain`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poller.estimation import wait_record
from poller.estimation.observation import observe
from poller.estimation.outlook import Outlook, estimate_queue
from poller.estimation.shared_agents import NO_DEMAND
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.wait_model import ClassEstimate
from poller.estimation.workspace import Workspace
from waittimes.wait import Basis, Wait

LEAST_AGENTS_SHOWN = 0.05
"""With fewer agents on other queues' calls, that line is left out."""
FEW_CALLS = 60
"""With fewer calls learned, the delay history has a part in the estimate (method.md, eq. 34)."""
_IMPUTED_FROM = {
    "pending": "imputed from the longest wait, the arrival rate and calls by priority",
    "available_workers": "imputed from the workers in available Activities",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation."""

    name: str
    value: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One queue's wait, and how it was estimated."""

    wait: Wait
    workspace: Workspace
    state: QueueState
    snapshot: Snapshot
    outlook: Outlook

    def steps(self, priority: int | None = None) -> list[Step]:
        """Return the steps of the estimate for callers of `priority`; by default for the last to be served."""
        classes = self.outlook.class_estimates
        steps = [*_inputs(self.snapshot.statistics, self.workspace), *_outlook(self.outlook)]
        chosen = next((each for each in classes if each.callers.priority == priority), self.outlook.main)
        if chosen is not None:
            return [*steps, *_model(chosen, self.state, several=len(classes) > 1)]
        if self.outlook.basis is Basis.HISTORY:
            wait = _seconds(self.snapshot.statistics.mean_wait_seconds)
            return [
                *steps,
                Step("estimate", wait, "the mean wait of the calls answered, as the calls waiting are unknown"),
            ]
        return [*steps, Step("estimate", "none", "no statistics that an estimate could use")]


def explain(
    queue_sid: str, measured: Mapping[str, Measured], workspace: Workspace, known: WorkspaceState
) -> Explanation:
    """Return how the wait of one of these queues is estimated; `known` is updated from their statistics.

    Raises KeyError for a queue that was not measured, ArithmeticError or ValueError if its statistics cannot be used.
    """
    observe(measured, workspace, known)
    snapshot, outlook = known.snapshots[queue_sid], estimate_queue(queue_sid, workspace, known)
    wait = wait_record.record(queue_sid, snapshot, workspace, outlook)
    return Explanation(wait, workspace, known.queues[queue_sid], snapshot, outlook)


def _inputs(statistics: QueueStatistics, workspace: Workspace) -> Iterator[Step]:
    mode = "multi-tasking" if workspace.multi_tasking else "single-tasking"
    in_service = f"{_count(statistics.reserved)} + {_count(statistics.assigned)} + {_count(statistics.wrapping)}"
    yield Step("waiting", _count(statistics.pending), _source(statistics, "pending", "pending tasks"))
    yield Step("longest waiting", _seconds(statistics.longest_waiting_seconds), "longest_task_waiting_age")
    yield Step("in service", in_service, "reserved + assigned + wrapping tasks")
    available = _source(statistics, "available_workers", "total_available_workers")
    yield Step("available", _count(statistics.available_workers), f"{available}; {mode} workspace")
    yield Step("arrived", _count(statistics.entered), "tasks_entered in the last 15 minutes")
    yield Step("answered", _count(statistics.accepted), "reservations_accepted in the last 15 minutes")
    yield Step("abandoned", _count(statistics.canceled), "tasks_canceled in the last 15 minutes")
    yield Step(
        "mean wait", _seconds(statistics.mean_wait_seconds), "of the calls answered; often announced as the wait"
    )


def _outlook(outlook: Outlook) -> Iterator[Step]:
    yield Step("basis", outlook.basis.value)
    yield Step("agents free", str(outlook.agents_free), "always 0 while a call waits")
    if outlook.agents_on_other_queues >= LEAST_AGENTS_SHOWN:
        shared = "this queue's agents on other queues' calls, as learned from earlier polls"
        yield Step("on other queues", f"{outlook.agents_on_other_queues:.1f}", shared)


def _model(found: ClassEstimate, state: QueueState, *, several: bool) -> Iterator[Step]:
    yield from _demand(found, several=several)
    agents, ahead = found.agents, found.ahead
    yield Step("handle time", _seconds(state.handle_seconds), "seconds of busy agents / calls, over the last hours")
    yield Step("agents", f"{agents.serving:.1f}", "in service, free, or on other queues' calls and shared")
    yield Step("service rate", f"{60 * agents.rate:.1f} a minute", "agents / handle time")
    yield Step("wrap-up", f"{ahead.wrap_up_surplus:+.1f}", "agents in wrap-up beyond the usual number, soon free")
    yield Step("drift", f"{ahead.drift:+.1f}", "arrivals less answers until the next caller joins, half a poll later")
    if ahead.called_back:
        yield Step("called back", f"{ahead.called_back:.1f}", "people without a task whose callback comes before")
    yield Step(
        "ahead",
        f"{ahead.number:.1f}",
        "callers ahead of someone who has to wait: waiting + called back - free - wrap-up + drift",
    )
    yield Step("abandoning", f"{found.abandoning_share:.0%}", "of the callers ahead, before their turn")
    if round(agents.staffing_ratio, 2) != 1:
        reached = "usual over present agents, reached with a time constant of 1 hour"
        yield Step("staffing", f"x {agents.staffing_ratio:.2f}", reached)
    clears = "callers who stay x service interval, plus ringing"
    if state.calls < FEW_CALLS:
        clears += "; few calls are known, so the waits of this window count too"
    yield Step("queue clears", _seconds(found.raw_seconds), clears)
    yield Step("bias correction", f"x {found.bias_correction:.2f}", "waits of callers at the head / their forecasts")
    yield Step("deviation", _seconds(found.deviation_seconds), "standard deviation: random service times, model error")
    ends = f"{_seconds(found.estimate.low_seconds)} to {_seconds(found.estimate.high_seconds)}"
    yield Step("estimate", _seconds(found.estimate.seconds), f"{ends} for four callers in five")


def _demand(found: ClassEstimate, *, several: bool) -> Iterator[Step]:
    callers = found.callers
    if several:
        share = (
            f"{callers.share:.0%} of all callers have this priority or a higher one, {callers.share_above:.0%} a higher"
        )
        yield Step("priority", str(callers.priority), share)
        yield Step("waiting before", f"{callers.waiting:.1f}", "callers of this priority or a higher one")
    if found.elsewhere != NO_DEMAND:
        first = "callers of other queues whom these agents will serve first"
        yield Step("other queues", f"{found.elsewhere.pending:.1f}", first)


def _source(statistics: QueueStatistics, field: str, name: str) -> str:
    return _IMPUTED_FROM[field] if field in statistics.imputed else name


def _count(number: int | None) -> str:
    return "missing" if number is None else str(number)


def _seconds(number: float | None) -> str:
    return "missing" if number is None else f"{number:.0f} s"
