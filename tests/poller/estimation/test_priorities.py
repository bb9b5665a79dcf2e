"""Callers waiting by priority, inferred from TaskRouter's counts.

Compared with two brute-force computations: waiting and served callers drawn at random and kept if they fit the counts;
and a simulated contact centre that serves VIPs first.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.priorities import classes
from poller.estimation.state import QueueState
from poller.estimation.statistics import QueueStatistics
from tests.fakes.statistics import any_statistics
from tests.poller.estimation.queues import counting, one_class, showing

NEARLY_FULL = 0.9
"""A traffic intensity."""


def serving(**seconds: float) -> QueueState:
    return QueueState(served_seconds={int(priority[1:]): each for priority, each in seconds.items()})


VIPS = serving(p0=7000, p20=3000)


@pytest.mark.parametrize(
    ("state", "by_priority"),
    [(QueueState(), {0: 5, 20: 11}), (serving(p0=3500, p20=1200), {}), (serving(p0=9000), {0: 5, 20: 11})],
    ids=["nothing is learned yet", "no count by priority and less than twenty calls seen", "all were of one so far"],
)
def test_all_callers_are_one_class_until_priorities_are_known(state: QueueState, by_priority: dict[int, int]) -> None:
    statistics = counting(by_priority, pending=4, in_service=12)

    (only,) = classes(state, statistics, NEARLY_FULL)

    assert (only.waiting, only.share, only.share_above, only.is_last) == (4, 1.0, 0.0, True)


def test_a_single_class_has_the_priority_of_its_callers() -> None:
    assert classes(serving(p50=9000), showing(pending=4), NEARLY_FULL) == one_class(4, priority=50)


def test_a_priority_of_one_call_in_two_hundred_is_no_class_of_its_own() -> None:
    statistics = counting({0: 5, 20: 11}, pending=4, in_service=12)

    assert len(classes(serving(p0=99_600, p20=400), statistics, NEARLY_FULL)) == 1
    assert len(classes(serving(p0=99_400, p20=600), statistics, NEARLY_FULL)) == 2


@pytest.mark.parametrize(("seconds", "found"), [(4799, 1), (4801, 2)])
def test_priorities_that_taskrouter_does_not_show_count_after_twenty_calls(seconds: float, found: int) -> None:
    """Of four minutes each: 4,800 seconds."""
    state = serving(p0=0.7 * seconds, p20=0.3 * seconds)

    assert len(classes(state, counting({}, pending=4, in_service=12), NEARLY_FULL)) == found


def test_an_overloaded_class_is_taken_to_have_an_intensity_of_95_per_cent() -> None:
    """Of up to three waiting callers: (0.95 + 2 x 0.9025 + 3 x 0.8574) / (1 + 0.95 + 0.9025 + 0.8574)."""
    vips, _ = classes(VIPS, counting({}, pending=3, in_service=9), 5.0)

    assert vips.waiting == pytest.approx(1.4359, abs=0.0001)


def test_at_least_two_per_cent_of_the_calls_in_service_may_be_of_a_class() -> None:
    """One VIP is counted: in service with 3 x 0.02 x 0.98^2, waiting with 0.0054 x 0.98^3."""
    vips, _ = classes(serving(p0=99_400, p20=600), counting({0: 4, 20: 1}, pending=2, in_service=3), NEARLY_FULL)

    assert vips.waiting == pytest.approx(0.0811, abs=0.0001)


def test_of_many_priorities_the_most_frequent_are_classes() -> None:
    state = QueueState(served_seconds={priority: 1000.0 + priority for priority in range(12)})
    statistics = counting(dict.fromkeys(range(12), 2), pending=12, in_service=12)

    found = classes(state, statistics, NEARLY_FULL)

    assert [each.priority for each in found] == list(range(11, 3, -1))


def test_counts_of_waiting_calls_alone_are_taken_as_they_are() -> None:
    """Then the calls by priority are as many as those pending."""
    statistics = counting({0: 6, 10: 3, 20: 2}, pending=11, in_service=12)

    highest, middle, lowest = classes(serving(p0=5000, p10=3000, p20=2000), statistics, NEARLY_FULL)

    assert (highest.priority, highest.waiting, highest.share, highest.share_above) == (20, 2, 0.2, 0)
    assert (middle.priority, middle.waiting, middle.share, middle.share_above) == (10, 5, 0.5, 0.2)
    assert (lowest.priority, lowest.waiting, lowest.share, lowest.share_above) == (0, 11, 1, 0.5)
    assert [each.is_last for each in (highest, middle, lowest)] == [False, False, True]


def test_with_no_call_in_service_all_calls_counted_wait() -> None:
    vips, _ = classes(VIPS, counting({0: 4, 20: 3}, pending=7, in_service=0), NEARLY_FULL)

    assert vips.waiting == 3


def drawn_and_kept(counted: int, *, pending: int, in_service: int, share: float, load: float) -> float:
    """Return the mean number of VIPs waiting among random draws of VIPs waiting and in service that make `counted`."""
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
def test_from_counts_of_all_calls_the_mean_of_the_draws_that_fit_is_waiting(counted: int, pending: int) -> None:
    statistics = counting({0: pending + 6 - counted, 20: counted}, pending=pending, in_service=6)

    vips, _ = classes(serving(p0=6000, p20=4000), statistics, traffic_intensity=1.25)

    inferred = drawn_and_kept(counted, pending=pending, in_service=6, share=0.4, load=0.4 * 1.25)
    assert vips.waiting == pytest.approx(inferred, abs=0.06)


def vips_first(*, agents: int, load: float, share: float, events: int) -> Iterator[tuple[int, int, int, int]]:
    """Simulate a contact centre with two priorities; yield VIPs and others waiting, and in service, in a queue."""
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
def test_in_a_simulated_contact_centre_the_callers_waiting_are_inferred_from_counts_of_all_calls(
    agents: int, load: float, share: float
) -> None:
    """Within a tenth over all moments; for each count of VIPs within a third, or a tenth of a caller.

    After many arrivals at once, more VIPs are in service than by chance alone, so fewer of a high count wait.
    """
    state = serving(p0=1000 * (1 - share), p20=1000 * share)
    found = defaultdict(list)
    for vips, others, on_vips, on_others in vips_first(agents=agents, load=load, share=share, events=150_000):
        statistics = counting({20: vips + on_vips, 0: others + on_others}, pending=vips + others, in_service=agents)
        first, last = classes(state, statistics, load)
        assert last.waiting == vips + others
        found[vips + on_vips].append((first.waiting, vips))

    def means(pairs: list[tuple[float, int]]) -> list[float]:
        return [sum(side) / len(pairs) for side in zip(*pairs, strict=True)]

    inferred, true = means([each for pairs in found.values() for each in pairs])
    assert inferred == pytest.approx(true, 0.1)
    for pairs in found.values():
        if len(pairs) > 150:
            inferred, true = means(pairs)
            assert inferred == pytest.approx(true, rel=0.33, abs=0.1)


def test_without_counts_by_priority_vips_wait_as_in_a_queue_of_their_own() -> None:
    """Three in ten of the calls, at an intensity of 0.9: an intensity of 0.27."""
    vips, others = classes(VIPS, counting({}, pending=6, in_service=9), NEARLY_FULL)

    assert vips.waiting == pytest.approx(0.27 / 0.73, rel=0.01)
    assert others.waiting == 6
    assert vips.share == others.share_above == pytest.approx(0.3)


@pytest.mark.parametrize(("agents", "load", "share"), [(10, 0.95, 0.3), (20, 0.93, 0.28), (3, 0.9, 0.3)])
def test_in_a_simulated_contact_centre_vips_wait_so_without_counts(agents: int, load: float, share: float) -> None:
    state = serving(p0=10_000 * (1 - share), p20=10_000 * share)
    inferred, true = [], []
    for vips, others, _, _ in vips_first(agents=agents, load=load, share=share, events=150_000):
        statistics = counting({}, pending=vips + others, in_service=agents)
        inferred.append(classes(state, statistics, load)[0].waiting)
        true.append(vips)

    assert sum(inferred) == pytest.approx(sum(true), rel=0.2)


def test_more_vips_than_fit_the_calls_in_service_must_be_waiting() -> None:
    vips, _ = classes(VIPS, counting({0: 3, 20: 30}, pending=25, in_service=8), traffic_intensity=0.0)

    assert vips.waiting >= 30 - 8


@given(
    st.dictionaries(st.integers(0, 40), st.floats(0, 1e6), max_size=5),
    any_statistics(most=90),
    st.floats(0, 1e5),
)
def test_whatever_is_counted_the_classes_are_nested_and_the_last_holds_all_who_wait(
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
def test_never_fewer_callers_wait_with_more_priorities_together(
    counted: tuple[int, int, int], in_service: int, pending: int, load: float
) -> None:
    by_priority = dict(zip((20, 10, 0), counted, strict=True))
    statistics = counting(by_priority, pending=min(pending, sum(counted)), in_service=in_service)

    found = classes(serving(p0=5000, p10=3000, p20=2000), statistics, load)

    for higher, lower in pairwise(found):
        assert higher.waiting <= lower.waiting + 1e-9
