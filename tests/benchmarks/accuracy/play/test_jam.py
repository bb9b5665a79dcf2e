"""A poller started in a jam: when it starts, which callers judge it, and how a contact centre is slowed down."""

from dataclasses import replace
from itertools import pairwise

import pytest

from benchmarks.accuracy.announcers.baselines import AVERAGE
from benchmarks.accuracy.announcers.product import PRODUCT
from benchmarks.accuracy.centres.recording import OPENED_AT, Recording, Watched, scenario
from benchmarks.accuracy.play.jam import FIRST_SECONDS, LEAST_WAITING, STARTS, slowed, starts
from benchmarks.accuracy.play.replication import Job, Setting, play


def recording(name: str = "overload", *, seed: int = 3) -> Recording:
    return Recording(scenario(name, seed, multi_tasking=True), seed, 60, days=1)


def waiting(watched: Watched) -> int:
    return sum(realtime["tasks_by_status"]["pending"] for realtime, _ in watched.statistics.values())


def test_a_slower_contact_centre_has_longer_calls_and_as_many_fewer_of_them() -> None:
    whole = scenario("moderate", 3, multi_tasking=True)
    found = slowed(whole, 20)

    (before,), (after,) = whole.plan.task_queues, found.plan.task_queues
    assert found.plan.groups == whole.plan.groups
    assert after.demand.ring == before.demand.ring
    assert [rate.per_minute for rate in after.demand.rates] == pytest.approx(
        [rate.per_minute / 4 for rate in before.demand.rates]
    )
    centre = Recording(found, 3, 60, days=1).centre
    centre.advance(OPENED_AT + 36_000)
    handled = [task for task in centre.callers if task.wrapping_at]
    mean = sum(task.talk_seconds + task.wrap_up_seconds for task in handled) / len(handled)
    assert mean == pytest.approx(1200, rel=0.15)
    assert len(handled) > 50


def test_a_poller_is_started_where_the_queue_is_long_and_half_an_hour_apart() -> None:
    found = recording()
    polls = list(found.polls())

    chosen = starts(found, polls)

    assert 2 <= len(chosen) <= STARTS
    assert all(later - earlier >= FIRST_SECONDS / 60 for earlier, later in pairwise(chosen))
    counts = sorted(map(waiting, polls), reverse=True)
    assert all(waiting(polls[each]) >= max(LEAST_WAITING, counts[len(counts) // 4]) for each in chosen)


def test_a_poller_is_started_only_at_times_that_are_measured() -> None:
    found = recording("lunch")
    polls = list(found.polls())

    assert starts(found, polls)
    assert all(14_400 <= polls[each].at - OPENED_AT < 21_600 for each in starts(found, polls))


def test_where_nobody_waits_there_is_no_jam() -> None:
    whole = scenario("moderate", 3, multi_tasking=True)
    (queue,) = whole.plan.task_queues
    quiet = replace(
        whole, plan=replace(whole.plan, task_queues=(replace(queue, demand=replace(queue.demand, rates=())),))
    )
    found = Recording(quiet, 3, 60, days=1)

    assert starts(found, list(found.polls())) == []


def test_product_and_average_are_judged_by_the_same_callers() -> None:
    found = play(Job(Setting("small", days=1, jam_minutes=10), 3))

    product, average = found.scores[PRODUCT], found.scores[AVERAGE]
    assert product
    assert average
    assert product.callers == average.callers > 5
    assert product.mean_wait == average.mean_wait
    assert product.without_range == 0
