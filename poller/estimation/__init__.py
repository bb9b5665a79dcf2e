"""Estimate callers' waits from TaskRouter's statistics. Pure: no I/O, no clock, no setting.

A workspace has one queue, "WQ1". Four callers wait, nine calls are in service, and all nine agents are busy:

>>> from poller.estimation import estimate
>>> from poller.estimation.state import WorkspaceState
>>> from poller.estimation.statistics import Measured, QueueStatistics
>>> from poller.estimation.workspace import Workspace
>>> workspace = Workspace(
...     read_at=1_795_000_000,
...     multi_tasking=True,
...     queue_names={"WQ1": "Sales"},
...     available_activities=frozenset({"WA1"}),
...     working_activities=frozenset(),
... )
>>> statistics = QueueStatistics(
...     entered=36, accepted=34, canceled=2, mean_wait_seconds=87.0,
...     pending=4, reserved=1, assigned=7, wrapping=1, longest_waiting_seconds=75,
...     available_workers=9, workers_by_activity={"WA1": 9},
... )
>>> known = WorkspaceState()
>>> wait = estimate({"WQ1": Measured(statistics, at=1_795_000_005)}, workspace, known)["WQ1"]
>>> wait.estimate
Estimate(seconds=120.0, low_seconds=42.0, high_seconds=215.0)

`known` has learned from the poll. Pass it to the next one, and store what it holds of each queue with `pack`:

>>> from poller.estimation import state_format
>>> stored = state_format.pack(known.queues)
>>> known.queues.update(state_format.unpack(stored))
"""

from poller.estimation import state_format
from poller.estimation.estimator import estimate
from poller.estimation.explanation import explain
from poller.estimation.state import QueueState

__all__ = ["QueueState", "estimate", "explain", "state_format"]
