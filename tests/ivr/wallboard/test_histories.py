"""The history as viewers see it: read seldom, never all at once, and never missed when it fails."""

import pytest

from ivr.announcing import languages
from ivr.phone import Phone
from ivr.switch import Switch
from ivr.wallboard.histories import MOST_RENEWED, Histories
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.ivr.phone_under_test import CLAIMS, LOANS, NOW, TRAVEL
from tests.ivr.wallboard.past import remember
from waittimes.cache import WaitReader
from waittimes.settings.config import Config, Line

QUEUE = (CLAIMS.workspace_sid, CLAIMS.task_queue_sid)


class Watching:
    """Histories over a table, at a time that a test moves."""

    def __init__(self) -> None:
        self.now, self.table = NOW, MemoryTable()
        config = Config(accounts=(TRAVEL,), lines=(CLAIMS, LOANS))
        reader = WaitReader(self.table)
        self.histories = Histories(Phone(config, reader, Switch(), languages.load(), lambda: self.now, self.table))

    def reads(self) -> int:
        """Return how many items a look at the trend reads."""
        self.table.units = Units()
        self.histories.trends([QUEUE], now=self.now)
        return self.table.units.reads


@pytest.fixture
def watching() -> Watching:
    return Watching()


def many_queues(number: int) -> list[tuple[str, str]]:
    return [(CLAIMS.workspace_sid, f"WQ{each:032x}") for each in range(number)]


def test_a_trend_shows_the_last_two_hours(watching: Watching) -> None:
    remember(watching.table, CLAIMS, now=NOW, seconds={1: 60, 2: 120, 3: 180, 40: 999})

    trend = watching.histories.trends([QUEUE], now=NOW)[QUEUE]

    assert trend.summary == "from 3:00 to 1:00, between 1:00 and 3:00"


def test_a_queue_without_a_history_has_no_trend(watching: Watching) -> None:
    assert watching.histories.trends([QUEUE], now=NOW) == {}


def test_what_is_over_is_not_read_again(watching: Watching) -> None:
    remember(watching.table, CLAIMS, now=NOW, seconds=dict.fromkeys(range(1, 40), 60))
    first = watching.reads()
    again = watching.reads()
    watching.now += 250
    later = watching.reads()

    assert (first > 0, again) == (True, 0)
    assert 0 < later < first


def test_new_points_appear_within_minutes(watching: Watching) -> None:
    remember(watching.table, CLAIMS, now=NOW, seconds={3: 60})
    assert "1:00 to 1:00" in watching.histories.trends([QUEUE], now=NOW)[QUEUE].summary
    watching.table.items.clear()
    watching.now += 400
    remember(watching.table, CLAIMS, now=watching.now, seconds={4: 60, 1: 240})

    assert "1:00 to 4:00" in watching.histories.trends([QUEUE], now=watching.now)[QUEUE].summary


def test_hundreds_of_trends_come_in_a_few_views(watching: Watching) -> None:
    queues = many_queues(450)
    last = Line(name="last", account=TRAVEL, workspace_sid=queues[0][0], workflow_sid="", task_queue_sid=queues[-2][1])
    remember(watching.table, last, now=NOW, seconds={1: 77})

    shown = [len(watching.histories.trends(queues, now=NOW + 15 * view)) for view in range(6)]

    assert shown[-1] == 1
    assert shown == sorted(shown)


def test_one_view_reads_no_more_than_it_may(watching: Watching) -> None:
    watching.histories.trends(many_queues(450), now=NOW)

    assert 0 < len(watching.histories._trends) <= MOST_RENEWED  # noqa: SLF001 - what has been read is the point


def test_a_table_that_fails_costs_the_trend_only(watching: Watching) -> None:
    remember(watching.table, CLAIMS, now=NOW, seconds={1: 60})
    watching.table.fails()

    assert watching.histories.trends([QUEUE], now=NOW) == {}
    watching.table.recovers()
    assert QUEUE in watching.histories.trends([QUEUE], now=NOW + 15)
