"""Who goes before whom, where TaskRouter tells how many calls there are of each priority, waiting or not.

Held against two brute forces: what is believed drawn at random and kept where it fits what is counted, and a contact
centre that serves VIPs first, played through.
"""

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation import priorities
from poller.estimation.priorities import MAX_CLASSES, classes
from poller.estimation.snapshot import PriorityClass, Snapshot
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from tests.fakes.statistics import any_statistics
from tests.poller.estimation.queues import NINE, showing

NEARLY_FULL = 0.9
"""So many calls come for one that the agents take on."""


def serving(**seconds: float) -> QueueState:
    return QueueState(served_seconds={int(priority[1:]): each for priority, each in seconds.items()})


VIPS = serving(p0=7000, p20=3000)


def one_class(pending: int, priority: int = 0) -> tuple[PriorityClass, ...]:
    return (PriorityClass(priority, pending, share=1.0, waiting_above=0.0, share_above=0.0, is_last=True),)


def counting(by_priority: Mapping[int, int], *, pending: int, in_service: int) -> QueueStatistics:
    return showing(pending=pending, reserved=0, assigned=in_service, wrapping=0, by_priority=by_priority)


@pytest.mark.parametrize(
    ("experience", "by_priority"),
    [(QueueState(), {0: 5, 20: 11}), (serving(p0=3500, p20=1200), {}), (serving(p0=9000), {0: 5, 20: 11})],
    ids=["nothing is learned yet", "nothing is told and less than twenty calls were seen", "all were of one so far"],
)
def test_a_line_is_one_as_long_as_priorities_are_not_known(experience: QueueState, by_priority: dict[int, int]) -> None:
    statistics = counting(by_priority, pending=4, in_service=12)

    (only,) = classes(experience, statistics, NEARLY_FULL)

    assert (only.waiting, only.share, only.share_above, only.is_last) == (4, 1.0, 0.0, True)


def test_a_line_of_one_priority_goes_by_its_name() -> None:
    assert classes(serving(p50=9000), showing(pending=4), NEARLY_FULL) == one_class(4, priority=50)


def test_a_priority_one_call_in_two_hundred_has_is_no_class_of_its_own() -> None:
    statistics = counting({0: 5, 20: 11}, pending=4, in_service=12)

    assert len(classes(serving(p0=99_600, p20=400), statistics, NEARLY_FULL)) == 1
    assert len(classes(serving(p0=99_400, p20=600), statistics, NEARLY_FULL)) == 2


def test_of_many_priorities_the_most_frequent_are_classes() -> None:
    experience = QueueState(served_seconds={priority: 1000.0 + priority for priority in range(12)})
    statistics = counting(dict.fromkeys(range(12), 2), pending=12, in_service=12)

    found = classes(experience, statistics, NEARLY_FULL)

    assert [each.priority for each in found] == list(range(11, 11 - MAX_CLASSES, -1))


def test_those_who_wait_are_counted_exactly_where_taskrouter_counts_those_who_wait() -> None:
    """Then the calls by priority are as many as those pending."""
    statistics = counting({0: 6, 10: 3, 20: 2}, pending=11, in_service=12)

    highest, middle, lowest = classes(serving(p0=5000, p10=3000, p20=2000), statistics, NEARLY_FULL)

    assert (highest.priority, highest.waiting, highest.share, highest.share_above) == (20, 2, 0.2, 0)
    assert (middle.priority, middle.waiting, middle.share, middle.share_above) == (10, 5, 0.5, 0.2)
    assert (lowest.priority, lowest.waiting, lowest.share, lowest.share_above) == (0, 11, 1, 0.5)
    assert [each.is_last for each in (highest, middle, lowest)] == [False, False, True]


def test_with_every_agent_idle_all_that_are_counted_wait() -> None:
    vips, _ = classes(VIPS, counting({0: 4, 20: 3}, pending=7, in_service=0), NEARLY_FULL)

    assert vips.waiting == 3


def drawn_and_kept(counted: int, *, pending: int, in_service: int, share: float, load: float) -> float:
    """Draw how many VIPs wait and how many are on calls; return the mean of those waiting where both make `counted`."""
    rng, kept = random.Random(f"{counted} {in_service}"), []
    for _ in range(40_000):
        waiting = 0
        while rng.random() < load:
            waiting += 1
        if waiting <= min(pending, counted) and counted - waiting <= in_service:
            on_calls = sum(rng.random() < share for _ in range(in_service))
            if waiting + on_calls == counted:
                kept.append(waiting)
    assert len(kept) > 500
    return sum(kept) / len(kept)


@pytest.mark.parametrize(("counted", "pending"), [(2, 9), (3, 2), (4, 9), (6, 9)])
def test_where_it_counts_all_calls_those_who_wait_are_the_mean_of_what_fits(counted: int, pending: int) -> None:
    statistics = counting({0: pending + 6 - counted, 20: counted}, pending=pending, in_service=6)

    vips, _ = classes(serving(p0=6000, p20=4000), statistics, traffic_intensity=1.25)

    believed = drawn_and_kept(counted, pending=pending, in_service=6, share=0.4, load=0.4 * 1.25)
    assert vips.waiting == pytest.approx(believed, abs=0.06)


def vips_first(*, agents: int, load: float, share: float, events: int) -> Iterator[tuple[int, int, int, int]]:
    """Play a contact centre with two priorities; yield VIPs and others waiting, VIPs and others on calls, when full."""
    rng, arrivals = random.Random(23), load * agents
    waiting, on_calls = [0, 0], [0, 0]
    for event in range(events):
        if rng.random() * (arrivals + sum(on_calls)) < arrivals:
            waiting[rng.random() >= share] += 1
        else:
            on_calls[rng.random() * sum(on_calls) >= on_calls[0]] -= 1
        if any(waiting) and sum(on_calls) < agents:
            first = 0 if waiting[0] else 1
            waiting[first] -= 1
            on_calls[first] += 1
        if event % 20 == 0 and any(waiting):
            yield waiting[0], waiting[1], on_calls[0], on_calls[1]


@pytest.mark.parametrize(("agents", "load", "share"), [(10, 0.95, 0.3), (20, 0.93, 0.28), (3, 0.9, 0.3)])
def test_in_a_contact_centre_that_serves_vips_first_as_many_wait_as_are_believed_to(
    agents: int, load: float, share: float
) -> None:
    """Over all moments within a tenth; for each number counted of VIPs within a third, or a tenth of a caller.

    After many came at once VIPs are rather on calls than by chance alone, so of many counted fewer wait.
    """
    experience = serving(p0=1000 * (1 - share), p20=1000 * share)
    found = defaultdict(list)
    for vips, others, on_vips, on_others in vips_first(agents=agents, load=load, share=share, events=150_000):
        statistics = counting({20: vips + on_vips, 0: others + on_others}, pending=vips + others, in_service=agents)
        first, last = classes(experience, statistics, load)
        assert last.waiting == vips + others
        found[vips + on_vips].append((first.waiting, vips))

    def means(pairs: list[tuple[float, int]]) -> list[float]:
        return [sum(side) / len(pairs) for side in zip(*pairs, strict=True)]

    believed, true = means([each for pairs in found.values() for each in pairs])
    assert believed == pytest.approx(true, 0.1)
    for pairs in found.values():
        if len(pairs) > 150:
            believed, true = means(pairs)
            assert believed == pytest.approx(true, rel=0.33, abs=0.1)


def test_where_nothing_is_counted_by_priority_as_many_wait_as_in_a_line_that_is_served_first() -> None:
    """Three in ten of nine calls for ten that the agents take on: a load of 0.27."""
    vips, others = classes(VIPS, counting({}, pending=6, in_service=9), NEARLY_FULL)

    assert vips.waiting == pytest.approx(0.27 / 0.73, rel=0.01)
    assert others.waiting == 6
    assert vips.share == others.share_above == pytest.approx(0.3)


@pytest.mark.parametrize(("agents", "load", "share"), [(10, 0.95, 0.3), (20, 0.93, 0.28), (3, 0.9, 0.3)])
def test_in_a_contact_centre_that_serves_vips_first_that_is_what_happens(
    agents: int, load: float, share: float
) -> None:
    experience = serving(p0=10_000 * (1 - share), p20=10_000 * share)
    believed, true = [], []
    for vips, others, _, _ in vips_first(agents=agents, load=load, share=share, events=150_000):
        statistics = counting({}, pending=vips + others, in_service=agents)
        believed.append(classes(experience, statistics, load)[0].waiting)
        true.append(vips)

    assert sum(believed) == pytest.approx(sum(true), rel=0.2)


def test_a_flood_of_vips_is_believed_though_it_should_never_be() -> None:
    """As many as do not fit the calls that agents have must be waiting."""
    vips, _ = classes(VIPS, counting({0: 3, 20: 30}, pending=25, in_service=8), traffic_intensity=0.0)

    assert vips.waiting >= 30 - 8


@given(
    st.dictionaries(st.integers(0, 40), st.floats(0, 1e6), max_size=5),
    any_statistics(most=90),
    st.floats(0, 1e5),
)
def test_whatever_is_counted_nobody_waits_twice_and_the_last_class_is_the_line(
    known: dict[int, float], statistics: QueueStatistics, load: float
) -> None:
    pending = statistics.pending or 0

    found = classes(QueueState(served_seconds=known), statistics, load)

    assert [each.is_last for each in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].waiting == pending
    assert found[-1].share == pytest.approx(1)
    assert all(-1e-9 <= each.waiting <= pending + 1e-9 for each in found)
    for higher, lower in pairwise(found):
        assert higher.priority > lower.priority
        assert higher.share == lower.share_above < lower.share
        assert higher.waiting == lower.waiting_above <= lower.waiting
    assert (found[0].waiting_above, found[0].share_above) == (0, 0)


@given(st.tuples(*[st.integers(0, 30)] * 3), st.integers(1, 40), st.integers(0, 90), st.floats(0, 3))
def test_of_a_higher_priority_never_more_wait_than_of_it_and_a_lower_one(
    counted: tuple[int, int, int], in_service: int, pending: int, load: float
) -> None:
    by_priority = dict(zip((20, 10, 0), counted, strict=True))
    statistics = counting(by_priority, pending=min(pending, sum(counted)), in_service=in_service)

    found = classes(serving(p0=5000, p10=3000, p20=2000), statistics, load)

    for higher, lower in pairwise(found):
        assert higher.waiting <= lower.waiting + 1e-9


def learned(statistics: QueueStatistics, line: tuple[PriorityClass, ...]) -> dict[int, float]:
    """Return what one poll, a minute after the last, teaches of the priorities in service."""
    state = QueueState()
    priorities.learn(state, Snapshot(at=NINE, statistics=statistics, classes=line))
    return state.served_seconds


def test_the_calls_that_wait_teach_the_shares_where_only_those_are_counted() -> None:
    statistics = counting({0: 6, 20: 2}, pending=8, in_service=12)

    assert learned(statistics, one_class(8)) == {0: 6 * 60, 20: 2 * 60}


def test_of_all_calls_counted_those_in_service_teach_the_shares() -> None:
    statistics = counting({0: 13, 20: 7}, pending=8, in_service=12)
    line = (
        PriorityClass(20, 2.5, share=0.3, waiting_above=0, share_above=0, is_last=False),
        PriorityClass(0, 8, share=1, waiting_above=2.5, share_above=0.3, is_last=True),
    )

    assert learned(statistics, line) == {20: 4.5 * 60, 0: 7.5 * 60}


def test_no_priority_is_in_service_less_than_not_at_all() -> None:
    assert learned(counting({0: 3}, pending=8, in_service=12), one_class(8)) == {0: 0}


def test_a_priority_that_is_seen_no_more_fades_in_twelve_hours_and_not_while_nobody_is_served() -> None:
    state = QueueState(served_seconds={0: 100.0, 20: 100.0})
    nobody, some = counting({0: 0}, pending=0, in_service=0), counting({0: 2}, pending=0, in_service=12)

    priorities.learn(state, Snapshot(at=NINE, statistics=nobody))
    assert state.served_seconds == {0: 100.0, 20: 100.0}

    for _ in range(12 * 60):
        priorities.learn(state, Snapshot(at=NINE, statistics=some))
    assert state.served_seconds[20] == pytest.approx(100 / math.e)


def test_calls_that_have_ended_teach_the_shares_of_their_priorities_and_500_more_fade_them() -> None:
    state = QueueState()
    for _ in range(900):
        priorities.learn_from_calls(state, {0: 3, 20: 1})

    assert state.served_seconds[0] == pytest.approx(3 * state.served_seconds[20])
    assert sum(state.served_seconds.values()) == pytest.approx(500 * state.handle_seconds, rel=0.01)

    priorities.learn_from_calls(state, {0: 500})
    assert state.served_seconds[20] == pytest.approx(125 * state.handle_seconds / math.e, rel=0.01)
