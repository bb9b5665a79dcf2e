"""The estimator learns once from the scores of answered calls, and a failure to read them fails no poll."""

import pytest

from poller.estimation import calibration
from poller.estimation.snapshot import Snapshot
from poller.estimation.state import Calibration, QueueState, WorkspaceState
from poller.poll import Poller
from poller.setup import PollSetup
from poller.workspace.state_store import STORE_EVERY_POLLS
from tests.fakes.statistics import BUSY_HOUR
from tests.fakes.statistics_source import FakeStatisticsSource
from tests.fakes.waits import queue_sid
from tests.poller.two_accounts import FIRST_POLL_AT, LOANS, SALES, TwoAccounts, account, three_queues
from waittimes import feedback
from waittimes.score import CallerClass, Score, score_call
from waittimes.settings.config import Line

BANK = account("bank", "2", LOANS)
LINE = Line(
    name="loans",
    account=BANK,
    workspace_sid=LOANS,
    workflow_sid="WW" + "3" * 32,
    task_queue_sid=SALES,
    numbers=(),
)
LATE = score_call(promised=200, waited=260, low=150, high=240)


def hundred(score: Score) -> Score:
    """Return what a hundred such calls show."""
    return Score(**{name: 100 * getattr(score, name) for name in Score.__slots__})


def test_callers_who_waited_longer_than_promised_raise_the_factor_and_the_high_end() -> None:
    correction = Calibration()

    calibration.learn_from_score(correction, hundred(LATE), head_is_seen=False)

    assert 1.0 < calibration.bias_correction(correction) < 1.3
    assert correction.high_quantile > Calibration().high_quantile
    assert correction.low_quantile > Calibration().low_quantile


def test_as_many_beyond_either_end_as_there_should_be_leave_the_range_alone() -> None:
    correction = Calibration()

    calibration.learn_from_score(correction, Score(calls=100, ranged=100, above=10, below=10), head_is_seen=False)

    assert (correction.low_quantile, correction.high_quantile) == (
        Calibration().low_quantile,
        Calibration().high_quantile,
    )


def test_where_the_head_of_the_line_is_seen_answered_calls_teach_the_range_alone() -> None:
    """Answered callers have not hung up, so their waits are shorter than the waits that callers are offered."""
    correction = Calibration()

    calibration.learn_from_score(correction, hundred(LATE), head_is_seen=True)

    assert calibration.bias_correction(correction) == 1.0
    assert correction.high_quantile > Calibration().high_quantile


def test_the_head_of_the_line_is_of_the_last_priority_and_where_it_is_told() -> None:
    def taught(priority: int, *, told: bool) -> float:
        state = QueueState(calibrations={0: Calibration(), 10: Calibration()})
        snapshot = Snapshot(at=FIRST_POLL_AT, statistics=BUSY_HOUR, has_shown_longest_wait=told)
        known = WorkspaceState({SALES: state}, {SALES: snapshot})
        calibration.learn_from_calls(known, {CallerClass(SALES, priority): LATE})
        return state.calibrations[priority].actual_seconds

    assert [taught(0, told=True), taught(0, told=False), taught(10, told=True)] == [0, 260, 260]


def test_what_was_promised_is_compared_as_it_was_before_it_was_corrected() -> None:
    """Otherwise a correct factor would look wrong, and would be unlearned."""
    correction = Calibration(predicted_seconds=100_000, actual_seconds=124_000)
    before = calibration.bias_correction(correction)

    calls = Score(calls=500, long=500, long_promised=100_000, long_waited=100_000)

    calibration.learn_from_score(correction, calls, head_is_seen=False)

    assert calibration.bias_correction(correction) == pytest.approx(before, abs=0.02)


def test_callers_whose_priority_is_not_told_apart_teach_about_the_last_to_be_served() -> None:
    known = WorkspaceState({SALES: QueueState(calibrations={0: Calibration(), 10: Calibration()})})

    calibration.learn_from_calls(known, {CallerClass(SALES, 5): LATE, CallerClass(SALES, 10): LATE})
    calibration.learn_from_calls(known, {CallerClass(queue_sid(7), 0): LATE})

    assert known.queues[SALES].calibrations[0].actual_seconds == 260
    assert known.queues[SALES].calibrations[10].actual_seconds == 260
    assert known.queues.keys() == {SALES}


def test_where_taskrouter_tells_no_priorities_the_calls_that_were_scored_tell_how_callers_divide() -> None:
    silent, telling = QueueState(calibrations={0: Calibration()}), QueueState(calibrations={0: Calibration()})
    shown = Snapshot(at=FIRST_POLL_AT, statistics=BUSY_HOUR, has_shown_priorities=True)
    added = {0: Score(calls=30), 10: Score(calls=10)}

    for known in (WorkspaceState({SALES: silent}), WorkspaceState({SALES: telling}, {SALES: shown})):
        calibration.learn_from_calls(known, {CallerClass(SALES, priority): score for priority, score in added.items()})

    assert telling.served_seconds == {}
    assert silent.served_seconds == {0: 30 * silent.handle_seconds, 10: 10 * silent.handle_seconds}


class Bank:
    """A bank whose calls are scored, polled every minute."""

    def __init__(self) -> None:
        self.two_accounts = TwoAccounts(workspaces={LOANS: three_queues()}, accounts=(BANK,))
        self.table = self.two_accounts.table

    def polls(self, times: int) -> None:
        source = FakeStatisticsSource(self.two_accounts.workspaces)
        for _ in range(times):
            self.two_accounts.now += 60
            poller = Poller(
                accounts=(BANK,),
                connect=lambda *_: source,
                setup=PollSetup(self.table, lambda: self.two_accounts.now, lines=(LINE,), stores_state=True),
                memories=self.two_accounts.memories,
            )
            assert [each.failures for each in poller.refresh()] == [[]]

    @property
    def high_end(self) -> float:
        return self.two_accounts.memories[LOANS].state.queues[SALES].calibrations[0].high_quantile


def scored(bank: Bank) -> None:
    feedback.add(bank.table, LINE, LATE, now=FIRST_POLL_AT)


def test_a_call_that_was_scored_is_learned_from_within_ten_polls_and_only_once() -> None:
    bank, silent = Bank(), Bank()
    bank.polls(1)
    silent.polls(1)
    scored(bank)

    bank.polls(3 * STORE_EVERY_POLLS)
    silent.polls(3 * STORE_EVERY_POLLS)

    one_call_too_late = 0.007 * 0.9
    assert bank.high_end - silent.high_end == pytest.approx(one_call_too_late)
