"""The reasons for an estimate, as an operator reads them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.waits.why import why
from tests.fakes.waits import wait_of
from tests.pages import CACHE, text
from waittimes.wait import Basis

LINE = {"ahead": 14, "per_minute": 3.1, "hangs_up": 0.11, "history": 210, "agents": 6.0}


def of_the_line(**evidence: float) -> str:
    return why(wait_of(4, basis=Basis.LINE, evidence=evidence))


def test_an_estimate_of_the_line_is_explained_by_the_line() -> None:
    sentence = of_the_line(**LINE)

    assert sentence == "14 ahead, 3.1 answered a minute, 1 in 9 hangs up"
    assert f'"{sentence}"' in text(CACHE)


def test_an_estimate_from_history_is_explained_by_the_calls_it_is_the_mean_of() -> None:
    wait = wait_of(4, basis=Basis.HISTORY, evidence={"history": 214.7})

    assert why(wait) == "17 answered within 15 minutes waited 3:35 on average"
    assert why(wait_of(4, basis=Basis.HISTORY, evidence={})) == "17 answered within 15 minutes"


@pytest.mark.parametrize("basis", [Basis.AGENT_FREE, Basis.UNSTAFFED, Basis.UNKNOWN])
def test_where_there_is_no_estimate_there_is_nothing_to_explain(basis: Basis) -> None:
    assert why(wait_of(4, basis=basis, evidence=LINE)) == "-"


def test_what_is_not_known_is_left_out() -> None:
    assert of_the_line(ahead=7) == "7 ahead"
    assert of_the_line(per_minute=2) == "2.0 answered a minute"
    assert of_the_line() == "-"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "hardly anybody hangs up"),
        (0.004, "hardly anybody hangs up"),
        (0.01, "1 in 100 hangs up"),
        (0.25, "1 in 4 hangs up"),
        (0.33, "1 in 3 hangs up"),
        (0.34, "3 in 10 hang up"),
        (0.68, "7 in 10 hang up"),
        (1, "10 in 10 hang up"),
    ],
)
def test_a_share_is_said_as_one_would_say_it(share: float, words: str) -> None:
    assert of_the_line(hangs_up=share) == words


@given(st.floats(0, allow_nan=False, allow_infinity=False))
def test_no_share_is_said_to_be_more_than_all(share: float) -> None:
    numbers = [int(each) for each in re.findall(r"[0-9]+", of_the_line(hangs_up=share))]

    assert not numbers or 0 < numbers[0] <= numbers[1]
