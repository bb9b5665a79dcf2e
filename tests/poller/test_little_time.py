"""A poll that has time for a part of the queues: the next ones read the rest first."""

import threading
from dataclasses import dataclass, field

from poller.poll import Poller
from poller.report import Report
from poller.setup import PollSetup
from poller.workspace.memory import WorkspaceMemory
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics_source import Entry, FakeStatisticsSource, Workspace, cumulative
from tests.fakes.waits import queue_sid
from tests.poller.simulated_time import SimulatedTime
from tests.poller.two_accounts import BANK, FIRST_POLL_AT, LOANS
from waittimes import cache
from waittimes.deadline import OutOfTime
from waittimes.wait import Wait

SIDS = [queue_sid(0x100 + number) for number in range(40)]
EVERY_QUEUE = set(SIDS)


@dataclass
class SlowApi:
    """A workspace of forty queues whose every request takes `seconds_each`, on a clock that nothing else moves."""

    workspace: Workspace
    seconds_each: float = 1.0
    time: SimulatedTime = field(default_factory=lambda: SimulatedTime(FIRST_POLL_AT))
    table: MemoryTable = field(default_factory=MemoryTable)
    memories: dict[str, WorkspaceMemory] = field(default_factory=dict)
    began_at: float = FIRST_POLL_AT
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def poll(self, *, reads_for_seconds: float) -> Report:
        """Poll once, with that much time for reading, and a minute after the poll before."""
        self.time.now = self.began_at = self.began_at + 60
        ends_at = self.time.now + reads_for_seconds

        def take_time() -> None:
            with self._lock:
                if self.time.now + self.seconds_each > ends_at:
                    raise OutOfTime
                self.time.pause(self.seconds_each)

        source = FakeStatisticsSource({LOANS: self.workspace}, before_request=take_time)
        poller = Poller((BANK,), lambda *_: source, PollSetup(self.table, self.time.clock), self.memories)
        (report,) = poller.refresh(self.time.deadline(100))
        return report

    def fresh(self) -> set[str]:
        """Return the queues that the last poll measured."""
        return {each.queue_sid for each in self._waits() if each.measured_at >= self.began_at}

    def stored(self) -> set[str]:
        return {each.queue_sid for each in self._waits()}

    def _waits(self) -> list[Wait]:
        return list(cache.all_waits(self.table, LOANS))


def asked_alone() -> SlowApi:
    """Return an API whose list lacks every wait, so that each queue costs a request of its own."""
    entries = [
        Entry(cumulative=cumulative(None), cumulative_alone=cumulative(60 + number)) for number in range(len(SIDS))
    ]
    return SlowApi(Workspace(dict(zip(SIDS, entries, strict=True))))


def test_every_queue_has_its_turn_before_any_has_its_second() -> None:
    api = asked_alone()

    reports, fresh = [], []
    for _ in range(3):
        reports.append(api.poll(reads_for_seconds=17))
        fresh.append(api.fresh())

    first, second, third = fresh
    assert 0 < len(first) < len(SIDS) / 2
    assert 0 < len(second) < len(SIDS) / 2
    assert not first & second
    assert EVERY_QUEUE - first - second < third
    assert [report.failures for report in reports] == [[], [], []]


def test_after_a_cold_start_the_oldest_come_first() -> None:
    api = asked_alone()
    api.poll(reads_for_seconds=17)
    first = api.fresh()
    api.memories.clear()

    api.poll(reads_for_seconds=17)

    assert 0 < len(first) < len(SIDS) / 2
    assert 0 < len(api.fresh()) < len(SIDS) / 2
    assert not first & api.fresh()


def test_a_list_that_ran_out_of_time_keeps_its_first_page_and_goes_on_from_there_in_the_next_poll() -> None:
    api = SlowApi(Workspace({sid: Entry() for sid in SIDS}, page_size=20))
    api.poll(reads_for_seconds=60)
    api.workspace.pages_asked.clear()

    report = api.poll(reads_for_seconds=1)

    assert api.fresh() == set(SIDS[:20])
    assert api.stored() == EVERY_QUEUE
    assert report.fields()["first_reasons"] == ["list of statistics: no time left"]

    assert api.poll(reads_for_seconds=60).failures == []
    assert api.fresh() == EVERY_QUEUE
    assert api.workspace.pages_asked == ["", "20", ""]
