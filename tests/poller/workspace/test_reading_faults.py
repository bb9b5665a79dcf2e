"""A queue, an entry or a page that fails over real HTTP does not affect the others."""

import json
from typing import Any

import pytest

from poller.report import Failure
from tests.fakes.statistics_source import cumulative
from tests.fakes.waits import WORKSPACE
from tests.poller.stand_in import (
    ALONE,
    BILLING,
    CLAIMS,
    LIST,
    SALES,
    StandIn,
    entry,
    listed,
    reach,
    text,
    workspace_parts,
)
from tests.poller.workspace.workspace_reading import means, reading


def averages(twilio: StandIn) -> tuple[dict[str, float | None], list[Failure]]:
    """Return what a reading of the workspace found, and what it could not find."""
    twilio.answers = workspace_parts(twilio) | {"/TaskQueues": listed(key="task_queues")} | twilio.answers
    found = reading(reach(twilio.url))
    return means(found), found.failures


def test_one_queues_failure_costs_only_itself(twilio: StandIn) -> None:
    twilio.answers = {
        LIST: listed(entry(SALES, None), entry(CLAIMS, None), entry(BILLING)),
        SALES + ALONE: text(json.dumps(cumulative(330))),
        CLAIMS + ALONE: text("{}", "500 INTERNAL SERVER ERROR"),
    }

    assert averages(twilio) == ({SALES: 330, BILLING: 210}, [Failure(CLAIMS, "statistics of the queue: HTTP 500")])


@pytest.mark.parametrize("body", ["null", "[]", '{"reservations_created": 1e999}', "[" * 100_000, "<p>"])
def test_one_queues_unreadable_answer_costs_only_itself(twilio: StandIn, body: str) -> None:
    twilio.answers = {LIST: listed(entry(SALES, None), entry(BILLING)), SALES + ALONE: text(body)}

    found, failures = averages(twilio)

    assert found == {BILLING: 210}
    assert [each.subject for each in failures] == [SALES]


@pytest.mark.parametrize("nonsense", [None, [], "entry", 7, {}, entry(None), entry(4711), entry("WQ1")])
def test_an_entry_of_the_list_that_is_nonsense_costs_only_itself(twilio: StandIn, nonsense: Any) -> None:
    twilio.answers = {LIST: listed(entry(SALES), nonsense, entry(BILLING))}

    found, failures = averages(twilio)

    assert found == {SALES: 210, BILLING: 210}
    assert failures == [Failure(WORKSPACE, "list of statistics: an entry names no task queue")]


@pytest.mark.parametrize("status", ["500 NO", "401 NO", "200 OK"])
def test_a_list_that_fails_after_its_first_page_keeps_what_was_read(twilio: StandIn, status: str) -> None:
    twilio.answers = {
        LIST: listed(entry(SALES), entry(CLAIMS), next_page_url=f"{twilio.url}/v1/page?PageToken=PT1"),
        "PageToken=PT1": text("no more of this", status),
    }

    found, failures = averages(twilio)

    assert found == {SALES: 210, CLAIMS: 210}
    assert [each.subject for each in failures] == [WORKSPACE]


@pytest.mark.parametrize("url", [5, "nowhere", ["x"], "http://"])
def test_a_list_whose_next_page_is_nowhere_keeps_what_was_read(twilio: StandIn, url: Any) -> None:
    twilio.answers = {LIST: listed(entry(SALES), next_page_url=url)}

    found, failures = averages(twilio)

    assert found == {SALES: 210}
    assert [each.subject for each in failures] == [WORKSPACE]
