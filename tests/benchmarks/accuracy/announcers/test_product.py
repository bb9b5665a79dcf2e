"""The estimator learns exactly once from each ended call, as it does from calls that the phone scores."""

from collections.abc import Mapping

from benchmarks.accuracy.announcers.announcements import LATENCY_SECONDS
from benchmarks.accuracy.announcers.product import Product, ScoredProduct, parsed
from benchmarks.accuracy.centres.recording import Recording, scenario, workspace_of
from poller.estimation.state import Calibration, QueueState, WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from simulator.centre.task import CANCELED, Task
from waittimes.wait import Basis, Estimate, Wait

POLLS = 600


def two_minutes_for_everybody(found: Mapping[str, Measured], _: Workspace, known: WorkspaceState) -> dict[str, Wait]:
    """Announce two minutes to everybody, and learn nothing."""
    for sid in found:
        known.queues.setdefault(sid, QueueState(calibrations={0: Calibration(), 10: Calibration()}))
    return {
        sid: Wait(queue_sid=sid, queue_name="a", measured_at=each.at, basis=Basis.LINE, estimate=Estimate(120))
        for sid, each in found.items()
    }


def played() -> tuple[list[Task], QueueState, float, float]:
    """Return the callers, what was learned from their calls, and the times between which that was possible."""
    recording = Recording(scenario("priority", 3, multi_tasking=True), 3, 60, days=1)
    product = Product(workspace_of(recording.scenario.plan), two_minutes_for_everybody)
    scored_product, times = ScoredProduct(product), []
    for watched, _ in zip(recording.polls(), range(POLLS), strict=False):
        scored_product.learn_from(recording.centre.callers)
        scored_product.announcements.update(parsed(watched))
        times.append(watched.at)
    (own,) = product.known.queues.values()
    return list(recording.centre.callers), own, times[0] + LATENCY_SECONDS, times[-1]


def test_every_call_that_has_ended_is_learned_from_once_and_none_that_hung_up() -> None:
    callers, own, since, until = played()

    ended = [task for task in callers if task.created_at >= since and task.wrapping_at and task.wrapping_at <= until]
    assert len(ended) > POLLS
    assert any(task.status == CANCELED for task in callers)
    waited = {
        priority: sum(round(task.offered_wait_seconds or 0) for task in ended if task.priority == priority)
        for priority in own.calibrations
    }
    assert {priority: each.actual_seconds for priority, each in own.calibrations.items()} == waited


def test_they_tell_how_callers_divide_by_priority() -> None:
    callers, own, _, until = played()
    ended = [task for task in callers if task.wrapping_at and task.wrapping_at <= until]
    vips = sum(task.priority == max(own.served_seconds) for task in ended) / len(ended)

    told = own.served_seconds[max(own.served_seconds)] / sum(own.served_seconds.values())

    assert abs(told - vips) < 0.05
