"""What the estimator has learned outlives the process, costs little, and fails no poll."""

import threading
import zlib
from collections import Counter
from typing import Any

import pytest

from poller.workspace import state_store
from tests.fakes.memory_table import MemoryTable
from tests.fakes.queue_states import realistic
from tests.fakes.waits import MEASURED_AT, WORKSPACE, busy_contact_centre, queue_sid
from tests.poller.workspace.state_processes import DAY, NEW, NOON, OLD, A, B, Process, keys
from waittimes import cache
from waittimes.page import NO_PAGE

SIXTEEN = {queue_sid(0x30 + number): number for number in range(16)}


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


def named(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, Any]]:
    return [vars(record) for record in caplog.records if record.message == message]


def test_what_one_process_learned_the_next_one_knows(table: MemoryTable) -> None:
    learns = Process(table)
    learns.poll(NOON, **SIXTEEN)
    learns.polls(9, NOON + 60)

    starts = Process(table)
    starts.store.load(now=NOON + 600)

    assert starts.learned == SIXTEEN


def test_in_ten_polls_every_item_is_written_once_and_never_more_than_two_at_a_time(table: MemoryTable) -> None:
    process, writes, most = Process(table), Counter[str](), 0
    for number in range(30):
        changed = {sid: number * 100 + index for index, sid in enumerate(SIXTEEN)}

        written = process.poll(NOON + 60 * number, **changed)

        writes.update(written)
        most = max(most, len(written))
    assert writes == dict.fromkeys(keys(*cache.LAST_DIGITS), 3)
    assert most == 2


def test_a_process_that_polls_only_once_writes_what_was_written_longest_ago(table: MemoryTable) -> None:
    for number in range(16):
        Process(table).poll(NOON + 60 * number, **dict.fromkeys(SIXTEEN, number))

    assert sorted(table.items) == keys(*cache.LAST_DIGITS)


def test_an_item_that_did_not_change_is_not_written(table: MemoryTable) -> None:
    process = Process(table)
    process.poll(NOON, **{A: 1, B: 2})
    process.polls(9, NOON + 60)

    written = [process.poll(NOON + 600 + 60 * number, **{A: 3}) for number in range(10)]

    assert [key for each in written for key in each] == keys("1")


def test_a_workspace_of_which_nothing_is_known_costs_no_write(table: MemoryTable) -> None:
    Process(table).polls(10, NOON)

    assert table.items == {}


def test_an_item_outlives_two_weeks_and_is_renewed_before_they_are_over(table: MemoryTable) -> None:
    process = Process(table)
    process.poll(NOON, **{A: 1})
    process.polls(9, NOON + 60)
    first = process.item("1")
    assert int(first["expires_at"]["N"]) == int(float(first["measured_at"]["N"])) + 14 * DAY + 2

    process.polls(10, NOON + 6 * DAY)
    assert process.item("1") == first
    process.polls(10, NOON + 8 * DAY)

    assert int(process.item("1")["expires_at"]["N"]) > NOON + 22 * DAY


def test_items_of_experience_are_no_pages(table: MemoryTable) -> None:
    waits = busy_contact_centre(40)
    measurement = cache.Measurement(WORKSPACE, waits, frozenset(each.queue_sid for each in waits), MEASURED_AT)
    assert cache.refresh(table, measurement, now=MEASURED_AT) == {}
    pages = dict(table.items)
    process = Process(table)

    process.poll(NOON, **{each.queue_sid: 4 for each in waits})
    process.polls(9, NOON + 60)

    assert {key: item for key, item in table.items.items() if not key.endswith("#experience")} == pages
    assert len(table.items) == 2 * len(pages)
    assert sorted(each.queue_sid for each in cache.all_waits(table, WORKSPACE)) == sorted(
        each.queue_sid for each in waits
    )


def test_what_cannot_be_read_is_told_and_read_in_the_next_poll(
    table: MemoryTable, caplog: pytest.LogCaptureFixture
) -> None:
    learns = Process(table)
    learns.poll(NOON, **{A: 1, B: 2})
    learns.polls(9, NOON + 60)
    process = Process(table)
    table.fails("ThrottlingException", key=keys("1")[0])

    process.poll(NOON + 600)
    assert process.learned == {B: 2}
    assert [(each["items"], each["reasons"]) for each in named(caplog, "poll.experience_not_loaded")] == [
        (["1"], ["TableUnavailable: ThrottlingException"])
    ]
    table.recovers()
    process.poll(NOON + 660)

    assert process.learned == {A: 1, B: 2}


def test_what_was_never_read_is_not_overwritten(table: MemoryTable) -> None:
    learns = Process(table)
    learns.poll(NOON, **{A: OLD})
    learns.polls(9, NOON + 60)
    table.fails(key=keys("1")[0])
    process = Process(table)
    process.poll(NOON + 600, **{A: NEW})
    table.recovers()
    process.polls(10, NOON + 660)

    assert process.learned == {A: OLD}
    assert process.stored("1") == {A: OLD}


def test_an_item_that_cannot_be_written_is_told_and_written_when_its_turn_comes_again(
    table: MemoryTable, caplog: pytest.LogCaptureFixture
) -> None:
    process = Process(table)
    process.store.load(now=NOON)
    table.fails("InternalServerError", key=keys("1")[0])

    process.poll(NOON, **{A: 1, B: 2})
    process.polls(9, NOON + 60)
    assert sorted(table.items) == keys("2")
    assert [(each["items"], each["reasons"]) for each in named(caplog, "poll.experience_not_stored")] == [
        (["1"], ["TableUnavailable: InternalServerError"])
    ]
    table.recovers()
    process.polls(10, NOON + 600)

    assert process.stored("1") == {A: 1}


def test_a_table_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(state_store, "ANSWER_SECONDS", 0.05)
    answers = threading.Event()

    def hang(_: float) -> None:
        answers.wait(20)

    process = Process(MemoryTable(sleep=hang))
    process.table.seconds_to_answer = 1

    process.store.load(now=NOON)
    answers.set()

    assert [each["reasons"] for each in named(caplog, "poll.experience_not_loaded")] == [
        ["TimeoutError: no answer in time"]
    ]


def test_experience_of_another_version_or_that_is_broken_counts_as_none_and_is_written_anew(table: MemoryTable) -> None:
    for digit, rows in (("1", zlib.compress(b"[0]\n[]")), ("2", b"broken")):
        table.put(keys(digit)[0], rows, replaces=NO_PAGE, measured_at=NOON, expires_at=NOON + DAY)
    process = Process(table)

    process.store.load(now=NOON + 600)
    assert process.learned == {}
    process.poll(NOON + 600, **{A: 5, B: 6})
    process.polls(9, NOON + 660)

    assert (process.stored("1"), process.stored("2")) == ({A: 5}, {B: 6})


def test_an_item_that_would_be_too_large_is_told_and_the_others_are_written(
    table: MemoryTable, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(state_store, "MOST_BYTES", 100)
    process = Process(table)

    process.queues[A] = large = realistic("of many weeks", sharing=[A, B])
    process.poll(NOON, **{B: 2})
    process.polls(9, NOON + 60)

    assert list(table.items) == keys("2")
    (told,) = named(caplog, "poll.experience_too_large")
    assert (told["items"], told["queues"], told["bytes"] > 100) == (["1"], 1, True)
    assert process.queues[A] is large
