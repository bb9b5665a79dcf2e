"""The poller with an estimator that learns: what it learned comes back in the next process, whatever fails."""

from collections.abc import Mapping
from typing import Any

import pytest

from poller.estimation import estimator
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Catalogue
from tests.fakes.queue_states import ReadableExperience
from tests.poller.minute import BANK, BILLING, CLAIMS, FIRST_POLL_AT, LOANS, SALES, Minute
from waittimes import cache
from waittimes.wait import Wait

FORMAT = ReadableExperience()


@pytest.fixture
def bank(minute: Minute, monkeypatch: pytest.MonkeyPatch) -> Minute:
    """Return one workspace, with an estimator that counts how often it saw a queue."""
    real, learned = estimator.waits, dict[str, Any]()

    def waits(measured: Mapping[str, Measured], catalogue: Catalogue, experience: dict[str, Any]) -> dict[str, Wait]:
        for queue_sid in measured:
            experience[queue_sid] = experience.get(queue_sid, 0) + 1
        return real(measured, catalogue, learned)

    monkeypatch.setattr(estimator, "waits", waits)
    minute.accounts, minute.experience_format = (BANK,), FORMAT
    return minute


def polls(bank: Minute, times: int) -> None:
    for _ in range(times):
        (report,) = bank.poll()
        assert report.failures == {}
        bank.now += 60


def stored(bank: Minute) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in bank.table.items.items():
        found |= FORMAT.unpack(item["rows"]["B"]) if key.endswith("#experience") else {}
    return found


def test_within_ten_polls_everything_learned_is_in_the_table_and_the_next_process_goes_on_from_there(
    bank: Minute,
) -> None:
    polls(bank, 10)
    kept = stored(bank)
    assert kept.keys() == {SALES, CLAIMS, BILLING}
    bank.memories.clear()

    polls(bank, 1)

    assert bank.memories[LOANS].experience == {sid: times + 1 for sid, times in kept.items()}


def test_experience_is_written_beside_the_pages_and_read_by_nobody_else(bank: Minute) -> None:
    polls(bank, 10)

    assert set(bank.waits(LOANS)) == {SALES, CLAIMS, BILLING}
    assert {key.partition("#")[2] for key in bank.table.items} == {
        each for digit in "123" for each in (digit, f"{digit}#experience")
    }


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_experience_that_can_be_neither_read_nor_written_fails_no_poll(bank: Minute, code: str) -> None:
    for digit in cache.LAST_DIGITS:
        bank.table.fails(code, key=f"{LOANS}#{digit}#experience")

    polls(bank, 11)

    assert bank.memories[LOANS].experience == {SALES: 11, CLAIMS: 11, BILLING: 11}
    assert bank.ages_seconds(LOANS) == {SALES: 60, CLAIMS: 60, BILLING: 60}


def test_a_queue_that_is_gone_leaves_the_table_too(bank: Minute) -> None:
    polls(bank, 10)
    del bank.workspaces[LOANS].queues[CLAIMS]

    polls(bank, 10)

    assert stored(bank).keys() == {SALES, BILLING}


def test_without_a_format_experience_stays_in_the_process(bank: Minute) -> None:
    bank.experience_format = None

    polls(bank, 10)

    assert stored(bank) == {}
    assert bank.memories[LOANS].experience[SALES] == 10


def test_an_item_says_when_the_poll_began_that_wrote_it(bank: Minute) -> None:
    polls(bank, 10)

    times = {float(item["measured_at"]["N"]) for key, item in bank.table.items.items() if key.endswith("#experience")}
    assert times <= {FIRST_POLL_AT + 60 * number for number in range(10)}
    assert len(times) > 1
