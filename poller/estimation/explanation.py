"""An estimate explained: the inputs, each step with its number, and why. Printed by `python -m ops explain`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from poller.estimation import estimator
from poller.estimation.estimator import Outlook
from poller.estimation.shared_agents import NOWHERE
from poller.estimation.state import QueueState
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.wait_model import ClassEstimate
from poller.estimation.workspace import Catalogue
from waittimes.wait import Basis

FROM_ELSEWHERE = 0.05
"""Fewer agents on other queues' calls are not worth a line."""
_INFERRED_FROM = {
    "pending": "not told; inferred from the longest wait, calls coming in and calls by priority",
    "available_workers": "not told; workers in available Activities",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation."""

    name: str
    value: str
    reason: str = ""


def explained(
    queue_sid: str,
    measured: Mapping[str, Measured],
    catalogue: Catalogue,
    experience: Mapping[str, QueueState],
    priority: int | None = None,
) -> list[Step]:
    """Return how the queue's wait comes about, for callers of this priority or of the last to be served.

    The statistics are what `estimate.learn` made of them while `experience` learned; what `estimate.waits` learns
    after the estimate belongs to the next one. Raises KeyError for a queue that was not measured.
    """
    found = measured[queue_sid]
    outlook = estimator.look(queue_sid, found, catalogue, experience)
    steps = [*_inputs(found.statistics, catalogue), *_outlook(outlook)]
    chosen = next((each for each in outlook.class_estimates if each.callers.priority == priority), outlook.main)
    if chosen is not None:
        return [*steps, *_reckoned(chosen, experience[queue_sid], several=len(outlook.class_estimates) > 1)]
    if outlook.basis is Basis.HISTORY:
        wait = _seconds(found.statistics.mean_wait_seconds)
        return [*steps, Step("estimate", wait, "the mean wait of the calls answered: nobody can tell who waits now")]
    return [*steps, Step("estimate", "none", "nothing that a number could rest on")]


def _inputs(statistics: QueueStatistics, catalogue: Catalogue) -> Iterator[Step]:
    mode = "multi-tasking" if catalogue.multi_tasking else "single-tasking"
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
    if outlook.occupied_elsewhere >= FROM_ELSEWHERE:
        shared = "agents of this queue on other queues' calls, by what was learned of sharing"
        yield Step("busy elsewhere", f"{outlook.occupied_elsewhere:.1f}", shared)


def _reckoned(found: ClassEstimate, experience: QueueState, *, several: bool) -> Iterator[Step]:
    agents, callers = found.agents, found.callers
    if several:
        ahead = f"of {callers.share:.0%} of the callers; {callers.share_above:.0%} go before them"
        yield Step("priority", str(callers.priority), ahead)
        yield Step("waiting before", f"{callers.waiting:.1f}", "those of this priority or a higher one")
    if found.elsewhere != NOWHERE:
        yield Step("waiting elsewhere", f"{found.elsewhere.pending:.1f}", "calls that these agents will take before")
    yield Step("time per call", _seconds(experience.call_seconds), "busy agents' seconds / calls, of the last hours")
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
    return _INFERRED_FROM[field] if field in statistics.inferred else name


def _count(number: int | None) -> str:
    return "not told" if number is None else str(number)


def _seconds(number: float | None) -> str:
    return "not told" if number is None else f"{number:.0f} s"
