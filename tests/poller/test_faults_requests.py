"""Requests are refused, fail, or are cut off: the poll needs a few calls more, and still refreshes every queue."""

from typing import TYPE_CHECKING

import pytest

from poller.poll import PollFailed
from simulator.api.many_queues import ManyQueues
from tests.poller.faults import LIST, at_random, cut_off, either, status, striking
from tests.poller.polling_over_http import polled
from tests.poller.stand_in import text

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

pytestmark = pytest.mark.slow

QUEUES = 120


@pytest.mark.parametrize("share", [0.01, 0.1])
@pytest.mark.parametrize("code", [429, 503])
def test_a_share_of_refused_or_failing_requests_costs_no_queue(share: float, code: int) -> None:
    with polled(ManyQueues(QUEUES, fault=at_random(share, status(code)))) as poller:
        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert (report.refreshed, report.failures) == (QUEUES, [])
        fields = report.fields()
        assert fields["refusals_429" if code == 429 else "retries"] > 0
        assert fields["calls"] == len(poller.api.times)


@pytest.mark.parametrize(
    "app",
    [status(500), status(429), text("<h1>Hotel</h1>", content_type="text/html"), cut_off],
    ids=["500", "429", "html", "cut off"],
)
def test_a_list_page_failing_once_is_asked_for_again(app: "WSGIApplication") -> None:
    with polled(ManyQueues(QUEUES, wait_in_list=True, fault=striking(LIST, app, times=1))) as poller:
        assert poller.poll().failures == []

        assert poller.fresh() == set(poller.api.sids)
        assert poller.api.calls["Statistics"] == 2
        assert poller.api.calls["CumulativeStatistics"] == 0


def test_a_list_page_that_hangs_once_is_asked_for_again() -> None:
    with polled(ManyQueues(QUEUES, wait_in_list=True)) as poller:
        poller.hangs(LIST, times=1)

        report = poller.poll()

        assert (report.failures, report.fields()["retries"]) == ([], 1)
        assert poller.fresh() == set(poller.api.sids)
        assert poller.api.calls["CumulativeStatistics"] == 0


@pytest.mark.parametrize("code", [404, 403, 500])
def test_a_list_that_is_refused_always_is_replaced_by_bulk_and_single_requests(code: int) -> None:
    with polled(ManyQueues(QUEUES, fault=striking(LIST, status(code)))) as poller:
        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert report.fields()["first_reasons"] == [f"list of statistics: HTTP {code}"]
        assert poller.api.calls["CumulativeStatistics"] == QUEUES


def test_a_second_page_that_fails_always_costs_calls_and_no_queue() -> None:
    with polled(ManyQueues(1100, wait_in_list=True)) as poller:
        poller.api.fault = striking(f"{LIST}?PageSize=1000&PageToken=1000", status(500))

        poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert poller.api.calls["CumulativeStatistics"] == 100


def test_a_page_token_that_has_expired_makes_the_list_begin_anew() -> None:
    with polled(ManyQueues(1100, wait_in_list=True)) as poller:
        poller.api.fault = striking(f"{LIST}?PageSize=1000&PageToken=1000", status(400), times=1)

        assert poller.poll().failures == []

        assert poller.fresh() == set(poller.api.sids)
        assert poller.api.calls["Statistics"] == 4


def test_chats_in_a_queue_are_not_taken_for_calls_where_only_bulk_numbers_are_to_be_had() -> None:
    api = ManyQueues(60, active=0.5, fault=striking(LIST, status(404)))
    api.shared_queues = frozenset(api.sids[:40])
    with polled(api) as poller:
        poller.poll()

        waits = poller.waits()
        assert len(waits) == 60
        assert {wait.pending for wait in waits.values()} == {0, 3}
        assert api.calls["RealTimeStatistics"] < 2 + 60


def test_a_bulk_request_that_is_refused_as_a_whole_is_replaced_by_single_ones() -> None:
    fault = either(striking(LIST, status(404)), striking("/TaskQueues/RealTimeStatistics", status(400)))
    with polled(ManyQueues(60, fault=fault)) as poller:
        poller.poll()

        assert poller.fresh() == set(poller.api.sids)


def test_taskrouter_down_altogether_is_not_asked_for_every_queue() -> None:
    with polled(ManyQueues(400)) as poller:
        poller.poll()
        known = poller.waits()
        poller.api.times.clear()
        poller.api.fault = at_random(1, status(503))

        with pytest.raises(PollFailed, match=r"api: list of statistics: HTTP 503"):
            poller.poll()

        assert poller.waits() == known
        assert len(poller.api.times) < 300


@pytest.mark.parametrize("queues", [0, 1])
def test_a_workspace_may_have_hardly_a_queue(queues: int) -> None:
    with polled(ManyQueues(queues)) as poller:
        report = poller.poll()

        assert (report.listed, report.refreshed, report.failures) == (queues, queues, [])
        assert len(poller.waits()) == queues
