"""What fails in the history costs history and nothing else."""

import threading
from collections.abc import Iterator

import pytest

from poller.workspace.history import store
from poller.workspace.history.collected import MOST_SLOTS
from tests.fakes.histories import HOUR_AT, total_of
from tests.fakes.memory_table import THROTTLED, MemoryTable
from tests.fakes.waits import WORKSPACE
from tests.poller.workspace.history.keeping import CALLERS, WHOLE, Container, history, items_of_hours, slots
from tests.poller.workspace.history.test_keeping import LINE
from waittimes import feedback
from waittimes.history import items
from waittimes.page import Page

SUMS = f"{WORKSPACE}#{CALLERS.queue_sid}#{CALLERS.priority}#feedback"


def events(caplog: pytest.LogCaptureFixture) -> dict[str, str]:
    """Return why each event of the history was logged last."""
    found = [each for each in caplog.records if each.message.startswith("poll.history")]
    return {each.message: getattr(each, "reason", "") for each in found}


def test_an_item_that_cannot_be_read_from_the_table_is_written_later(caplog: pytest.LogCaptureFixture) -> None:
    table = MemoryTable()
    container = Container(table)
    table.fails(key=WHOLE)

    container.polls(range(14))
    table.recovers()
    container.poll(15)

    assert slots(history(table)) == [0, 1, 2]
    assert events(caplog) == {"poll.history_not_stored": f"TableUnavailable: {THROTTLED}"}


def test_an_item_that_cannot_be_written_is_written_later(caplog: pytest.LogCaptureFixture) -> None:
    table = MemoryTable()
    container = Container(table)
    table.between = lambda key: table.fails("AccessDeniedException", key=key) if key == WHOLE else None

    container.polls(range(14))
    assert items_of_hours(table) == {}
    table.between = lambda _: None
    table.recovers()
    container.poll(15)

    assert slots(history(table)) == [0, 1, 2]
    assert events(caplog) == {"poll.history_not_stored": "TableUnavailable: AccessDeniedException"}


def test_after_a_failure_a_poll_asks_for_no_other_item() -> None:
    table = MemoryTable()
    container = Container(table)
    container.polls(range(58))
    table.fails(key=WHOLE)
    container.polls(range(58, 66))
    reads = table.units.reads

    container.poll(66)

    assert table.units.reads == reads, "neither the failing hour, which is refused, nor the hour after it"


def test_sums_that_cannot_be_read_leave_the_figures(caplog: pytest.LogCaptureFixture) -> None:
    table = MemoryTable()
    feedback.add(table, LINE, total_of(1), now=HOUR_AT)
    container = Container(table)
    container.polls(range(5))
    table.fails(key=SUMS)
    container.polls(range(5, 10))
    table.recovers()
    feedback.add(table, LINE, total_of(3), now=HOUR_AT)
    container.polls(range(10, 16))

    assert [each.estimate_seconds for each in history(table)] == [4, 9, 14]
    assert [each.scores.get(0) for each in history(table)] == [None, None, total_of(3)]
    assert events(caplog) == {"poll.history_sums_not_read": f"TableUnavailable: {THROTTLED}"}


def test_a_table_that_fails_for_hours_does_not_fill_the_memory() -> None:
    table = MemoryTable()
    container = Container(table)
    table.fails(key=WHOLE)
    for hour in range(1, 5):
        table.fails(key=items.whole_key(WORKSPACE, HOUR_AT + 3600 * hour))

    container.polls(range(4 * 60 + 1))
    assert len(container.memory.collected.slots) == MOST_SLOTS
    table.recovers()
    container.poll(4 * 60 + 1)

    assert slots(history(table, hours=4)) == list(range(4 * 12 - MOST_SLOTS + 1, 4 * 12))


class Hanging(MemoryTable):
    """A table that answers nothing of the history until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get(self, key: str, *, consistent: bool) -> Page:
        if "#history#" in key:
            self.let_go.wait(20)
        return super().get(key, consistent=consistent)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    table = Hanging()
    yield table
    table.let_go.set()


def test_a_table_that_hangs_is_left_behind(hanging: Hanging, caplog: pytest.LogCaptureFixture) -> None:
    container = Container(hanging)
    with pytest.MonkeyPatch.context() as impatient:
        impatient.setattr(store, "ANSWER_SECONDS", 0.05)
        container.polls(range(7))
    assert events(caplog)["poll.history_not_stored"].startswith("TimeoutError")

    hanging.let_go.set()
    container.poll(8)

    assert slots(history(hanging)) == [0]


def test_an_item_that_would_be_too_large_is_given_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store, "MOST_BYTES", 10)
    table = MemoryTable()
    container = Container(table)

    container.polls(range(6))

    assert items_of_hours(table) == {}
    assert WHOLE in events(caplog)["poll.history_too_large"]
    assert [*container.memory.collected.slots] == [HOUR_AT + 300]
