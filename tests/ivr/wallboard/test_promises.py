"""What promises were worth, by day."""

import re

from tests.ivr.phone_under_test import CLAIMS, NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR, Browser
from tests.ivr.wallboard.past import remember
from waittimes.score import Score, score_call


def days(phone: PhoneUnderTest) -> list[tuple[str, str]]:
    """Return each day of the page with its calls."""
    browser = Browser(phone.app())
    browser.signs_in(FLOOR)
    page = browser.get("/board/promises?open=claims").text
    return re.findall(r'<th scope="row">(\d{4}-\d\d-\d\d)</th><td class="figure">(\d+)</td>', page)


def test_a_day_has_the_calls_that_ended_in_it(phone: PhoneUnderTest) -> None:
    call = score_call(promised=200, waited=230, low=100, high=220, history=330)
    remember(
        phone.table, CLAIMS, now=NOW, seconds=dict.fromkeys(range(1, 5), 190), totals={2: call, 1: call.plus(call)}
    )

    assert days(phone) == [("2026-11-18", "2")]


def test_a_day_without_any_history_is_left_out_and_is_no_day_without_calls(phone: PhoneUnderTest) -> None:
    remember(phone.table, CLAIMS, now=NOW - 48 * 3600, seconds={1: 190}, totals={1: Score()})

    assert days(phone) == [("2026-11-16", "0")]


def test_without_a_history_no_day_is_shown(phone: PhoneUnderTest) -> None:
    assert days(phone) == []
