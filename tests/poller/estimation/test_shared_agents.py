"""Queues that share agents: weights are planted, and what can be counted of the queues must give them away."""

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import shared_agents
from poller.estimation.shared_agents import CANDIDATES, FRESH_SECONDS, NOWHERE, SharedDemand
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState
from tests.poller.estimation.queues import NINE, nearly


def queue(occupied: int, *, pending: int = 3, arrivals: float = 0.05, at: float = NINE) -> QueueState:
    return QueueState(present=Snapshot(at, occupied, pending, arrivals))


def learn_minutes(
    own: QueueState, weights: Mapping[str, float], minutes: int, *, most: int = 20, seed: int = 7
) -> None:
    """Let the others be as busy as it happens, and so many agents of this queue be on their calls."""
    rng = random.Random(seed)
    for _ in range(minutes):
        others = {sid: queue(rng.randint(0, most)) for sid in weights}
        off = sum(weights[sid] * each.present.occupied for sid, each in others.items() if each.present)
        shared_agents.learn(own, {"own": own, **others}, round(off), waiting=True)


def test_two_queues_with_the_same_agents_share_all_of_them() -> None:
    own = queue(9)

    learn_minutes(own, {"other": 1.0}, minutes=60)

    assert own.sharing["other"] == pytest.approx(1, abs=0.02)


def test_two_queues_with_agents_of_their_own_share_none() -> None:
    own = queue(9)

    learn_minutes(own, {"other": 0.0}, minutes=60)

    assert own.sharing.get("other", 0.0) == 0


def test_queues_that_are_parted_are_known_to_be_within_the_hour() -> None:
    own = queue(9)
    own.sharing["other"] = 1.0

    learn_minutes(own, {"other": 0.0}, minutes=60)

    assert own.sharing["other"] == pytest.approx(0, abs=0.02)


def test_planted_shares_are_found() -> None:
    own, planted = queue(9), {"one": 0.8, "two": 0.35, "three": 0.0}

    learn_minutes(own, planted, minutes=600)

    assert own.sharing == pytest.approx(planted, abs=0.08)


def test_as_long_as_nobody_waits_agents_who_are_off_a_queues_calls_may_be_idle() -> None:
    own, others = queue(9), {"other": queue(12)}

    for _ in range(50):
        shared_agents.learn(own, others, 8, waiting=False)
    assert own.sharing == {}

    own.sharing["other"] = 0.3
    for _ in range(50):
        shared_agents.learn(own, others, 8, waiting=False)
    assert own.sharing == {"other": 0.3}


def test_but_it_cannot_be_that_more_are_on_the_others_calls_than_there_are() -> None:
    own, others = queue(9), {"other": queue(12)}
    own.sharing["other"] = 1.0

    for _ in range(50):
        shared_agents.learn(own, others, 6, waiting=False)

    assert own.sharing["other"] == pytest.approx(0.5, abs=0.01)


def test_a_queue_shares_nothing_with_itself_or_with_one_that_is_not_measured() -> None:
    own = queue(9)

    shared_agents.learn(own, {"own": own, "unseen": QueueState()}, 8, waiting=True)

    assert own.sharing == {}


def test_a_queue_that_shares_nothing_is_not_written_down_for_each_of_the_others() -> None:
    own = queue(9)

    shared_agents.learn(own, {"other": queue(12)}, 0, waiting=True)

    assert own.sharing == {}


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1), max_size=6),
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), max_size=6),
            st.integers(0, 10**9),
            st.booleans(),
        ),
        max_size=8,
    ),
)
def test_a_share_never_leaves_nought_and_one(
    known: dict[str, float], polls: list[tuple[dict[str, int], int, bool]]
) -> None:
    own = QueueState(sharing=known)
    for occupied, off, waiting in polls:
        shared_agents.learn(own, {sid: queue(each) for sid, each in occupied.items()}, off, waiting=waiting)

    assert all(0 <= share <= 1 for share in own.sharing.values())


def test_what_the_others_mean_for_a_queue_is_their_share_of_each() -> None:
    own = QueueState(sharing={"one": 0.5, "two": 0.25})
    experience = {"one": queue(8, pending=6, arrivals=0.04), "two": queue(20, pending=4, arrivals=0.08), "own": own}

    assert shared_agents.occupied_elsewhere(own, experience, NINE) == 4 + 5
    assert shared_agents.elsewhere(own, experience, NINE, priority=0) == SharedDemand(
        pending=nearly(3 + 1), arrivals=nearly(0.02 + 0.02)
    )


def test_their_calls_count_as_many_times_as_they_are_longer() -> None:
    own = QueueState(sharing={"other": 0.5}, busy_seconds=2e9, calls=1e7)
    other = replace(queue(8, pending=6, arrivals=0.04), busy_seconds=6e9, calls=1e7)

    assert shared_agents.elsewhere(own, {"other": other}, NINE, priority=0) == SharedDemand(
        pending=nearly(3 * 3), arrivals=nearly(0.02 * 3)
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
def test_of_the_others_callers_those_of_a_lower_priority_are_nobodys_concern(
    priority: int, before: float, coming: float, above: float, overtaking: float
) -> None:
    """An agent is offered the call of the highest priority first, whichever queue it is in: VIPs wait for VIPs."""
    other = QueueState(present=Snapshot(NINE, 12, 9, 0.03, LINE), usual_arrivals=0.02)

    found = shared_agents.elsewhere(QueueState(sharing={"other": 0.5}), {"other": other}, NINE, priority)

    assert found == SharedDemand(
        pending=nearly(before / 2),
        arrivals=nearly(0.03 * coming / 2),
        pending_above=nearly(above / 2),
        overtaking=nearly(0.02 * overtaking / 2),
    )


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"other": QueueState()},
        {"other": queue(8, at=NINE - FRESH_SECONDS - 1)},
        {"other": queue(8, at=NINE + FRESH_SECONDS + 1)},
    ],
    ids=["gone", "never measured", "measured long ago", "measured in the future"],
)
def test_a_queue_of_which_nothing_is_known_now_means_nothing(other: dict[str, QueueState]) -> None:
    own = QueueState(sharing={"other": 1.0})

    assert shared_agents.occupied_elsewhere(own, other, NINE) == 0
    assert shared_agents.elsewhere(own, other, NINE, priority=0) == NOWHERE


def test_what_was_measured_two_minutes_ago_still_counts() -> None:
    own, experience = QueueState(sharing={"other": 1.0}), {"other": queue(8, pending=5, at=NINE - 120)}

    assert shared_agents.occupied_elsewhere(own, experience, NINE) == 8
    assert shared_agents.elsewhere(own, experience, NINE, priority=0).pending == 5


def test_agents_are_looked_for_in_the_busiest_queues_that_were_measured_lately() -> None:
    busy = {f"busy {number}": queue(10 + number) for number in range(CANDIDATES)}
    others = {
        "less busy": queue(9),
        "idle": queue(0),
        "long ago": queue(99, at=NINE - FRESH_SECONDS - 1),
        "never": QueueState(),
    }

    assert shared_agents.candidates(others | busy, NINE).keys() == busy.keys()
    assert shared_agents.candidates(others, NINE).keys() == {"less busy"}
