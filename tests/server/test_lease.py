"""Who may poll, and when: one clock alone, two of them, one that ends, hangs, is replaced or set."""

import pytest

from server import lease
from server.lease import KEY, MOST_SKEW_SECONDS
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT
from tests.server.simulated_clocks import Server, SimulatedTime
from waittimes.page import NO_PAGE
from waittimes.table import TableUnavailable


def server(table: MemoryTable, time: SimulatedTime, name: str = "first", skew: float = 0.0) -> Server:
    return Server(name, table, time, skew)


def test_a_clock_polls_at_once_and_then_every_minute() -> None:
    table, time = MemoryTable(), SimulatedTime()
    first = server(table, time)
    polled = []

    while time.now < 200:
        if first.asks_at <= time.now and first.looks():
            polled.append(time.now)
            first.lease.note([], succeeded=True)
        time.now += 1

    assert polled == [0, 60, 120, 180]


def test_another_clock_stands_by_while_the_first_one_polls() -> None:
    table, time = MemoryTable(), SimulatedTime()
    first, second = server(table, time), server(table, time, "second")
    polled = {"first": 0, "second": 0}

    while time.now < 600:
        for each in (first, second):
            polled[each.name] += each.asks_at <= time.now and each.looks()
        time.now += 1

    assert polled == {"first": 10, "second": 0}


def test_a_clock_that_ends_leaves_the_next_minute_to_another() -> None:
    table, time = MemoryTable(), SimulatedTime()
    first, second = server(table, time), server(table, time, "second")
    assert first.looks()
    assert not second.looks()

    time.now = 10
    first.lease.release()
    while not second.looks():
        time.now = second.asks_at

    assert 60 <= time.now <= 80


def test_a_clock_that_starts_long_after_the_last_poll_polls_at_once() -> None:
    table, time = MemoryTable(), SimulatedTime()
    server(table, time).looks()

    time.now = 3600

    assert server(table, time, "second").looks()


def test_of_two_clocks_that_claim_at_the_same_time_one_polls() -> None:
    table, time = MemoryTable(), SimulatedTime()
    first, second = server(table, time), server(table, time, "second")
    met = []
    table.between = lambda _key: met.append(second.looks())

    assert [first.looks(), *met] == [False, True]


@pytest.mark.parametrize("has_ended", [True, False])
def test_a_clock_that_starts_ahead_of_the_other_does_not_poll_within_its_minute(*, has_ended: bool) -> None:
    table, time = MemoryTable(), SimulatedTime()
    first = server(table, time)
    first.looks()
    if has_ended:
        first.lease.release()

    time.now = 59

    assert not server(table, time, "second", skew=MOST_SKEW_SECONDS).looks()


def test_a_clock_that_was_replaced_does_not_poll_and_notes_nothing() -> None:
    table, time = MemoryTable(), SimulatedTime()
    first, second = server(table, time), server(table, time, "second")
    first.looks()
    second.looks()

    time.now = 95
    assert second.looks()
    assert not first.looks()
    first.lease.note([("refreshed", {"account": "acme"}, 7)], succeeded=True)
    first.lease.release()

    assert lease.read(table).holder.startswith("second")
    assert lease.read(table).succeeded_at is None


def test_a_clock_that_hung_while_it_claimed_does_not_poll() -> None:
    table, time = MemoryTable(), SimulatedTime()
    first = server(table, time)

    def hang(_key: str) -> None:
        time.now += MOST_SKEW_SECONDS

    table.between = hang

    assert not first.looks()


@pytest.mark.parametrize("step", [-86_400.0, -90.0, 90.0, 86_400.0])
def test_a_clock_that_is_set_while_it_runs_changes_nothing(step: float) -> None:
    table, time = MemoryTable(), SimulatedTime()
    first, second = server(table, time), server(table, time, "second")
    assert first.looks()
    assert not second.looks()

    first.skew = second.skew = step
    time.now = 30
    assert not first.looks()
    assert not second.looks()
    time.now = 60

    assert first.looks()
    assert not second.looks()


def test_how_a_poll_ended_is_read_back() -> None:
    table, time = MemoryTable(), SimulatedTime()
    first = server(table, time)
    first.looks()
    time.now = 7

    first.lease.note([("refreshed", {"account": "acme", "workspace": "WS1"}, 17.0)], succeeded=True)

    found = lease.read(table)
    assert (found.claimed_at, found.succeeded_at) == (MEASURED_AT, MEASURED_AT + 7)
    assert found.gauges == (("refreshed", {"account": "acme", "workspace": "WS1"}, 17.0),)

    time.now = 20
    first.lease.note([], succeeded=False)
    assert lease.read(table).succeeded_at == MEASURED_AT + 7


@pytest.mark.parametrize("rows", [b"", b"\xff", b"[]", b'["a", "b", null, []]', b'["a", 1, null, [["x"]]]', b"{}"])
def test_a_lease_that_cannot_be_read_is_replaced(rows: bytes) -> None:
    table, time = MemoryTable(), SimulatedTime()
    table.put(KEY, rows, replaces=NO_PAGE, measured_at=MEASURED_AT, expires_at=MEASURED_AT + 60)

    assert lease.read(table) == lease.PollRecord()
    assert server(table, time).looks()
    assert lease.read(table).holder.startswith("first")


def test_a_table_that_does_not_answer_lets_nobody_poll() -> None:
    table, time = MemoryTable(), SimulatedTime()
    table.fails()

    with pytest.raises(TableUnavailable):
        server(table, time).looks()
