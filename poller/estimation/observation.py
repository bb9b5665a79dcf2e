"""The first step of an estimate: take in a poll, and learn from it what does not depend on the estimate."""

from collections.abc import Mapping
from dataclasses import replace

from poller.estimation import (
    abandonment,
    arrivals,
    callbacks,
    cold_start,
    handle_time,
    imputation,
    priorities,
    shared_agents,
    staffing,
)
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace

MAX_STEP_SECONDS = 600.0
"""Upper bound on the seconds that one poll teaches about, however long the pause before it was."""
MAX_INTERVAL_SECONDS = 120.0
"""The longest time between two polls that counts as the interval of polls; a longer one was a pause."""


def observe(measured: Mapping[str, Measured], workspace: Workspace, known: WorkspaceState) -> None:
    """Update `known` from the statistics of these queues: their snapshots, and what the counts teach.

    Pass all queues of a workspace that were measured together in one call, since queues share agents.
    """
    for queue_sid, each in measured.items():
        state = known.queues.setdefault(queue_sid, QueueState())
        known.snapshots[queue_sid] = _observe_queue(state, each, workspace, known.snapshots.get(queue_sid))
    teaching = {queue_sid: each.at for queue_sid, each in measured.items() if each.teaches}
    if teaching:
        shared_agents.learn(teaching.keys(), workspace, known, max(teaching.values()))


def _observe_queue(state: QueueState, measured: Measured, workspace: Workspace, before: Snapshot | None) -> Snapshot:
    """Return the queue's new snapshot, after `state` has learned from it; `before` is the snapshot of the last poll."""
    snapshot = _snapshot(state, measured, workspace, before)
    if before is not None and snapshot.at > before.at:
        step = min(snapshot.at - before.at, MAX_STEP_SECONDS)
        snapshot = replace(snapshot, interval_seconds=min(step, MAX_INTERVAL_SECONDS))
        if measured.teaches and _is_active(snapshot):
            arrivals.learn(state, snapshot, step)
            handle_time.learn(state, snapshot, step)
            abandonment.learn(state, snapshot, step)
    if measured.teaches:
        staffing.learn(state, snapshot)
    classes = priorities.classes(state, snapshot.statistics, arrivals.traffic_intensity(state, snapshot))
    return replace(snapshot, classes=classes)


def _snapshot(state: QueueState, measured: Measured, workspace: Workspace, before: Snapshot | None) -> Snapshot:
    counted, at = callbacks.without_departures(measured.statistics, measured.callbacks), measured.at
    statistics = imputation.impute(counted, workspace, state, before)
    if before is None and measured.teaches:
        cold_start.learn(state, statistics)
    abandonments, exposure_seconds = abandonment.in_window(statistics)
    return replace(
        before or Snapshot(at=at, statistics=statistics),
        at=at,
        statistics=statistics,
        arrival_rate=arrivals.arrival_rate(state, statistics),
        on_duty=staffing.on_duty(statistics, workspace),
        abandonments=abandonments,
        exposure_seconds=exposure_seconds,
        occupancy_samples=handle_time.add_sample(state, statistics, at, before.occupancy_samples if before else ()),
        has_shown_priorities=bool(statistics.by_priority or (before and before.has_shown_priorities)),
        has_shown_longest_wait=statistics.longest_waiting_seconds is not None
        or bool(before and before.has_shown_longest_wait),
        callbacks=measured.callbacks,
    )


def _is_active(snapshot: Snapshot) -> bool:
    """Return whether the queue has calls; a queue without any teaches nothing."""
    statistics = snapshot.statistics
    return bool(snapshot.in_service or snapshot.pending or statistics.accepted or statistics.canceled)
