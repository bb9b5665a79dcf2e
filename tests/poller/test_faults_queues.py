"""One queue that fails keeps its value and its own age, and costs the others nothing but time."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from simulator.api.many_queues import ManyQueues
from tests.fakes.statistics_source import cumulative
from tests.poller.faults import LIST, hanging, status, striking
from tests.poller.stand_in import text
from tests.poller.throng_polling import HASTY, polled
from waittimes.settings.polling import Polling

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

pytestmark = pytest.mark.slow

QUEUES = 40
SLOW = Polling(requests_per_second=50, concurrent_requests=5)

BROKEN: dict[str, Any] = {
    "500": (status(500), "statistics of the queue: HTTP 500"),
    "404": (status(404), "statistics of the queue: HTTP 404"),
    "hangs": (hanging(1.3), "statistics of the queue: ReadTimeout"),
    "null": (text("null"), "statistics of the queue: unreadable answer"),
    "null for the wait": (text(json.dumps(cumulative(None))), None),
    "a string for a number": (text(json.dumps(cumulative("soon"))), "nonsense in wait_duration_in_queue"),
    "html": (text("<html>", content_type="text/html"), "statistics of the queue: unreadable answer"),
}


@pytest.mark.parametrize(("app", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_queue_that_fails_alone_costs_only_itself(app: "WSGIApplication", reason: str | None) -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.patience = HASTY
        poller.poll()
        broken = poller.throng.sids[17]
        poller.throng.fault = striking(broken, app)

        report = poller.poll()

        if reason is None:
            assert report.failures == {}
            return
        assert poller.fresh() == set(poller.throng.sids) - {broken}
        assert poller.ages_seconds()[broken] == 60
        assert list(report.failures) == [broken]
        assert report.failures[broken].startswith(reason)
        assert (report.refreshed, report.kept, report.fields()["oldest_age_seconds"]) == (QUEUES - 1, 1, 60)


def test_a_queue_made_between_two_polls_appears_with_its_name() -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        poller.throng.sids.append("WQ" + "e" * 32)

        assert poller.poll().failures == {}

        assert poller.waits()["WQ" + "e" * 32].queue_name == "Queue eeeeee"


def test_a_queue_deleted_between_list_and_read_fails_once_and_is_gone_the_next_time() -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        deleted = poller.throng.sids[5]
        poller.throng.fault = striking(deleted, status(404))
        assert list(poller.poll().failures) == [deleted]
        assert poller.ages_seconds()[deleted] == 60
        poller.throng.sids.remove(deleted)

        assert poller.poll().failures == {}

        assert poller.fresh() == set(poller.waits()) == set(poller.throng.sids)


def test_a_queue_the_list_leaves_out_is_asked_alone() -> None:
    with polled(ManyQueues(QUEUES, wait_in_list=True)) as poller:
        poller.throng.unlisted = frozenset(poller.throng.sids[9:11])

        assert poller.poll().failures == {}

        assert poller.fresh() == set(poller.throng.sids)
        assert poller.throng.calls["CumulativeStatistics"] == 2


def test_with_too_little_time_every_queue_has_its_turn_before_any_has_its_second() -> None:
    with polled(ManyQueues(QUEUES, latency_seconds=0.02)) as poller:
        poller.limits = SLOW
        polls = [(poller.poll(seconds=0.8), poller.fresh()) for _ in range(3)]

        (_, first), (_, second), (_, third) = polls
        assert 0 < len(first) < QUEUES
        assert not first & second or first | second == set(poller.throng.sids)
        assert first | second | third == set(poller.throng.sids)
        assert all(report.failures == {} for report, _ in polls)


def test_after_a_cold_start_the_oldest_come_first() -> None:
    with polled(ManyQueues(QUEUES, latency_seconds=0.02)) as poller:
        poller.limits = SLOW
        poller.poll(seconds=0.8)
        first = poller.fresh()
        poller.memories.clear()

        poller.poll(seconds=0.8)

        assert not first & poller.fresh() or first | poller.fresh() == set(poller.throng.sids)


def test_a_deadline_after_the_first_page_keeps_that_page_and_goes_on_from_there_next_time() -> None:
    with polled(ManyQueues(1100, wait_in_list=True)) as poller:
        poller.poll()
        # Late enough for a busy machine to estimate and store a thousand queues in what is kept back.
        poller.throng.fault = striking(f"{LIST}?PageSize=1000&PageToken=1000", hanging(5), times=1)

        report = poller.poll(seconds=6)

        first_page, rest = set(poller.throng.sids[:1000]), set(poller.throng.sids[1000:])
        assert poller.fresh() == first_page
        assert report.fields()["first_reasons"] == ["list of statistics: no time left"]
        assert {poller.ages_seconds()[sid] for sid in rest} == {60}

        assert poller.poll().failures == {}
        assert poller.fresh() == first_page | rest
