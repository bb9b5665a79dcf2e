import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT, WORKSPACE, queue_sid
from tests.waittimes.polls import KEYS, ages, poll, wait_at, write
from waittimes.cache import WRITE_ATTEMPTS, WaitReader
from waittimes.page import NO_PAGE
from waittimes.table import PageConflict

pytestmark = pytest.mark.slow


class Killed(BaseException):
    """The poller's process was killed."""


def once(action: Callable[[], object], *, put: int = 0) -> Callable[[str], None]:
    """Return a hook that calls `action` once, before the put with this number."""
    turns = itertools.chain(itertools.repeat(None, put), [action], itertools.repeat(None))

    def let_in(_: str) -> None:
        turn = next(turns)
        if turn:
            turn()

    return let_in


def test_a_second_poller_between_reading_and_writing_loses_nothing() -> None:
    table = MemoryTable()
    poll(table, 0)
    table.between = once(lambda: write(table, 100, {3: 101.0, 4: 80.0, 19: 80.0}))

    failures = poll(table, 90, range(3, 20))

    assert failures == {}
    assert ages(table) == {number: 90.0 if 3 <= number < 20 else 0.0 for number in range(32)} | {3: 101.0}


def test_only_the_page_in_conflict_is_read_again() -> None:
    table = MemoryTable()
    poll(table, 0)
    table.between = once(lambda: write(table, 100, {3: 101.0}), put=3)

    poll(table, 60)

    assert {key for key in KEYS if table.items[key]["version"] == {"N": "3"}} == {KEYS[3]}
    assert table.units.writes == 16 + 1 + 16 + 1


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.integers(0, 31), st.integers(1, 900), max_size=5), max_size=20))
def test_however_pollers_interleave_the_newest_measurement_of_every_queue_stays(
    intruders: list[dict[int, int]],
) -> None:
    table = MemoryTable()
    poll(table, 0)
    waiting, seen = iter(intruders), {number: [450] for number in range(32)}

    def let_in(_: str) -> None:
        for number, at in next(waiting, {}).items():
            write(table, at, {number: at})
            seen[number].append(at)

    table.between = let_in

    assert poll(table, 450) == {}
    assert ages(table) == {number: max(times) for number, times in seen.items()}


def test_a_page_that_others_write_all_the_time_is_given_up_after_a_few_attempts() -> None:
    table = MemoryTable()
    poll(table, 0)
    ticks = itertools.count(100)

    def let_in(key: str) -> None:
        if key == KEYS[9]:
            write(table, 60, {9: next(ticks)})

    table.between = let_in

    failures = poll(table, 60)

    assert list(failures) == [KEYS[9]]
    assert isinstance(failures[KEYS[9]], PageConflict)
    assert int(table.items[KEYS[9]]["version"]["N"]) == 1 + WRITE_ATTEMPTS
    assert [at for number, at in ages(table).items() if number % 16 != 9] == [60.0] * 30


def test_a_poller_killed_between_two_pages_leaves_a_table_that_can_be_read() -> None:
    table = MemoryTable()
    poll(table, 0)

    def kill() -> None:
        raise Killed

    table.between = once(kill, put=8)
    with pytest.raises(Killed):
        poll(table, 60)

    left = ages(table)
    assert left.keys() == set(range(32))
    assert set(left.values()) == {0.0, 60.0}
    assert left[8] == left[24] == 0.0

    poll(table, 120)
    assert ages(table) == dict.fromkeys(range(32), 120.0)


def test_a_poller_killed_in_its_very_first_poll_leaves_the_rest_unknown() -> None:
    table = MemoryTable()

    def kill() -> None:
        raise Killed

    table.between = once(kill, put=8)
    with pytest.raises(Killed):
        poll(table, 60)

    assert table.get(KEYS[8], consistent=True) == NO_PAGE
    assert WaitReader(table).wait(WORKSPACE, queue_sid(8), now=MEASURED_AT + 61) is None
    assert WaitReader(table).wait(WORKSPACE, queue_sid(7), now=MEASURED_AT + 61) == wait_at(7, 60)
