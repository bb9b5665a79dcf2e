"""When the checks call an announced wait wrong, and when chance explains the difference."""

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.ops.checking.stored_waits import of_table, one_line, score, store
from waittimes.score import score_call, score_shortly
from waittimes.wait import Basis

pytestmark = pytest.mark.usefixtures("aws_credentials", "nowhere")


def test_a_wait_that_is_off_by_three_is_a_problem(table: MemoryTable) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_call(promised=120, waited=waited) for waited in (340, 350, 360, 370, 380, 360)))

    (told,) = [each for each in of_table(config, table) if each.startswith("DO")]

    assert told.startswith(
        "DO   line default: callers were promised 2:00 and waited 6:00 on average (6 calls): mute it"
    )
    assert "python -m ops explain default" in told


def test_shortly_that_took_minutes_is_a_problem(table: MemoryTable) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_shortly(waited=waited) for waited in (250, 260, 30, 240, 280)))

    (told,) = [each for each in of_table(config, table) if each.startswith("DO")]

    assert told.startswith(
        'DO   line default: callers were told "shortly" and waited 3:32 on average (5 calls): mute it'
    )


def test_shortly_that_took_one_caller_long_is_no_problem(table: MemoryTable) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_shortly(waited=waited) for waited in (20, 30, 15, 25, 3000)))

    assert not [each for each in of_table(config, table) if each.startswith("DO")]


def test_an_agent_who_is_free_needs_no_look_at_the_past(table: MemoryTable) -> None:
    store(table, answered=31, evidence={"history": 720.0}, basis=Basis.AGENT_FREE)

    assert not [each for each in of_table(one_line(), table) if each.startswith("note")]


@pytest.mark.parametrize(
    "scores",
    [
        [(120, 360)] * 4,
        [(120, 200)] * 9,
        [(20, 70)] * 9,
        [(600, 0), (0, 600)] * 9,
        [(600, 20), (10, 900), (15, 800), (500, 30), (20, 300), (700, 1500)],
    ],
    ids=["too few calls", "less than twice", "less than a minute", "off in both directions", "mostly by chance"],
)
def test_what_chance_explains_is_no_problem(table: MemoryTable, scores: list[tuple[int, int]]) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_call(promised=told, waited=waited) for told, waited in scores))

    assert not [each for each in of_table(config, table) if each.startswith("DO")]


def test_an_estimate_far_from_what_the_last_callers_waited_is_a_note(table: MemoryTable) -> None:
    store(table, answered=31, evidence={"history": 720.0})

    (told,) = [each for each in of_table(one_line(), table) if each.startswith("note")]

    assert told == (
        "note line default: the estimate is 4:00, and the 31 callers answered in the last 15 minutes waited 12:00 on"
        " average (python -m ops explain default)"
    )
