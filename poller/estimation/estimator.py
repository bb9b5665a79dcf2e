"""The estimator in three steps: observe a poll, estimate the waits, learn from how earlier estimates did."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace

from poller.estimation import calibration, priorities, wait_record
from poller.estimation.observation import observe
from poller.estimation.outlook import Outlook, estimate_queue
from poller.estimation.snapshot import Forecast, Snapshot
from poller.estimation.state import Calibration, QueueState, WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.wait_model import ClassEstimate
from poller.estimation.workspace import Workspace
from waittimes.wait import Wait


def estimate(measured: Mapping[str, Measured], workspace: Workspace, known: WorkspaceState) -> dict[str, Wait]:
    """Return the waits of these queues by SID, and update `known` from their statistics.

    Pass all queues of a workspace that were measured together in one call, since queues share agents. A queue whose
    statistics cannot be used is left out.
    """
    observe(measured, workspace, known)
    waits: dict[str, Wait] = {}
    for queue_sid, each in measured.items():
        with contextlib.suppress(ArithmeticError, ValueError):
            outlook = estimate_queue(queue_sid, workspace, known)
            if each.teaches:
                learn(queue_sid, outlook, known)
            waits[queue_sid] = wait_record.record(queue_sid, known.snapshots[queue_sid], workspace, outlook)
    return waits


def learn(queue_sid: str, outlook: Outlook, known: WorkspaceState) -> None:
    """Update the queue's calibrations from the head of the queue, and its shares of priorities.

    Both come after the estimate, and affect the next poll's.
    """
    state, snapshot = known.queues[queue_sid], known.snapshots[queue_sid]
    forecasts = {each.callers.priority: _learn_class(state, snapshot, each) for each in outlook.class_estimates}
    priorities.learn(state, snapshot)
    kept = priorities.most_used(state, state.calibrations) | forecasts.keys()
    state.calibrations = {each: learned for each, learned in state.calibrations.items() if each in kept}
    forecasts = {each: earlier for each, earlier in snapshot.forecasts.items() if each in kept} | forecasts
    known.snapshots[queue_sid] = replace(snapshot, forecasts=forecasts)


def _learn_class(state: QueueState, snapshot: Snapshot, each: ClassEstimate) -> tuple[Forecast, ...]:
    """Update the calibration of one priority, and return its forecasts, with this one, for later comparison."""
    correction = state.calibrations.setdefault(each.callers.priority, Calibration())
    service_seconds = state.handle_seconds / max(1, snapshot.statistics.in_service or each.agents.serving)
    forecasts = snapshot.forecasts.get(each.callers.priority, ()) if each.callers.is_last else ()
    forecasts = calibration.learn_from_head(correction, snapshot, forecasts, service_seconds)
    forecast = Forecast(snapshot.at, each.raw_seconds, each.estimate.seconds or 0.0, each.deviation_seconds)
    return calibration.add_forecast(forecasts, forecast)
