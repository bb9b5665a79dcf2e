"""A queue that fails keeps its value and its own age, and costs the other queues only time."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from poller.report import Failure
from simulator.api.many_queues import ManyQueues
from tests.fakes.statistics_source import cumulative
from tests.poller.faults import status, striking
from tests.poller.polling_over_http import polled
from tests.poller.stand_in import text

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

pytestmark = pytest.mark.slow

QUEUES = 40

BROKEN: dict[str, Any] = {
    "500": (status(500), "statistics of the queue: HTTP 500"),
    "404": (status(404), "statistics of the queue: HTTP 404"),
    "null": (text("null"), "statistics of the queue: unreadable answer"),
    "null for the wait": (text(json.dumps(cumulative(None))), None),
    "a string for a number": (text(json.dumps(cumulative("soon"))), None),
    "html": (text("<html>", content_type="text/html"), "statistics of the queue: unreadable answer"),
}


@pytest.mark.parametrize(("app", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_queue_that_fails_alone_costs_only_itself(app: "WSGIApplication", reason: str | None) -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        broken = poller.api.sids[17]
        poller.api.fault = striking(broken, app)

        report = poller.poll()

        if reason is None:
            assert report.failures == []
            return
        assert poller.fresh() == set(poller.api.sids) - {broken}
        assert poller.ages_seconds()[broken] == 60
        assert [each.subject for each in report.failures] == [broken]
        assert report.failures[0].reason.startswith(reason)
        assert (report.refreshed, report.kept, report.fields()["oldest_age_seconds"]) == (QUEUES - 1, 1, 60)


def test_a_queue_that_hangs_costs_only_itself() -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        broken = poller.api.sids[17]
        poller.hangs(broken)

        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids) - {broken}
        assert report.failures == [Failure(broken, "statistics of the queue: ReadTimeout")]


def test_a_queue_made_between_two_polls_appears_with_its_name() -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        poller.api.sids.append("WQ" + "e" * 32)

        assert poller.poll().failures == []

        assert poller.waits()["WQ" + "e" * 32].queue_name == "Queue eeeeee"


def test_a_queue_deleted_between_list_and_read_fails_once_and_is_gone_the_next_time() -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        poller.poll()
        deleted = poller.api.sids[5]
        poller.api.fault = striking(deleted, status(404))
        assert [each.subject for each in poller.poll().failures] == [deleted]
        assert poller.ages_seconds()[deleted] == 60
        poller.api.sids.remove(deleted)

        assert poller.poll().failures == []

        assert poller.fresh() == set(poller.waits()) == set(poller.api.sids)


def test_a_queue_the_list_leaves_out_is_asked_alone() -> None:
    with polled(ManyQueues(QUEUES, wait_in_list=True)) as poller:
        poller.api.unlisted = frozenset(poller.api.sids[9:11])

        assert poller.poll().failures == []

        assert poller.fresh() == set(poller.api.sids)
        assert poller.api.calls["CumulativeStatistics"] == 2
