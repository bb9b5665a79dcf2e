"""A scheduled run that reads several times within its minute: fresher waits, a few more calls, one report."""

import logging
import threading
from collections.abc import Mapping

import pytest

from poller import estimation, schedule
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured
from poller.estimation.workspace import Workspace as ListedWorkspace
from poller.report import Failure
from tests.fakes.statistics_source import Entry, Workspace, cumulative, realtime
from tests.fakes.waits import queue_sid
from tests.poller.scheduled_runs import REFUSED, Run, changes, lacking, run_of, waiting
from tests.poller.two_accounts import BILLING, CLAIMS, FIRST_POLL_AT, LOANS, SALES, account
from waittimes.deadline import Deadline
from waittimes.wait import Wait


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Measured]]:
    """Return what the estimator is given, one after the other."""
    given: list[dict[str, Measured]] = []
    real = estimation.estimate

    def estimate(measured: Mapping[str, Measured], listed: ListedWorkspace, known: WorkspaceState) -> dict[str, Wait]:
        given.append(dict(measured))
        return real(measured, listed, known)

    monkeypatch.setattr(estimation, "estimate", estimate)
    return given


def test_every_reading_stores_what_the_list_says_then_and_counts_from_then() -> None:
    run = run_of(sales=Entry(realtime=waiting(2)))
    sales, seen = run.workspaces[LOANS].queues[SALES], []
    for second, pending in ((15, 5), (30, 7), (45, 11)):

        def happens(pending: int = pending) -> None:
            seen.append((run.waits()[SALES].pending, run.waits()[SALES].measured_at - FIRST_POLL_AT))
            sales.realtime = waiting(pending)

        run.at[second] = happens

    run.runs(15)

    assert seen == [(2, 0), (5, 15), (7, 30)]
    assert (run.waits()[SALES].pending, run.waits()[SALES].measured_at) == (11, FIRST_POLL_AT + 45)


def test_a_run_of_which_nothing_is_asked_reads_once() -> None:
    run = run_of(sales=Entry())

    (report,) = run.runs(60)

    assert (run.read_at, report.readings) == ([(LOANS, 0)], 1)


def test_a_queue_asked_alone_is_asked_once_a_run_and_its_window_kept_with_the_present_of_the_list(
    measured: list[dict[str, Measured]],
) -> None:
    run = run_of(sales=lacking(), billing=Entry())
    run.at[15] = changes(run.workspaces[LOANS].queues[SALES], realtime=waiting(8), cumulative_alone=cumulative(999))

    run.runs(30)
    run.at.clear()
    run.at[30] = changes(run.workspaces[LOANS].queues[SALES], realtime=waiting(9))
    run.workspaces[LOANS].queues[SALES].cumulative_alone = cumulative(440)
    run.runs(30)

    assert run.workspaces[LOANS].asked_alone == [SALES, SALES]
    assert (run.waits()[SALES].evidence["history"], run.waits()[SALES].pending) == (440, 9)
    assert run.waits()[SALES].measured_at == FIRST_POLL_AT + 90
    again = measured[-1]
    assert again.keys() == {SALES, BILLING}
    assert (again[SALES].at, again[SALES].window_at) == (FIRST_POLL_AT + 90, FIRST_POLL_AT + 60)
    assert again[BILLING].window_at is None


def test_a_queue_that_becomes_active_within_the_run_is_asked_alone_then() -> None:
    quiet = Entry(
        realtime(tasks_by_status={"pending": 0}), cumulative(None, tasks_entered=0, reservations_accepted=0), None
    )
    run = run_of(sales=quiet)
    run.at[20] = changes(quiet, cumulative=cumulative(None), cumulative_alone=cumulative(75))

    run.runs(20)

    assert run.workspaces[LOANS].asked_alone == [SALES]
    assert run.waits()[SALES].evidence["history"] == 75


def test_where_the_list_is_refused_the_present_is_asked_in_bulk_and_windows_are_kept() -> None:
    run = run_of(sales=lacking(150), claims=lacking(250))
    for entry in run.workspaces[LOANS].queues.values():
        entry.in_bulk = realtime(total_tasks=0, tasks_by_status={"pending": 0})
    run.workspaces[LOANS].list_fails = REFUSED
    run.at[30] = changes(run.workspaces[LOANS].queues[CLAIMS], in_bulk=realtime(total_tasks=3), realtime=waiting(6))

    run.runs(30)

    workspace = run.workspaces[LOANS]
    assert [sorted(each) for each in workspace.bulks] == [[SALES, CLAIMS]] * 2
    assert sorted(workspace.asked_alone) == [SALES, CLAIMS]
    assert workspace.realtime_asked_alone == [CLAIMS]
    assert {sid: (wait.evidence["history"], wait.pending) for sid, wait in run.waits().items()} == {
        SALES: (150, 0),
        CLAIMS: (250, 6),
    }
    assert {wait.measured_at for wait in run.waits().values()} == {FIRST_POLL_AT + 30}


@pytest.mark.parametrize("fault", [REFUSED, RuntimeError("an unexpected error")], ids=["refused", "unexpected"])
def test_a_reading_that_fails_costs_only_itself(fault: Exception) -> None:
    run = run_of(sales=Entry(), billing=Entry())
    workspace = run.workspaces[LOANS]
    workspace.bulk_fails = workspace.realtime_fails = REFUSED
    ages = []

    def recovers() -> None:
        ages.append({run.time.now - wait.measured_at for wait in run.waits().values()})
        workspace.list_fails = None

    run.at = {15: changes(workspace, list_fails=fault), 30: recovers}

    (report,) = run.runs(15)

    assert ages == [{30}]
    assert [second for _, second in run.read_at] == [0, 15, 30, 45]
    assert {wait.measured_at for wait in run.waits().values()} == {FIRST_POLL_AT + 45}
    assert (report.refreshed, report.kept, report.readings) == (2, 0, 4)
    assert LOANS in {each.subject for each in report.failures}


def test_one_report_a_run_counts_each_queue_once_and_how_often_it_was_read(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "waittimes.poller")
    run = run_of(sales=Entry(), claims=Entry(cumulative=cumulative(None), cumulative_alone=REFUSED), billing=Entry())

    run.runs(20)

    (told,) = [vars(record) for record in caplog.records if record.message == "poll.finished"]
    assert {name: told[name] for name in ("readings", "listed", "refreshed", "kept", "failed")} == {
        "readings": 3,
        "listed": 3,
        "refreshed": 2,
        "kept": 1,
        "failed": 1,
    }
    assert (told["seconds"], told["oldest_age_seconds"]) == (0, 0)


def test_a_queue_deleted_within_the_run_is_not_missed() -> None:
    run = run_of(sales=Entry(), billing=Entry())
    run.at[30] = changes(run.workspaces[LOANS], queues={SALES: Entry()})

    (report,) = run.runs(30)

    assert (report.listed, report.refreshed, report.kept) == (2, 2, 0)
    assert set(run.waits()) == {SALES}


def test_what_was_learned_is_stored_once_a_run(measured: list[dict[str, Measured]]) -> None:
    run = run_of(sales=Entry(), billing=Entry())
    run.stores_state = True

    for _ in range(10):
        run.runs(15)

    versions = {key: item["version"]["N"] for key, item in run.table.items.items() if key.endswith("#experience")}
    assert versions == {f"{LOANS}#{digit}#experience": "1" for digit in "13"}
    assert len(measured) == 40


def test_more_workspaces_than_are_read_at_once_are_all_read_again() -> None:
    sids = tuple(f"WS{number:032x}" for number in range(40))
    run = Run({sid: Workspace({SALES: Entry()}) for sid in sids}, (account("many", "4", *sids),))
    barrier = threading.Barrier(40)

    def all_wait(_: float) -> None:
        barrier.wait(20)
        run.time.now = FIRST_POLL_AT + 30

    (report,) = run.runs(30, Deadline(FIRST_POLL_AT + 50, run.time.clock, all_wait))

    assert (report.readings, report.refreshed, report.failures) == (2, 40, [])
    assert sorted(run.read_at) == sorted((sid, second) for sid in sids for second in (0, 30))


def test_a_reading_that_hangs_leaves_what_the_run_had_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "LEAST_SECONDS", 0.05)
    run, ends = run_of(sales=Entry()), threading.Event()

    def hangs_the_second_time(workspace_sid: str) -> None:
        run.read_at.append((workspace_sid, 0))
        ends.wait(20 * (len(run.read_at) - 1))

    monkeypatch.setattr(run, "happens", hangs_the_second_time)

    (report,) = run.runs(0.2, Deadline.in_seconds(0.6))
    ends.set()

    assert (report.refreshed, report.readings) == (1, 2)
    assert report.failures == [Failure(LOANS, "not finished before the deadline")]


def test_a_queue_of_the_first_reading_that_had_no_turn_has_it_in_the_next() -> None:
    late = queue_sid(0xE5)
    run = Run({LOANS: Workspace({late: Entry(cumulative=cumulative(None), cumulative_alone=REFUSED)})})
    run.at[30] = changes(run.workspaces[LOANS].queues[late], cumulative_alone=cumulative(60))

    (report,) = run.runs(30)

    assert run.waits()[late].evidence["history"] == 60
    assert report.refreshed == 1
