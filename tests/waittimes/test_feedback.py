"""What promises were worth: one call's score, the sums of a class of callers, and what is new in them."""

from dataclasses import asdict, fields
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import WORKSPACE, queue_sid
from tests.waittimes.tables_under_test import NOW, TableUnderTest
from waittimes import feedback
from waittimes.feedback import CallerClass, Totals
from waittimes.score import NO_SCORE, Score, score_call
from waittimes.settings.config import Account, Line
from waittimes.table import TableUnavailable

ACCOUNT = Account(name="travel", sid="AC" + "1" * 32, auth_tokens=(), workspace_sids=(WORKSPACE,))
SCORE = score_call(promised=250, waited=300, low=180, high=290, history=190)
SALES, URGENT = CallerClass(queue_sid(1), 0), CallerClass(queue_sid(1), 50)

seconds = st.integers(0, 0xFFFFF)
scores = st.builds(
    score_call,
    promised=seconds,
    waited=st.integers(0, 9_999_999),
    low=st.none() | seconds,
    high=st.none() | seconds,
    history=st.none() | seconds,
)
sums = st.builds(Score, **{each.name: st.integers(0, 10**12) for each in fields(Score)})


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


def test_one_call_shows_how_far_off_the_promise_was_and_how_far_history_would_have_been() -> None:
    assert (
        Score(
            calls=1,
            promised=250,
            waited=300,
            error=50,
            ranged=1,
            above=1,
            long=1,
            long_promised=250,
            long_waited=300,
            compared=1,
            compared_waited=300,
            compared_error=50,
            history=190,
            history_error=110,
        )
        == SCORE
    )


@pytest.mark.parametrize(
    ("waited", "above", "below"), [(179, 0, 1), (180, 0, 0), (240, 0, 0), (290, 0, 0), (291, 1, 0)]
)
def test_a_wait_at_the_end_of_its_range_is_inside(waited: int, above: int, below: int) -> None:
    found = score_call(promised=250, waited=waited, low=180, high=290)

    assert (found.ranged, found.above, found.below) == (1, above, below)


@pytest.mark.parametrize(("low", "high"), [(None, None), (180, None), (None, 290)])
def test_half_a_range_is_none(low: int | None, high: int | None) -> None:
    assert score_call(promised=250, waited=999, low=low, high=high).ranged == 0


def test_a_promise_of_less_than_a_minute_says_nothing_of_a_bias() -> None:
    assert score_call(promised=59, waited=61).long == 0
    assert score_call(promised=60, waited=7).long == 1


def test_without_history_nothing_is_compared() -> None:
    found = score_call(promised=250, waited=300)

    assert (found.compared, found.compared_error, found.history_error) == (0, 0, 0)


@given(scores)
def test_no_score_of_a_call_is_below_nothing_or_more_than_a_call(found: Score) -> None:
    assert all(number >= 0 for number in asdict(found).values())
    assert found.calls == 1
    assert found.above + found.below <= 2 * found.ranged <= 2 * found.calls
    assert found.error == abs(found.waited - found.promised)
    assert found.compared_error == found.error * found.compared


@given(sums, sums)
def test_what_has_come_to_a_sum_is_what_was_added(before: Score, added: Score) -> None:
    assert before.plus(added).less(before) == added
    assert before.less(before) == NO_SCORE


@given(sums, sums)
def test_what_has_come_to_a_sum_is_never_less_than_nothing(one: Score, other: Score) -> None:
    assert all(number >= 0 for number in asdict(one.less(other)).values())


@given(st.lists(scores, max_size=8))
def test_what_calls_show_is_read_back_as_their_sum(shown: list[Score]) -> None:
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


def test_a_table_that_cannot_be_read_tells_so() -> None:
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


def test_only_the_classes_that_lines_lead_to_are_of_interest_to_a_workspace() -> None:
    lines = [line(1), line(1, 50), line(1), line(2, workspace="WS" + "6" * 32)]

    assert feedback.classes(lines, WORKSPACE) == {SALES, URGENT}
