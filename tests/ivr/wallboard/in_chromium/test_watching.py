"""The board in a real browser: it follows the table, says when nothing new comes, and heals by itself."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from ops.waits import heard
from ops.waits.show import rows
from tests.fakes.waits import busy_contact_centre
from tests.ivr.phone_under_test import CLAIMS, LOANS, TRAVEL, PhoneUnderTest
from tests.ivr.wallboard.browser import LEADS
from tests.ivr.wallboard.in_chromium.looking import Board
from waittimes import cache
from waittimes.settings.config import Config
from waittimes.wait import Basis

pytestmark = pytest.mark.slow

SENTENCE = ".said"


def row(page: Page, name: str) -> Locator:
    return page.locator(f'tr[data-name="{name}"]')


def test_its_rows_are_those_of_ops_show(board: Board, phone: PhoneUnderTest) -> None:
    config = Config(accounts=(TRAVEL,), lines=(CLAIMS,), public_url="")
    answering = replace(heard.phone(config, phone.table), clock=phone.time)
    sid = CLAIMS.workspace_sid
    waits = {wait.queue_sid: wait for wait in cache.all_waits(phone.table, sid)}
    (printed,) = rows(config, answering, sid, waits)
    assert printed.wait

    cells = row(board.opens(), "claims").locator("td.figure").all_inner_texts()
    page_said = row(board.opens(), "claims").locator(SENTENCE).inner_text()

    assert page_said == f"“{printed.sentence}”"
    assert [cells[place] for place in (0, 2, 3, 4)] == [
        str(each)
        for each in (printed.wait.pending, printed.wait.agents_free, printed.wait.agents_busy, printed.wait.answered)
    ]


def test_a_new_measurement_appears_by_itself(board: Board, phone: PhoneUnderTest) -> None:
    page = board.opens(stops_the_clock=True)
    expect(row(page, "claims").locator("b").first).to_have_text("2–6")

    phone.now += 20
    phone.knows(CLAIMS, 480, Basis.LINE, ends=(400, 590), age=1)
    board.passes(page, 16)

    expect(row(page, "claims").locator(".wait b")).to_have_text("6–10")


def test_a_dead_poller_raises_a_banner_and_a_living_one_lowers_it(board: Board, phone: PhoneUnderTest) -> None:
    page = board.opens(stops_the_clock=True)
    late = page.locator("#late")
    board.passes(page, 160)
    expect(late).to_be_hidden()

    board.passes(page, 25)
    expect(late).to_be_visible()
    expect(late).to_contain_text("Nothing new has been measured for 3 min")
    expect(row(page, "claims")).to_have_attribute("data-status", "Ageing")

    for line in (CLAIMS, LOANS):
        phone.knows(line, 240, Basis.LINE, age=1)
    board.passes(page, 20)
    expect(late).to_be_hidden()


def test_without_the_network_it_says_so_and_with_it_goes_on(board: Board, phone: PhoneUnderTest) -> None:
    page = board.opens(stops_the_clock=True)
    offline = page.locator("#offline")
    page.context.set_offline(offline=True)
    board.passes(page, 50)
    expect(offline).to_be_visible()
    expect(offline).to_have_text("Not updating for 50 s: the server does not answer.")

    board.passes(page, 700)
    expect(row(page, "claims")).to_have_class(re.compile("has-gone-stale"))
    expect(row(page, "claims").locator(".badge")).to_have_text("Too old")
    expect(row(page, "claims").locator("time")).to_have_text("12 min 38 s")

    phone.knows(CLAIMS, 61, Basis.LINE, age=2)
    page.context.set_offline(offline=False)
    board.passes(page, 16)
    expect(offline).to_be_hidden()
    expect(row(page, "claims").locator(".badge")).to_have_text("Calm")
    expect(row(page, "claims").locator(".wait b")).to_have_text("about 2")


def test_a_server_that_is_busy_is_said_to_be_busy(board: Board, phone: PhoneUnderTest) -> None:
    page = board.opens(stops_the_clock=True)
    page.route("**/board", lambda route: route.fulfill(status=503))

    board.passes(page, 50)

    expect(page.locator("#offline")).to_contain_text("the server is busy, or the table does not answer")
    page.unroute("**/board")
    phone.knows(CLAIMS, 61, Basis.LINE, age=2)
    board.passes(page, 16)
    expect(page.locator("#offline")).to_be_hidden()


def test_a_pause_stops_every_request_and_says_how_old_the_page_is(board: Board) -> None:
    page = board.opens(stops_the_clock=True)
    page.get_by_role("button", name="Pause").click()
    before = len(board.asked)

    board.passes(page, 65)

    assert len(board.asked) == before
    expect(page.locator("#offline")).to_contain_text("Paused. What you see is 1 min")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#offline")).to_be_hidden()
    assert len(board.asked) == before + 1


def test_most_of_its_questions_are_answered_with_nothing_new(board: Board) -> None:
    page = board.opens(stops_the_clock=True)
    answers: list[int] = []
    page.on("response", lambda each: answers.append(each.status) if each.url.endswith("/board") else None)

    board.passes(page, 120)

    assert answers == [304] * 8


def test_only_a_change_of_state_is_spoken(board: Board, phone: PhoneUnderTest) -> None:
    page = board.opens(stops_the_clock=True)
    spoken = page.get_by_role("status")
    phone.now += 10
    phone.knows(CLAIMS, 250, Basis.LINE, ends=(150, 350), age=1)
    board.passes(page, 16)
    expect(row(page, "claims").locator("small")).to_contain_text("4:10")
    assert spoken.inner_text() == ""

    phone.knows(CLAIMS, None, Basis.UNSTAFFED, age=1)
    board.passes(page, 16)

    expect(spoken).to_have_text("claims: Nobody here.")


@pytest.fixture
def many_lines(phone: PhoneUnderTest) -> None:
    """Give the phone eleven lines, of which a wall shows eight at a time."""
    phone.lines = tuple(replace(CLAIMS, name=f"line-{number:02}", numbers=()) for number in range(11))


def test_on_a_wall_pages_of_rows_take_turns(many_lines: None, board: Board) -> None:  # noqa: ARG001 - before `board`
    page = board.opens("/board?view=wall", stops_the_clock=True)
    names = page.locator("tr.row .name")
    expect(page.locator(".top")).to_be_hidden()
    expect(names).to_have_text([f"line-{number:02}" for number in range(8)])

    board.passes(page, 20)
    expect(names).to_have_text(["line-08", "line-09", "line-10"])
    board.passes(page, 15)
    expect(names).to_have_count(3)

    board.passes(page, 5)
    expect(names).to_have_count(8)


def test_thousands_of_task_queues_can_be_searched(board: Board, phone: PhoneUnderTest) -> None:
    waits = tuple(replace(each, measured_at=phone.now - 4) for each in busy_contact_centre(5000))
    sids = frozenset(wait.queue_sid for wait in waits)
    measurement = cache.Measurement(TRAVEL.workspace_sids[0], waits, sids, phone.now - 4)
    assert cache.refresh(phone.table, measurement, now=phone.now) == {}

    page = board.opens("/board/queues")
    expect(page.locator("tr.row")).to_have_count(200)
    page.get_by_label("Find a task queue").fill("Turin Sales 4")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("of 5,001 task queues")
    names = page.locator("tr.row .name").all_inner_texts()
    assert names
    assert all(name.startswith("Turin Sales 4") for name in names)


def test_it_works_without_a_script(board: Board) -> None:
    page = board.opens("/board", java_script_enabled=False)

    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "15"
    page.get_by_role("link", name="claims").click()

    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    assert page.get_by_role("button", name="Pause").count() == 0


def test_muted_on_the_page_the_next_call_hears_no_number_and_unmuted_it_does(
    board: Board, phone: PhoneUnderTest
) -> None:
    def heard() -> str:
        caller = phone.caller()
        caller.dials(f"{board.url}/voice/claims")
        return " ".join(caller.heard_everything)

    assert "between 2 and 6 minutes" in heard()
    page = board.opens("/board?open=claims", passphrase=LEADS)
    page.get_by_label("Why").fill("wrong since noon")
    page.get_by_role("button", name="Mute", exact=True).click()
    expect(page.get_by_text("set by leads")).to_be_visible()
    assert "minutes" not in heard()

    page.goto("/board?open=claims")
    expect(row(page, "claims").locator(".badge")).to_have_text(["Calm", "Muted"])
    expect(row(page, "claims")).to_contain_text("Muted by leads (wrong since noon) at")
    expect(row(page, "claims")).to_contain_text("Without it: “Your estimated wait is between 2 and 6")
    page.get_by_role("button", name="Unmute").click()
    expect(page.get_by_text("set by leads")).to_be_hidden()
    assert "between 2 and 6 minutes" in heard()


def test_a_form_that_somebody_fills_in_stays(board: Board, phone: PhoneUnderTest) -> None:
    page = board.opens("/board?open=claims", passphrase=LEADS, stops_the_clock=True)
    page.get_by_label("Why").fill("half a rea")
    phone.now += 1
    phone.knows(CLAIMS, 480, Basis.LINE, age=1)

    board.passes(page, 40)
    assert page.get_by_label("Why").input_value() == "half a rea"
    board.passes(page, 10)
    expect(page.locator("#offline")).to_have_text("Not updating for 50 s: you are filling in a form.")
    expect(row(page, "claims").locator(".wait b")).to_have_text("2–6")

    page.get_by_label("Why").fill("")
    page.get_by_role("link", name="claims").focus()
    board.passes(page, 16)
    expect(row(page, "claims").locator(".wait b")).to_have_text("about 8")
