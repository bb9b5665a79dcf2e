"""A poll keeps the history, and goes on whatever fails in it."""

import pytest

from poller.workspace.history.collected import CollectedPoints
from tests.poller.two_accounts import BANK, LOANS, SALES, TwoAccounts
from tests.poller.workspace.history.keeping import items_of_hours
from tests.poller.workspace.test_learning_from_promises import LINE
from waittimes import feedback
from waittimes.history import items, read
from waittimes.history.point import hour_of, slot_of
from waittimes.score import Score
from waittimes.settings.polling import Polling
from waittimes.wait import Estimate


@pytest.fixture
def bank(two_accounts: TwoAccounts) -> TwoAccounts:
    """Return one workspace with three queues, whose history is kept."""
    two_accounts.accounts, two_accounts.limits = (BANK,), Polling(history_days=30)
    return two_accounts


def polls(bank: TwoAccounts, times: int) -> None:
    for _ in range(times):
        (report,) = bank.poll()
        assert report.failures == []
        assert bank.ages_seconds(LOANS).keys() == bank.workspaces[LOANS].queues.keys()
        assert set(bank.ages_seconds(LOANS).values()) == {0}
        bank.now += 60


def test_polls_keep_the_history_of_the_waits_that_they_store(bank: TwoAccounts) -> None:
    began_at, told = bank.now, {}
    for _ in range(16):
        at = slot_of(bank.now)
        polls(bank, 1)
        told[at] = bank.waits(LOANS)[SALES].estimate

    found = read(bank.table, LOANS, SALES, start=began_at - 300, end=bank.now)

    assert [Estimate(each.estimate_seconds, each.low_seconds, each.high_seconds) for each in found] == [
        told[each.at] for each in found
    ]
    assert [(each.waiting, each.agents_busy, each.answered, each.hung_up) for each in found] == [(4, 9, 17, 5)] * 3


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_a_poll_goes_on_if_every_item_of_the_history_fails(bank: TwoAccounts, code: str) -> None:
    bank.table.fails(code, key=items.whole_key(LOANS, hour_of(bank.now)))

    polls(bank, 12)

    assert items_of_hours(bank.table) == {}


@pytest.mark.parametrize("method", ["add", "due", "hour", "forget", "add_totals"])
def test_a_poll_goes_on_if_the_history_is_broken(
    bank: TwoAccounts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(CollectedPoints, method, breaks)
    bank.lines = (LINE,)
    feedback.add(bank.table, LINE, Score(calls=1), now=bank.now)

    polls(bank, 12)

    assert "poll.history_broken" in {each.message for each in caplog.records}
