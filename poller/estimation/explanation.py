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
_IMPUTED_FROM = {
    "pending": "missing; imputed from the longest wait, the arrival rate and calls by priority",
    "available_workers": "missing; imputed from workers in available Activities",
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
            return [*steps, Step("estimate", wait, "the mean wait of the calls answered, as the line is unknown")]
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
    on_calls = f"{_count(statistics.reserved)} + {_count(statistics.assigned)} + {_count(statistics.wrapping)}"
    yield Step("waiting", _count(statistics.pending), _source(statistics, "pending", "pending tasks"))
    yield Step("longest waiting", _seconds(statistics.longest_waiting_seconds), "longest_task_waiting_age")
    yield Step("on calls", on_calls, "reserved + assigned + wrapping")
    available = _source(statistics, "available_workers", "total_available_workers")
    yield Step("available", _count(statistics.available_workers), f"{available}, {mode} workspace")
    yield Step("came in", _count(statistics.entered), "tasks_entered, last 15 minutes")
    yield Step("answered", _count(statistics.accepted), "reservations_accepted, last 15 minutes")
    yield Step("hung up", _count(statistics.canceled), "tasks_canceled, last 15 minutes")
    yield Step("mean wait", _seconds(statistics.mean_wait_seconds), "of those answered: what is usually announced")


def _outlook(outlook: Outlook) -> Iterator[Step]:
    yield Step("basis", outlook.basis.value)
    yield Step("agents free", str(outlook.agents_free), "none while a call waits")
    if outlook.agents_on_other_queues >= LEAST_AGENTS_SHOWN:
        shared = "agents of this queue on other queues' calls, by what was learned of sharing"
        yield Step("busy elsewhere", f"{outlook.agents_on_other_queues:.1f}", shared)


def _model(found: ClassEstimate, state: QueueState, *, several: bool) -> Iterator[Step]:
    agents, callers = found.agents, found.callers
    if several:
        ahead = f"of {callers.share:.0%} of the callers; {callers.share_above:.0%} go before them"
        yield Step("priority", str(callers.priority), ahead)
        yield Step("waiting before", f"{callers.waiting:.1f}", "those of this priority or a higher one")
    if found.elsewhere != NO_DEMAND:
        yield Step("waiting elsewhere", f"{found.elsewhere.pending:.1f}", "calls that these agents will take before")
    yield Step("time per call", _seconds(state.call_seconds), "busy agents' seconds / calls, of the last hours")
    yield Step("agents", f"{agents.serving:.1f}", "on its calls, free for it, or shared with it")
    yield Step("rate", f"{60 * agents.per_second:.1f} a minute", "agents / time per call")
    yield Step("free sooner", f"{found.freed_sooner:+.1f}", "agents who wrap up, against as many as usual")
    yield Step("until they come", f"{found.meanwhile:+.1f}", "calls that come less those taken on, in half a poll")
    yield Step("ahead", f"{found.ahead:.1f}", "of one who has to wait: the above, where there is anybody")
    yield Step("hang up", f"{found.hangs_up:.0%}", "of those ahead, before their turn, by how long they have waited")
    if round(agents.usual, 2) != 1:
        yield Step("usual agents", f"x {agents.usual:.2f}", "usually on duty / now: so many they become by the hour")
    yield Step("line clears", _seconds(found.raw_seconds), "who stays costs one service each, then the phone rings")
    yield Step("correction", f"x {found.factor:.2f}", "what heads of the line waited / what was forecast for them")
    yield Step("deviation", _seconds(found.deviation_seconds), "chance of so many services, and of the model")
    ends = f"{_seconds(found.estimate.low_seconds)} to {_seconds(found.estimate.high_seconds)}"
    yield Step("estimate", _seconds(found.estimate.seconds), f"{ends} for four callers in five")


def _source(statistics: QueueStatistics, field: str, name: str) -> str:
    return _IMPUTED_FROM[field] if field in statistics.imputed else name


def _count(number: int | None) -> str:
    return "not told" if number is None else str(number)


def _seconds(number: float | None) -> str:
    return "not told" if number is None else f"{number:.0f} s"
