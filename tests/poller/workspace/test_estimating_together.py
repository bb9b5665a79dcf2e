"""Queues of the list are estimated together, because they share agents; queues read alone, one by one."""

from collections.abc import Mapping

import pytest

from poller import estimation
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from poller.report import Failure
from poller.taskrouter.port import TaskRouterError
from tests.fakes.queue_states import numbered
from tests.fakes.statistics_source import Entry, cumulative
from tests.poller.two_accounts import BANK, BILLING, CLAIMS, LOANS, SALES, TwoAccounts
from waittimes.wait import Wait


class Estimator:
    """Remembers which queues it was given together, counts in their states how often, and cannot use one of them."""

    def __init__(self, *, fails_at: str = "") -> None:
        self.given: list[set[str]] = []
        self.fails_at = fails_at
        self._real = estimation.estimate

    def estimate(
        self, measured: Mapping[str, Measured], workspace: Workspace, known: WorkspaceState
    ) -> dict[str, Wait]:
        self.given.append(set(measured))
        for queue_sid in measured:
            known.queues[queue_sid] = numbered(known.queues.get(queue_sid, numbered(0)).calls + 1)
        found = self._real(measured, workspace, WorkspaceState())
        return {sid: wait for sid, wait in found.items() if sid != self.fails_at}


@pytest.fixture
def bank(two_accounts: TwoAccounts) -> TwoAccounts:
    two_accounts.accounts = (BANK,)
    return two_accounts


def estimating(monkeypatch: pytest.MonkeyPatch, *, fails_at: str = "") -> Estimator:
    watched = Estimator(fails_at=fails_at)
    monkeypatch.setattr(estimation, "estimate", watched.estimate)
    return watched


def learned(bank: TwoAccounts) -> dict[str, float]:
    """Return how often the estimator was given each queue."""
    return {sid: state.calls for sid, state in bank.memories[LOANS].state.queues.items()}


def test_the_queues_of_the_list_are_estimated_together_and_those_asked_alone_one_by_one(
    bank: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.workspaces[LOANS].queues[CLAIMS] = Entry(cumulative=cumulative(None), cumulative_alone=cumulative(330))
    estimator = estimating(monkeypatch)

    bank.poll()

    assert estimator.given == [{SALES, BILLING}, {CLAIMS}]


def test_a_queue_of_which_no_wait_can_be_made_is_a_failure_and_costs_only_itself(
    bank: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimating(monkeypatch, fails_at=CLAIMS)

    (report,) = bank.poll()

    assert report.failures == [Failure(CLAIMS, "estimate: these statistics cannot be used")]
    assert set(bank.waits(LOANS)) == {SALES, BILLING}


def test_what_was_learned_of_a_queue_is_there_in_the_next_poll(
    bank: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimating(monkeypatch)

    bank.poll()
    bank.poll()

    assert learned(bank) == {SALES: 2, CLAIMS: 2, BILLING: 2}


def test_what_was_learned_of_a_queue_is_forgotten_when_the_queue_is_gone(
    bank: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimating(monkeypatch)
    bank.poll()
    del bank.workspaces[LOANS].queues[CLAIMS]

    bank.poll()

    assert learned(bank) == {SALES: 2, BILLING: 2}


def test_a_list_that_breaks_off_is_no_reason_to_forget_anything(
    bank: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    estimating(monkeypatch)
    bank.poll()
    del bank.workspaces[LOANS].queues[CLAIMS]
    bank.workspaces[LOANS].list_fails = TaskRouterError("HTTP 503", 503)
    bank.workspaces[LOANS].listed_before_failing = 1
    bank.memories[LOANS].workspace_until = float("-inf")

    bank.poll()

    assert learned(bank)[CLAIMS] == 1
