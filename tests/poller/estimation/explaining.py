"""Explanations for tests: the steps by name, and the wait that they explain."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

import pytest

from poller.estimation import estimate, explain
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import (
    BUSY_HOUR,
    MULTI_TASKING,
    QUEUE,
    polled,
)
from tests.fakes.waits import MEASURED_AT
from waittimes.wait import Estimate, Wait

INPUTS = [
    *("waiting", "longest waiting", "in service", "available"),
    *("arrived", "answered", "abandoned", "mean wait", "basis", "agents free"),
]
MODEL = [
    *("handle time", "agents", "service rate", "wrap-up", "drift", "ahead", "abandoning"),
    *("queue clears", "bias correction", "deviation", "estimate"),
]
VIPS = replace(BUSY_HOUR, by_priority={0: 9, 5: 4}, pending=6, longest_waiting_seconds=140)


def learned(*polls: Mapping[str, QueueStatistics], workspace: Workspace = MULTI_TASKING) -> WorkspaceState:
    known = WorkspaceState()
    polled(*polls, workspace=workspace, known=known)
    return known


def explained(
    statistics: QueueStatistics,
    *before: Mapping[str, QueueStatistics],
    others: Mapping[str, QueueStatistics] | None = None,
    workspace: Workspace = MULTI_TASKING,
    priority: int | None = None,
) -> tuple[dict[str, str], Wait]:
    """Return the steps by name, and the wait they explain, after these polls a minute apart."""
    known = learned(*before, workspace=workspace)
    now = {QUEUE: statistics} | dict(others or {})
    measured = {sid: Measured(each, MEASURED_AT + 60) for sid, each in now.items()}
    wait = estimate(measured, workspace, deepcopy(known))[QUEUE]
    explanation = explain(QUEUE, measured, workspace, known)
    assert explanation.wait == wait
    steps = explanation.steps(priority)
    found = {step.name: step.value for step in steps}
    assert len(found) == len(steps)
    return found, wait


def reasons(statistics: QueueStatistics, workspace: Workspace = MULTI_TASKING) -> dict[str, str]:
    measured = {QUEUE: Measured(statistics, MEASURED_AT)}
    return {step.name: step.reason for step in explain(QUEUE, measured, workspace, WorkspaceState()).steps()}


def number(text: str) -> float:
    found = re.search(r"-?[\d.]+", text)
    assert found, text
    return float(found[0])


def says(steps: Mapping[str, str], wait: Wait, estimate: Estimate) -> None:
    """Assert that every number of the wait is printed."""
    assert steps["basis"] == wait.basis.value
    assert steps["agents free"] == str(wait.agents_free)
    assert steps["estimate"] == f"{estimate.seconds:.0f} s"
    assert number(steps["ahead"]) == pytest.approx(wait.evidence["ahead"], abs=0.51)
    assert number(steps["service rate"]) == wait.evidence["per_minute"]
    assert number(steps["abandoning"]) == pytest.approx(100 * wait.evidence["hangs_up"], abs=0.01)
    assert number(steps["agents"]) == wait.evidence["agents"]
