"""What promises were worth, by day."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ivr.wallboard import patience
from ivr.wallboard.promises import AT_ONCE
from tests.ivr.phone_under_test import CLAIMS, NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import viewer
from tests.ivr.wallboard.past import remember
from waittimes.score import Score, score_call


def opened(phone: PhoneUnderTest) -> str:
    """Return the page with the line `claims` opened."""
    browser = viewer(phone)
    return browser.get("/board/promises?open=claims").text


def days(phone: PhoneUnderTest) -> list[tuple[str, str]]:
    """Return each day of the page with its calls."""
    return re.findall(r'<th scope="row">(\d{4}-\d\d-\d\d)</th><td class="figure">(\d+)</td>', opened(phone))


def test_a_day_has_the_calls_that_ended_in_it(phone: PhoneUnderTest) -> None:
    call = score_call(promised=200, waited=230, low=100, high=220, history=330)
    remember(
        phone.table, CLAIMS, now=NOW, seconds=dict.fromkeys(range(1, 5), 190), totals={2: call, 1: call.plus(call)}
    )

    assert days(phone) == [("2026-11-18", "2")]


def test_a_day_without_any_history_is_left_out_and_is_no_day_without_calls(phone: PhoneUnderTest) -> None:
    remember(phone.table, CLAIMS, now=NOW - 48 * 3600, seconds={1: 190}, totals={1: Score()})

    assert days(phone) == [("2026-11-16", "0")]


def test_without_a_history_no_day_is_shown_and_the_page_says_so(phone: PhoneUnderTest) -> None:
    assert days(phone) == []
    assert "The history holds no promises of claims." in opened(phone)


def test_a_table_that_hangs_holds_the_page_of_many_lines_no_longer_than_one_question(
    phone: PhoneUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.lines = tuple(replace(CLAIMS, name=f"claims{each}", numbers=()) for each in range(AT_ONCE + 5))
    browser = viewer(phone)
    asked: list[object] = []
    patient = patience.asked

    def counted(question: Callable[[], Any]) -> Any:
        asked.append(question)
        return patient(question)

    monkeypatch.setattr(patience, "asked", counted)
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.1)
    phone.table.seconds_to_answer = 0.4

    for path in ("/board/promises", "/board/api/promises"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "claims1" not in page.text
    assert len(asked) == 2
