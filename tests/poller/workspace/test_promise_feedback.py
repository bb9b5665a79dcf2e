"""New feedback: every call is read exactly once."""

import random
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.workspace import promise_feedback
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import WORKSPACE, queue_sid
from waittimes import feedback
from waittimes.feedback import Totals
from waittimes.score import NO_SCORE, CallerClass, Score, score_call
from waittimes.settings.config import Account, Line

NOW = 1_790_000_000.0
SALES, URGENT = CallerClass(queue_sid(1), 0), CallerClass(queue_sid(1), 50)
SCORE = score_call(promised=250, waited=300, low=180, high=290, history=190)
LINE = Line(
    name="sales",
    account=Account(name="travel", sid="AC" + "1" * 32, auth_tokens=(), workspace_sids=(WORKSPACE,)),
    workspace_sid=WORKSPACE,
    workflow_sid="WW" + "3" * 32,
    task_queue_sid=SALES.queue_sid,
    numbers=(),
)
scores = st.builds(score_call, promised=st.integers(0, 9000), waited=st.integers(0, 9000))


def test_only_what_was_added_since_is_new() -> None:
    seen = {SALES: Totals(SCORE, 100), URGENT: Totals()}
    now = {SALES: Totals(SCORE.plus(SCORE), 100), URGENT: Totals(SCORE, 200)}

    assert promise_feedback.difference(seen, now) == {SALES: SCORE, URGENT: SCORE}
    assert promise_feedback.difference(now, now) == {}


def test_a_class_that_is_looked_at_for_the_first_time_tells_nothing_new() -> None:
    assert promise_feedback.difference({}, {SALES: Totals(SCORE, 100)}) == {}


def test_a_class_that_was_not_read_this_time_is_told_of_the_next_time() -> None:
    seen = {SALES: Totals(SCORE, 100)}

    assert promise_feedback.difference(seen, {}) == {}
    assert promise_feedback.difference(seen, {SALES: Totals(SCORE.plus(SCORE), 100)}) == {SALES: SCORE}


def test_sums_that_expired_and_were_begun_anew_are_new_as_a_whole() -> None:
    long_ago = {SALES: Totals(Score(calls=500, waited=99_000), 100)}

    assert promise_feedback.difference(long_ago, {SALES: Totals(SCORE, 900)}) == {SALES: SCORE}
    assert promise_feedback.difference(long_ago, {SALES: Totals()}) == {}


def test_a_reading_that_is_older_than_the_last_one_tells_nothing_new() -> None:
    assert promise_feedback.difference({SALES: Totals(SCORE.plus(SCORE), 100)}, {SALES: Totals(SCORE, 100)}) == {}


@given(st.lists(scores, max_size=12), st.randoms(use_true_random=False))
def test_each_listener_hears_of_every_call_once(shown: list[Score], rng: random.Random) -> None:
    table, seen, told = MemoryTable(), dict[CallerClass, Totals](), NO_SCORE
    promise_feedback.read_new(table, WORKSPACE, {SALES}, seen)
    for each in [*shown, None]:
        if each:
            feedback.add(table, LINE, each, now=NOW)
        if each is None or rng.random() < 0.4:
            told = told.plus(promise_feedback.read_new(table, WORKSPACE, {SALES}, seen).get(SALES, NO_SCORE))

    assert told == reduce(Score.plus, shown, NO_SCORE)


def test_a_table_that_fails_is_told_in_the_log_and_costs_no_call(caplog: pytest.LogCaptureFixture) -> None:
    table, seen = MemoryTable(), dict[CallerClass, Totals]()
    promise_feedback.read_new(table, WORKSPACE, {SALES, URGENT}, seen)
    feedback.add(table, LINE, SCORE, now=NOW)

    table.fails("InternalServerError")
    assert promise_feedback.read_new(table, WORKSPACE, {SALES, URGENT}, seen) == {}
    assert [vars(each)["reason"] for each in caplog.records] == ["InternalServerError"]

    table.recovers()
    assert promise_feedback.read_new(table, WORKSPACE, {SALES, URGENT}, seen) == {SALES: SCORE}
