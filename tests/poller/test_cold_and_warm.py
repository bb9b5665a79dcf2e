"""A process that has just started survives the same faults as one that knows its workspaces."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from poller.estimation import workspace as estimation
from poller.poll import Poller
from poller.report import Failure
from poller.setup import PollSetup
from poller.taskrouter.port import ListPage, TaskRouterError
from poller.workspace.memory import WorkspaceMemory
from simulator.api.many_queues import WORKSPACE_SID, ManyQueues
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics_source import OFFLINE, Entry, FakeStatisticsSource, Workspace, realtime
from tests.fakes.waits import queue_sid
from tests.poller.faults import LIST, cut_off, either, status, striking
from tests.poller.polling_over_http import PollerOverHttp, polled
from tests.poller.simulated_time import SimulatedTime
from tests.poller.stand_in import text
from tests.poller.two_accounts import BANK, BILLING, CLAIMS, FIRST_POLL_AT, LOANS, SALES, TwoAccounts, three_queues
from waittimes import cache
from waittimes.deadline import Deadline, OutOfTime
from waittimes.wait import Basis

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

QUEUES = 40
REFUSED = TaskRouterError("HTTP 503", 503)


def new(_: PollerOverHttp) -> None:
    """Leave the poller as it is: nothing is remembered, and nothing stored."""


def cold(poller: PollerOverHttp) -> None:
    """Poll once, and forget everything but the table."""
    poller.poll()
    poller.memories.clear()


def warm(poller: PollerOverHttp) -> None:
    """Poll once, and make the workspace due to be read again."""
    poller.poll()
    poller.memories[WORKSPACE_SID].workspace_until = 0


def in_a_circle() -> "WSGIApplication":
    """Return an app whose only page of queues names itself as the next one."""
    url = f"https://taskrouter.twilio.com/v1/Workspaces/{WORKSPACE_SID}/TaskQueues?PageSize=1000"
    return text(json.dumps({"meta": {"key": "task_queues", "next_page_url": url}, "task_queues": []}))


PARTS = {"queues": "/TaskQueues?", "activities": "/Activities", "workspace": f"{WORKSPACE_SID}?"}
FAULTS = {
    "500": status(500),
    "400": status(400),
    "404": status(404),
    "html": text("<h1>Hotel</h1>", content_type="text/html"),
    "null": text("null"),
    "cut off": cut_off,
    "in a circle": in_a_circle(),
}


@pytest.mark.parametrize("start", [new, cold, warm])
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("app", FAULTS.values(), ids=FAULTS)
def test_every_queue_of_the_list_is_refreshed_though_the_workspace_cannot_be_read(
    app: "WSGIApplication", part: str, start: Callable[[PollerOverHttp], None]
) -> None:
    with polled(ManyQueues(QUEUES, wait_in_list=True)) as poller:
        start(poller)
        names = {sid: wait.queue_name for sid, wait in poller.waits().items()}
        poller.api.fault = striking(part, app)

        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert (report.listed, report.refreshed) == (QUEUES, QUEUES)
        reasons = [each.reason for each in report.failures]
        assert [each.startswith("workspace: ") for each in reasons] == [True] * len(reasons)
        if names:
            assert {sid: wait.queue_name for sid, wait in poller.waits().items()} == names


@pytest.mark.parametrize("start", [new, cold, warm])
@pytest.mark.parametrize("app", FAULTS.values(), ids=FAULTS)
def test_every_queue_is_refreshed_though_the_list_cannot_be_read(
    app: "WSGIApplication", start: Callable[[PollerOverHttp], None]
) -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        start(poller)
        poller.api.fault = striking(LIST, app)

        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert {each.subject for each in report.failures} <= {WORKSPACE_SID}
        assert all(each.reason.startswith("list of statistics: ") for each in report.failures)


@pytest.mark.parametrize("start", [cold, warm])
def test_every_stored_queue_is_refreshed_though_neither_workspace_nor_list_can_be_read(
    start: Callable[[PollerOverHttp], None],
) -> None:
    with polled(ManyQueues(QUEUES)) as poller:
        start(poller)
        poller.api.fault = either(*(striking(each, status(500)) for each in ("/Activities", "/TaskQueues?", LIST)))

        report = poller.poll()

        assert poller.fresh() == set(poller.api.sids)
        assert report.failures == [
            Failure(WORKSPACE_SID, "list of statistics: HTTP 500"),
            Failure(WORKSPACE_SID, "workspace: HTTP 500"),
        ]


@pytest.fixture
def bank(two_accounts: TwoAccounts) -> TwoAccounts:
    two_accounts.accounts = (BANK,)
    return two_accounts


def test_nobody_is_declared_unstaffed_while_nobody_knows_which_activities_are_available(bank: TwoAccounts) -> None:
    on_break = realtime(
        activity_statistics=[{"sid": OFFLINE, "workers": 3}], total_available_workers=0, tasks_by_priority={}
    )
    bank.workspaces[LOANS] = Workspace({SALES: Entry(realtime=on_break)})
    bank.poll()
    assert bank.waits(LOANS)[SALES].basis is Basis.UNSTAFFED

    bank.now += 60
    bank.memories.clear()
    bank.workspaces[LOANS].workspace_fails = REFUSED
    bank.poll()

    assert bank.waits(LOANS)[SALES].basis is not Basis.UNSTAFFED
    assert bank.waits(LOANS)[SALES].measured_at == bank.now


def test_a_workspace_that_is_not_known_as_a_whole_is_no_evidence_that_a_queue_was_deleted(bank: TwoAccounts) -> None:
    bank.poll()
    bank.memories.clear()
    del bank.workspaces[LOANS].queues[CLAIMS]
    bank.workspaces[LOANS].workspace_fails = REFUSED
    bank.now += 60
    bank.poll()
    assert bank.ages_seconds(LOANS) == {SALES: 0, CLAIMS: 60, BILLING: 0}

    bank.workspaces[LOANS].workspace_fails = None
    bank.now += 60
    (report,) = bank.poll()

    assert report.failures == []
    assert bank.ages_seconds(LOANS) == {SALES: 0, BILLING: 0}


@pytest.mark.parametrize("is_cold", [True, False], ids=["cold", "warm"])
def test_an_emptied_workspace_loses_its_rows_at_once(bank: TwoAccounts, *, is_cold: bool) -> None:
    bank.poll()
    if is_cold:
        bank.memories.clear()
    bank.workspaces[LOANS].queues.clear()
    bank.now += 60

    (report,) = bank.poll()

    assert (report.failures, report.listed) == ([], 0)
    assert bank.waits(LOANS) == {}


@pytest.mark.parametrize("fails", ["list_fails", "workspace_fails"])
def test_a_workspace_that_looks_empty_because_something_failed_keeps_its_rows(bank: TwoAccounts, fails: str) -> None:
    bank.poll()
    bank.memories.clear()
    bank.workspaces[LOANS] = Workspace({})
    setattr(bank.workspaces[LOANS], fails, REFUSED)
    bank.now += 60

    with pytest.raises(Exception, match="HTTP 503"):
        bank.poll()

    assert set(bank.waits(LOANS)) == {SALES, CLAIMS, BILLING}


def test_the_last_queue_of_a_page_disappears_with_it(bank: TwoAccounts) -> None:
    lonely = queue_sid(0xE7)
    bank.workspaces[LOANS].queues[lonely] = Entry()
    bank.poll()
    del bank.workspaces[LOANS].queues[lonely]
    bank.now += 60

    bank.poll()

    assert set(bank.waits(LOANS)) == {SALES, CLAIMS, BILLING}


class HangingWorkspace(FakeStatisticsSource):
    """A TaskRouter that refuses to list a workspace's parts; the list of statistics takes a second."""

    def __init__(self, workspaces: dict[str, Workspace], time: SimulatedTime, deadline: Deadline) -> None:
        super().__init__(workspaces)
        self._time, self._deadline = time, deadline

    def workspace(self, workspace_sid: str, *, now: float) -> estimation.Workspace:  # noqa: ARG002 - it never answers
        self._time.pause(self._deadline.remaining_seconds())
        raise OutOfTime

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        if self._deadline.remaining_seconds() < 1:
            raise OutOfTime
        self._time.pause(1)
        return super().page(workspace_sid, url)


@pytest.mark.parametrize("is_cold", [True, False], ids=["cold", "warm"])
def test_a_workspace_that_hangs_leaves_time_for_the_list(*, is_cold: bool) -> None:
    time, table, memory = SimulatedTime(FIRST_POLL_AT), MemoryTable(), WorkspaceMemory()
    workspaces = {LOANS: three_queues()}
    setup = PollSetup(table, time.clock)
    if not is_cold:
        Poller((BANK,), lambda *_: FakeStatisticsSource(workspaces), setup, {LOANS: memory}).refresh(time.deadline(50))
        memory.workspace_until = 0
    time.now += 60
    poller = Poller((BANK,), lambda _, by, __: HangingWorkspace(workspaces, time, by), setup, {LOANS: memory})

    (report,) = poller.refresh(time.deadline(10))

    assert report.failures == [Failure(LOANS, "workspace: no time left")]
    assert {wait.queue_sid for wait in cache.all_waits(table, LOANS) if wait.measured_at > FIRST_POLL_AT + 59} == {
        SALES,
        CLAIMS,
        BILLING,
    }
