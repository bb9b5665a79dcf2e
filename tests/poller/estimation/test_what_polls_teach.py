"""What polls teach: shared agents, handle times, abandonment, and nothing over a quiet night."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

import pytest

from poller.estimation import estimate
from poller.estimation.state import WorkspaceState
from poller.estimation.state_format import pack
from poller.estimation.statistics import Measured, QueueStatistics
from poller.estimation.workspace import Workspace
from tests.fakes.statistics import BUSY_HOUR, MULTI_TASKING, NOBODY_CALLS, OTHER, QUEUE, SINGLE_TASKING, polled
from tests.fakes.statistics_source import AVAILABLE, BUSY, OFFLINE
from tests.fakes.waits import MEASURED_AT
from waittimes.wait import Basis

BOTH = pytest.mark.parametrize("workspace", [MULTI_TASKING, SINGLE_TASKING], ids=["multi-tasking", "single-tasking"])
POOL = 10


def of_the_pool(workspace: Workspace, on_calls: int, pending: int, *, idle: int = 0) -> QueueStatistics:
    """Return the statistics of a queue with `on_calls` of the pool's agents on its calls."""
    available = POOL if workspace.multi_tasking else idle
    activities = {AVAILABLE: POOL} if workspace.multi_tasking else {AVAILABLE: idle, BUSY: POOL - idle}
    return replace(
        BUSY_HOUR,
        pending=pending,
        reserved=0,
        assigned=on_calls,
        wrapping=0,
        available_workers=available,
        workers_by_activity=activities,
        longest_waiting_seconds=50 if pending else 0,
    )


def both_busy(workspace: Workspace) -> list[Mapping[str, QueueStatistics]]:
    """Return an hour in which callers wait in both queues, which divide the pool's agents in changing ways."""
    divisions = [3, 5, 7, 4, 6, 2, 8, 5, 4, 6] * 6
    return [
        {QUEUE: of_the_pool(workspace, mine, 3), OTHER: of_the_pool(workspace, POOL - mine, 5)} for mine in divisions
    ]


def test_an_agent_on_a_call_of_another_queue_of_the_pool_is_not_free() -> None:
    now = {QUEUE: of_the_pool(MULTI_TASKING, 4, 0), OTHER: of_the_pool(MULTI_TASKING, 6, 5)}

    assert polled(now)[QUEUE].agents_free == 6
    learned = polled(*both_busy(MULTI_TASKING), now)[QUEUE]
    assert (learned.agents_free, learned.basis) == (0, Basis.LINE)


def test_an_agent_of_a_shared_pool_without_a_call_is_free() -> None:
    now = {QUEUE: of_the_pool(MULTI_TASKING, 3, 0), OTHER: of_the_pool(MULTI_TASKING, 4, 0)}

    assert polled(*both_busy(MULTI_TASKING), now)[QUEUE].agents_free == 3


def test_an_hour_with_idle_agents_does_not_raise_the_shares() -> None:
    """Every second call of the other queue is taken by an agent of this one."""
    busy = [
        {QUEUE: of_the_pool(MULTI_TASKING, POOL - theirs // 2, 3), OTHER: of_the_pool(MULTI_TASKING, theirs, 0)}
        for theirs in [4, 6, 8, 2, 6] * 12
    ]
    calm = {QUEUE: of_the_pool(MULTI_TASKING, 3, 0), OTHER: of_the_pool(MULTI_TASKING, 8, 0)}

    assert polled(*busy, calm)[QUEUE].agents_free == POOL - 3 - 8 // 2
    assert polled(*busy, *[calm] * 60)[QUEUE].agents_free == POOL - 3 - 8 // 2


@BOTH
def test_callers_of_a_queue_that_shares_the_agents_are_ahead_too(workspace: Workspace) -> None:
    waits = [
        polled(
            *both_busy(workspace),
            {QUEUE: of_the_pool(workspace, 4, 3), OTHER: of_the_pool(workspace, 6, pending)},
            workspace=workspace,
        )[QUEUE]
        for pending in (0, 12)
    ]

    assert [round(each.evidence["agents"]) for each in waits] == [POOL, POOL]
    assert waits[1].evidence["ahead"] - waits[0].evidence["ahead"] == pytest.approx(12, abs=2)
    assert (waits[1].estimate.seconds or 0) > 2 * (waits[0].estimate.seconds or 0)


@BOTH
def test_callers_of_high_priority_do_not_wait_for_other_queues_ordinary_callers(
    workspace: Workspace,
) -> None:
    """Of a hundred callers waiting in the other queue four are VIPs, whom an agent is offered first."""
    hour = [
        {
            QUEUE: replace(each[QUEUE], by_priority={0: 2, 20: 1}),
            OTHER: replace(each[OTHER], by_priority={0: 3, 20: 2}),
        }
        for each in both_busy(workspace)
    ]
    mine, theirs = of_the_pool(workspace, 4, 3), of_the_pool(workspace, 6, 100)
    now = {QUEUE: replace(mine, by_priority={0: 2, 20: 1}), OTHER: replace(theirs, by_priority={0: 96, 20: 4})}

    wait = polled(*hour, now, workspace=workspace)[QUEUE]

    vips, others = (wait.by_priority[priority].seconds or 0 for priority in (20, 0))
    per_second = wait.evidence["per_minute"] / 60
    assert vips == pytest.approx((1 + 4 + 1) / per_second, rel=0.35)
    assert others > 5 * vips


@BOTH
def test_agents_absent_for_lunch_are_expected_to_come_back(workspace: Workspace) -> None:
    crowd = {QUEUE: of_the_pool(workspace, POOL, 20)}
    at_lunch = replace(
        crowd[QUEUE],
        assigned=POOL - 4,
        available_workers=POOL - 4 if workspace.multi_tasking else 0,
        workers_by_activity={AVAILABLE if workspace.multi_tasking else BUSY: POOL - 4},
    )
    known = WorkspaceState()
    polled(*[crowd] * 120, workspace=workspace, known=known)
    known.queues[QUEUE].smoothed_staffing = None

    unusual = polled({QUEUE: at_lunch}, workspace=workspace, known=deepcopy(known))[QUEUE]
    known.queues[QUEUE].smoothed_staffing = float(POOL)
    usual = polled({QUEUE: at_lunch}, workspace=workspace, known=known)[QUEUE]

    assert 0.8 < (usual.estimate.seconds or 0) / (unusual.estimate.seconds or 1) < 0.98


@BOTH
def test_queues_with_agents_of_their_own_do_not_wait_for_each_other(workspace: Workspace) -> None:
    polls = [
        {QUEUE: of_the_pool(workspace, POOL, 3), OTHER: of_the_pool(workspace, POOL, pending)} for pending in [5] * 60
    ]

    waits = [
        polled(*polls, {QUEUE: polls[0][QUEUE], OTHER: last}, workspace=workspace)[QUEUE]
        for last in (of_the_pool(workspace, POOL, 0), of_the_pool(workspace, POOL, 12))
    ]

    assert waits[0] == waits[1]
    assert waits[0].evidence["agents"] == POOL


@BOTH
def test_idle_agents_are_not_taken_to_be_on_other_queues_calls(workspace: Workspace) -> None:
    calm = {QUEUE: of_the_pool(workspace, 6, 0, idle=4), OTHER: of_the_pool(workspace, 7, 0, idle=3)}

    waits = polled(*[calm] * 60, {**calm, OTHER: of_the_pool(workspace, POOL, 12)}, workspace=workspace)

    assert (waits[QUEUE].agents_free, waits[QUEUE].evidence["agents"]) == (4, POOL)
    assert waits[QUEUE].evidence["ahead"] == 0


def test_a_snapshot_of_another_queue_is_ignored_after_some_minutes() -> None:
    known = WorkspaceState()
    polled(*both_busy(MULTI_TASKING), known=known)
    quiet = of_the_pool(MULTI_TASKING, 4, 0)

    wait = estimate({QUEUE: Measured(quiet, MEASURED_AT + 600)}, MULTI_TASKING, known)[QUEUE]

    assert wait.agents_free == 6


def test_longer_calls_make_a_longer_wait() -> None:
    waits = [polled(*[{QUEUE: replace(BUSY_HOUR, accepted=accepted)}] * 60)[QUEUE] for accepted in (60, 17, 8)]

    seconds = [wait.estimate.seconds or 0 for wait in waits]
    assert seconds == sorted(set(seconds))
    assert waits[1].evidence["per_minute"] == pytest.approx(17 / 15, abs=0.3)


def test_callers_who_abandon_shorten_the_wait() -> None:
    waits = [polled(*[{QUEUE: replace(BUSY_HOUR, pending=20, canceled=canceled)}] * 30)[QUEUE] for canceled in (0, 30)]

    assert waits[0].evidence["hangs_up"] < waits[1].evidence["hangs_up"] < 1
    assert (waits[0].estimate.seconds or 0) > (waits[1].estimate.seconds or 0)


@BOTH
@pytest.mark.parametrize("on_duty", [0, 2], ids=["nobody on duty", "a night shift"])
def test_a_quiet_night_changes_nothing_that_was_learned(workspace: Workspace, on_duty: int) -> None:
    known = WorkspaceState()
    polled(*both_busy(workspace), workspace=workspace, known=known)
    polled({QUEUE: replace(BUSY_HOUR, by_priority={0: 9, 5: 4})}, workspace=workspace, known=known)
    learned = pack(known.queues)
    night = replace(NOBODY_CALLS, available_workers=on_duty, workers_by_activity={OFFLINE: 8, AVAILABLE: on_duty})

    for minute in range(1, 721):
        measured = Measured(night, MEASURED_AT + 60 * minute)
        estimate({QUEUE: measured, OTHER: measured}, workspace, known)

    assert pack(known.queues) == learned


def test_polls_at_one_instant_or_back_in_time_teach_nothing_of_calls() -> None:
    known = WorkspaceState()
    polled(*[{QUEUE: BUSY_HOUR}] * 5, known=known)
    before = known.queues[QUEUE].calls, known.queues[QUEUE].busy_seconds

    for at in (MEASURED_AT, MEASURED_AT, MEASURED_AT - 3600):
        estimate({QUEUE: Measured(BUSY_HOUR, at)}, MULTI_TASKING, known)

    assert (known.queues[QUEUE].calls, known.queues[QUEUE].busy_seconds) == before


def test_a_pause_of_days_teaches_no_more_than_ten_minutes() -> None:
    known, nobody_waits = WorkspaceState(), replace(BUSY_HOUR, pending=0)

    for at in (MEASURED_AT, MEASURED_AT + 3 * 86_400):
        estimate({QUEUE: Measured(nobody_waits, at)}, MULTI_TASKING, known)

    lately = 17 * 240 / 900
    assert known.queues[QUEUE].busy_seconds == pytest.approx((lately + 9) / 2 * 600)
    assert known.snapshots[QUEUE].interval_seconds == 120


def test_calls_begun_and_calls_ended_count_half_each() -> None:
    """45 calls of 240 s keep twelve agents busy. Nine are busy now: 45 calls began in the window, and 48 ended."""
    known = WorkspaceState()

    polled(*[{QUEUE: replace(BUSY_HOUR, accepted=45, pending=0)}] * 2, known=known)

    assert known.queues[QUEUE].calls == pytest.approx((45 + 48) / 2 / 15)


def test_a_lost_state_costs_accuracy_and_nothing_else() -> None:
    known = WorkspaceState()
    polled(*[{QUEUE: BUSY_HOUR}] * 60, known=known)

    kept, lost = polled({QUEUE: BUSY_HOUR}, known=known)[QUEUE], polled({QUEUE: BUSY_HOUR})[QUEUE]

    assert kept.estimate != lost.estimate
    assert replace(kept, estimate=lost.estimate, evidence=lost.evidence) == lost
