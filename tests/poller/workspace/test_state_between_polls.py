"""What the estimator has learned comes back in the next process, even if the table fails in between."""

from collections.abc import Mapping

import pytest

from poller import estimation
from poller.estimation import state_format
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace
from tests.fakes.queue_states import numbered
from tests.poller.two_accounts import BANK, BILLING, CLAIMS, FIRST_POLL_AT, LOANS, SALES, TwoAccounts
from waittimes import cache
from waittimes.wait import Wait


@pytest.fixture
def bank(two_accounts: TwoAccounts, monkeypatch: pytest.MonkeyPatch) -> TwoAccounts:
    """Return one workspace, with an estimator whose states count how often it saw a queue."""
    real = estimation.estimate

    def counts(measured: Mapping[str, Measured], workspace: Workspace, known: WorkspaceState) -> dict[str, Wait]:
        for queue_sid in measured:
            known.queues[queue_sid] = numbered(known.queues.get(queue_sid, numbered(0)).calls + 1)
        return real(measured, workspace, WorkspaceState())

    monkeypatch.setattr(estimation, "estimate", counts)
    two_accounts.accounts, two_accounts.stores_state = (BANK,), True
    return two_accounts


def learned(bank: TwoAccounts) -> dict[str, float]:
    """Return how often the estimator saw each queue, by the states of this process."""
    return {sid: state.calls for sid, state in bank.memories[LOANS].state.queues.items()}


def polls(bank: TwoAccounts, times: int) -> None:
    for _ in range(times):
        (report,) = bank.poll()
        assert report.failures == []
        bank.now += 60


def stored(bank: TwoAccounts) -> dict[str, float]:
    """Return how often the estimator saw each queue, by the states in the table."""
    items = [item for key, item in bank.table.items.items() if key.endswith("#experience")]
    found = [each for item in items for each in state_format.unpack(item["rows"]["B"]).items()]
    return {sid: state.calls for sid, state in found}


def test_within_ten_polls_everything_learned_is_in_the_table_and_the_next_process_goes_on_from_there(
    bank: TwoAccounts,
) -> None:
    polls(bank, 10)
    kept = stored(bank)
    assert kept.keys() == {SALES, CLAIMS, BILLING}
    bank.memories.clear()

    polls(bank, 1)

    assert learned(bank) == {sid: times + 1 for sid, times in kept.items()}


def test_experience_is_written_beside_the_pages_and_read_by_nobody_else(bank: TwoAccounts) -> None:
    polls(bank, 10)

    assert set(bank.waits(LOANS)) == {SALES, CLAIMS, BILLING}
    assert {key.partition("#")[2] for key in bank.table.items} == {
        each for digit in "123" for each in (digit, f"{digit}#experience")
    }


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_experience_that_can_be_neither_read_nor_written_fails_no_poll(bank: TwoAccounts, code: str) -> None:
    for digit in cache.LAST_DIGITS:
        bank.table.fails(code, key=f"{LOANS}#{digit}#experience")

    polls(bank, 11)

    assert learned(bank) == {SALES: 11, CLAIMS: 11, BILLING: 11}
    assert bank.ages_seconds(LOANS) == {SALES: 60, CLAIMS: 60, BILLING: 60}


def test_a_queue_that_is_gone_leaves_the_table_too(bank: TwoAccounts) -> None:
    polls(bank, 10)
    del bank.workspaces[LOANS].queues[CLAIMS]

    polls(bank, 10)

    assert stored(bank).keys() == {SALES, BILLING}


def test_where_states_are_not_stored_experience_stays_in_the_process(bank: TwoAccounts) -> None:
    bank.stores_state = False

    polls(bank, 10)

    assert stored(bank) == {}
    assert learned(bank)[SALES] == 10


def test_an_item_says_when_the_poll_began_that_wrote_it(bank: TwoAccounts) -> None:
    polls(bank, 10)

    times = {float(item["measured_at"]["N"]) for key, item in bank.table.items.items() if key.endswith("#experience")}
    assert times <= {FIRST_POLL_AT + 60 * number for number in range(10)}
    assert len(times) > 1
