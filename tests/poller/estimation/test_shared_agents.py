"""Queues that share agents: the shares chosen by the test must be found from the counts of the queues."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import shared_agents
from poller.estimation.observation import observe
from poller.estimation.shared_agents import NO_DEMAND, MissingAgents, SharedDemand
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState, WorkspaceState
from poller.estimation.statistics import Measured
from tests.fakes.statistics import MULTI_TASKING, OTHER, QUEUE
from tests.poller.estimation.queues import NINE, nearly, showing


def snapshot(in_service: int, *, pending: int = 3, arrival_rate: float = 0.05, at: float = NINE) -> Snapshot:
    statistics = showing(reserved=0, assigned=in_service, wrapping=0, pending=pending)
    return Snapshot(at=at, statistics=statistics, arrival_rate=arrival_rate)


def workspace(**snapshots: Snapshot) -> WorkspaceState:
    """Return a state that knows these snapshots of queues and nothing else."""
    return WorkspaceState({sid: QueueState() for sid in snapshots}, snapshots)


def learn_minutes(
    own: QueueState, weights: Mapping[str, float], minutes: int, *, most: int = 20, seed: int = 7
) -> None:
    """Learn from other queues with random calls in service; the queue's agents take the shares `weights` of them."""
    rng = random.Random(seed)
    for _ in range(minutes):
        others = {sid: rng.randint(0, most) for sid in weights}
        agents = round(sum(weights[sid] * calls for sid, calls in others.items()))
        shared_agents.update(own, others, MissingAgents(agents, some_may_be_idle=False))


def test_two_queues_with_the_same_agents_share_all_of_them() -> None:
    own = QueueState()

    learn_minutes(own, {"other": 1.0}, minutes=60)

    assert own.sharing["other"] == pytest.approx(1, abs=0.02)


def test_two_queues_with_agents_of_their_own_share_none() -> None:
    own = QueueState()

    learn_minutes(own, {"other": 0.0}, minutes=60)

    assert own.sharing.get("other", 0.0) == 0


def test_queues_that_stop_sharing_are_known_to_within_an_hour() -> None:
    own = QueueState()
    own.sharing["other"] = 1.0

    learn_minutes(own, {"other": 0.0}, minutes=60)

    assert own.sharing["other"] == pytest.approx(0, abs=0.02)


def test_planted_shares_are_found() -> None:
    own, planted = QueueState(), {"one": 0.8, "two": 0.35, "three": 0.0}

    learn_minutes(own, planted, minutes=600)

    assert own.sharing == pytest.approx(planted, abs=0.08)


def test_while_nobody_waits_agents_off_a_queues_calls_may_be_idle_and_show_no_sharing() -> None:
    own, others = QueueState(sharing={"other": 0.3}), {"other": 12}

    for _ in range(50):
        shared_agents.update(own, others, MissingAgents(8, some_may_be_idle=True))

    assert own.sharing == {"other": 0.3}


def test_shares_that_explain_more_agents_than_are_missing_fall_even_then() -> None:
    own, others = QueueState(), {"other": 12}
    own.sharing["other"] = 1.0

    for _ in range(50):
        shared_agents.update(own, others, MissingAgents(6, some_may_be_idle=True))

    assert own.sharing["other"] == pytest.approx(0.5, abs=0.01)


def jointly_observed(minutes: int, *, pending: int = 3, off_its_calls: int = 4, **fields: Any) -> WorkspaceState:
    """Observe a queue of twelve agents for `minutes`, `off_its_calls` of whom are on another queue's calls."""
    known = WorkspaceState()
    own = showing(reserved=0, assigned=12 - off_its_calls, wrapping=0, available_workers=12, pending=pending, **fields)
    other = showing(reserved=0, assigned=off_its_calls, wrapping=0, available_workers=off_its_calls, pending=0)
    for minute in range(minutes):
        at = NINE + 60 * minute
        observe({QUEUE: Measured(own, at), OTHER: Measured(other, at)}, MULTI_TASKING, known)
    return known


def test_a_queue_learns_sharing_from_its_agents_who_are_on_duty_and_not_on_its_calls() -> None:
    assert jointly_observed(60).queues[QUEUE].sharing == {OTHER: pytest.approx(1, abs=0.02)}


@pytest.mark.parametrize(
    "fields",
    [{"pending": 0}, {"off_its_calls": 0}, {"longest_waiting_seconds": None, "pending": None}],
    ids=["nobody waits", "all agents are on its calls", "the callers waiting are unknown"],
)
def test_a_queue_that_shows_no_sharing_stores_nothing_about_the_others(fields: dict[str, Any]) -> None:
    assert jointly_observed(10, **fields).queues[QUEUE].sharing == {}


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1), max_size=6),
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), max_size=6),
            st.builds(MissingAgents, st.integers(0, 10**9), st.booleans()),
        ),
        max_size=8,
    ),
)
def test_a_share_stays_between_zero_and_one(
    known: dict[str, float], polls: list[tuple[dict[str, int], MissingAgents]]
) -> None:
    own = QueueState(sharing=known)
    for others, missing in polls:
        shared_agents.update(own, others, missing)

    assert all(0 <= share <= 1 for share in own.sharing.values())


def test_other_queues_demand_is_weighted_by_the_share_of_their_calls() -> None:
    own = QueueState(sharing={"one": 0.5, "two": 0.25})
    known = workspace(
        one=snapshot(8, pending=6, arrival_rate=0.04), two=snapshot(20, pending=4, arrival_rate=0.08), own=snapshot(9)
    )

    assert shared_agents.agents_on_other_queues(own, known, NINE) == 4 + 5
    assert shared_agents.demand(own, known, NINE, priority=0) == SharedDemand(
        pending=nearly(3 + 1), arrival_rate=nearly(0.02 + 0.02), overtaking_rate=0
    )


def test_other_queues_demand_is_weighted_by_relative_handle_time() -> None:
    own = QueueState(sharing={"other": 0.5}, busy_seconds=2e9, calls=1e7)
    known = workspace(other=snapshot(8, pending=6, arrival_rate=0.04))
    known.queues["other"] = QueueState(busy_seconds=6e9, calls=1e7)

    assert shared_agents.demand(own, known, NINE, priority=0) == SharedDemand(
        pending=nearly(3 * 3), arrival_rate=nearly(0.02 * 3)
    )


LINE = (
    PriorityClass(20, waiting=1.0, share=0.2, waiting_above=0.0, share_above=0.0, is_last=False),
    PriorityClass(10, waiting=4.0, share=0.5, waiting_above=1.0, share_above=0.2, is_last=False),
    PriorityClass(0, waiting=9.0, share=1.0, waiting_above=4.0, share_above=0.5, is_last=True),
)


@pytest.mark.parametrize(
    ("priority", "before", "coming", "above", "overtaking"),
    [
        (30, 0, 0, 0, 0),
        (20, 1, 0.2, 0, 0),
        (15, 1, 0.2, 1, 0.2),
        (10, 4, 0.5, 1, 0.2),
        (0, 9, 1, 4, 0.5),
        (-5, 9, 1, 9, 1),
    ],
)
def test_other_queues_callers_of_a_lower_priority_do_not_count(
    priority: int, before: float, coming: float, above: float, overtaking: float
) -> None:
    """An agent is offered the call with the highest priority first, in any queue: VIPs wait for VIPs alone."""
    line = replace(snapshot(12, pending=9, arrival_rate=0.03), classes=LINE)
    known = WorkspaceState({"other": QueueState(smoothed_arrival_rate=0.02)}, {"other": line})

    found = shared_agents.demand(QueueState(sharing={"other": 0.5}), known, NINE, priority)

    assert found == SharedDemand(
        pending=nearly(before / 2),
        arrival_rate=nearly(0.03 * coming / 2),
        pending_above=nearly(above / 2),
        overtaking_rate=nearly(0.02 * overtaking / 2),
    )


@pytest.mark.parametrize(
    "snapshots",
    [{}, {"other": snapshot(8, at=NINE - 151)}, {"other": snapshot(8, at=NINE + 151)}],
    ids=["never measured", "measured long ago", "measured in the future"],
)
def test_a_queue_without_a_fresh_snapshot_has_no_demand(snapshots: dict[str, Snapshot]) -> None:
    own, known = QueueState(sharing={"other": 1.0}), WorkspaceState({"other": QueueState()}, snapshots)

    assert shared_agents.agents_on_other_queues(own, known, NINE) == 0
    assert shared_agents.demand(own, known, NINE, priority=0) == NO_DEMAND


def test_what_was_measured_two_and_a_half_minutes_ago_still_counts() -> None:
    own, known = QueueState(sharing={"other": 1.0}), workspace(other=snapshot(8, pending=5, at=NINE - 150))

    assert shared_agents.agents_on_other_queues(own, known, NINE) == 8
    assert shared_agents.demand(own, known, NINE, priority=0).pending == 5


def test_the_candidates_are_the_twelve_busiest_queues_that_were_measured_lately() -> None:
    busy = {f"busy {number}": snapshot(10 + number) for number in range(12)}
    others = {"less busy": snapshot(9), "idle": snapshot(0), "long ago": snapshot(99, at=NINE - 151)}

    assert shared_agents.candidates(WorkspaceState({}, {**others, **busy}), NINE) == {
        f"busy {number}": 10 + number for number in range(12)
    }
    assert shared_agents.candidates(WorkspaceState({}, others), NINE) == {"less busy": 9}


def test_one_poll_corrects_a_fifth_of_the_error_damped_where_few_calls_are_in_service() -> None:
    """Eight agents are missing and ten calls are in service: 0.2 x 8 x 10 / (10 x 10 + 4)."""
    own = QueueState()

    shared_agents.update(own, {"other": 10}, MissingAgents(8, some_may_be_idle=False))

    assert own.sharing == {"other": pytest.approx(16 / 104)}


def test_the_24_queues_that_share_most_are_remembered() -> None:
    own = QueueState(sharing={f"queue {number}": 0.01 * number for number in range(1, 41)})

    shared_agents.update(own, {"queue 1": 2}, MissingAgents(9, some_may_be_idle=True))

    assert own.sharing.keys() == {f"queue {number}" for number in range(17, 41)}
