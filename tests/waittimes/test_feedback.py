"""The sums of a class of callers: what calls add, what the poller reads, and the cost of both."""

from dataclasses import fields
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import WORKSPACE, queue_sid
from tests.waittimes.scores import scores
from tests.waittimes.tables_under_test import NOW, TableUnderTest
from waittimes import feedback
from waittimes.feedback import Totals
from waittimes.score import NO_SCORE, CallerClass, Score, score_call
from waittimes.settings.config import Account, Line
from waittimes.table import TableUnavailable

ACCOUNT = Account(name="travel", sid="AC" + "1" * 32, auth_tokens=(), workspace_sids=(WORKSPACE,))
SCORE = score_call(promised=250, waited=300, low=180, high=290, history=190)
SALES, URGENT = CallerClass(queue_sid(1), 0), CallerClass(queue_sid(1), 50)


def line(number: int = 1, priority: int = 0, workspace: str = WORKSPACE) -> Line:
    return Line(
        name=f"line-{number}",
        account=ACCOUNT,
        workspace_sid=workspace,
        workflow_sid="WW" + "3" * 32,
        task_queue_sid=queue_sid(number),
        numbers=(),
        priority=priority,
    )


def key(priority: int = 0) -> str:
    return f"{WORKSPACE}#{queue_sid(1)}#{priority}#feedback"


@given(st.lists(scores, max_size=8))
def test_scores_are_read_back_as_their_sum(shown: list[Score]) -> None:
    table = MemoryTable()
    for number, each in enumerate(shown):
        feedback.add(table, line(), each, now=NOW + number)

    (found,) = feedback.read(table, WORKSPACE, {SALES}).values()

    assert found == Totals(reduce(Score.plus, shown, NO_SCORE), int(NOW) if shown else None)


def test_what_is_read_from_dynamodb_is_what_was_added(under_test: TableUnderTest) -> None:
    feedback.add(under_test.table, line(), SCORE, now=NOW)
    feedback.add(under_test.table, line(), SCORE, now=NOW)

    assert feedback.read(under_test.table, WORKSPACE, {SALES}) == {SALES: Totals(SCORE.plus(SCORE), int(NOW))}


def test_callers_of_another_priority_are_a_class_of_their_own() -> None:
    table = MemoryTable()
    feedback.add(table, line(priority=50), SCORE, now=NOW)

    found = feedback.read(table, WORKSPACE, {SALES, URGENT})

    assert found == {SALES: Totals(), URGENT: Totals(SCORE, int(NOW))}


def test_sums_expire_four_weeks_after_the_last_call(under_test: TableUnderTest) -> None:
    feedback.add(under_test.table, line(), SCORE, now=NOW)

    assert int(under_test.item(key())["expires_at"]["N"]) == int(NOW) + 28 * 86_400


def test_an_item_that_somebody_else_has_written_is_read_as_far_as_it_makes_sense(under_test: TableUnderTest) -> None:
    under_test.store({"ID": {"S": key()}, "calls": {"N": "12"}, "waited": {"S": "long"}, "rows": {"B": b"garbage"}})

    assert feedback.read(under_test.table, WORKSPACE, {SALES}) == {SALES: Totals(Score(calls=12))}


def test_a_table_that_cannot_be_read_raises_its_error_code() -> None:
    table = MemoryTable()
    table.fails("InternalServerError", key=key(50))

    with pytest.raises(TableUnavailable, match="InternalServerError"):
        feedback.read(table, WORKSPACE, {SALES, URGENT}, at_once=4)


def test_a_call_costs_one_write_unit_and_a_class_one_read_unit_however_long_it_has_been_kept() -> None:
    table = MemoryTable()
    feedback.add(table, line(), Score(**{each.name: 123_456_789_012 for each in fields(Score)}), now=NOW)
    table.units = Units()

    feedback.add(table, line(), SCORE, now=NOW)
    feedback.read(table, WORKSPACE, {SALES})

    assert table.units == Units(reads=1, writes=1, read_units=1, write_units=1)


def test_the_classes_of_a_workspace_are_those_of_the_lines_that_lead_into_it() -> None:
    lines = [line(1), line(1, 50), line(1), line(2, workspace="WS" + "6" * 32)]

    assert feedback.classes(lines, WORKSPACE) == {SALES, URGENT}
