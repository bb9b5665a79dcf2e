"""The board for everybody: axe finds nothing, the keyboard is enough, and every width from 320 px to 4K fits."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ivr import switch
from ivr.switch import Muting, Positions
from tests.ivr.phone_under_test import CLAIMS, PhoneUnderTest
from tests.ivr.wallboard.in_chromium.looking import Board
from tests.ivr.wallboard.past import remember
from waittimes.page import NO_PAGE

pytestmark = pytest.mark.slow

PAGES = ("/board", "/board?open=claims", "/board/queues", "/board/promises?open=claims", "/board?view=wall")
WIDTHS = (320, 768, 1366, 1920, 3840)


@pytest.fixture(autouse=True)
def _eventful(phone: PhoneUnderTest) -> None:
    """Give the board everything that it can show: a trend, a day, and a muted line."""
    remember(phone.table, CLAIMS, now=phone.now, seconds={back: 150 + back for back in range(1, 30)})
    switch.write(phone.table, Positions({"loans": Muting()}), replaces=NO_PAGE, now=phone.now)


def faults(page: Page) -> list[str]:
    """Return what axe-core complains of."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for each in found
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1366])
def test_axe_finds_nothing(board: Board, scheme: Literal["light", "dark"], width: int) -> None:
    page = board.opens(width=width, color_scheme=scheme)

    for path in PAGES:
        page.goto(path)
        assert faults(page) == [], path


def test_axe_finds_nothing_on_the_page_to_sign_in(board: Board) -> None:
    page = board.opens("/board")
    page.context.clear_cookies()
    page.goto("/board/sign-in")

    assert faults(page) == []


def test_axe_would_find_a_fault_and_the_policy_an_intruder(board: Board) -> None:
    page = board.opens("/board")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=data:,>'")

    assert any(each.startswith("image-alt") for each in faults(page))
    assert any("img-src" in each for each in board.violations)
    board.violations.clear()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_has_to_be_scrolled_sideways(board: Board, width: int) -> None:
    page = board.opens(width=width, height=width * 9 // 16 if width > 1000 else 640)

    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_wall_shows_all_its_rows_without_scrolling(board: Board) -> None:
    for width, height in ((1280, 720), (1920, 1080), (3840, 2160)):
        page = board.opens("/board?view=wall", width=width, height=height)
        rows = page.locator("tr.row")
        lowest = max(box["y"] + box["height"] for each in rows.all() if (box := each.bounding_box()))
        # Two of the eight rows for which a wall has room.
        assert lowest <= height * (0.12 + 2 * 0.11)


def test_the_keyboard_alone_opens_a_row_and_stays_where_it_was(board: Board) -> None:
    page = board.opens("/board", stops_the_clock=True)
    link = page.get_by_role("link", name="claims")
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("(each) => each === document.activeElement"):
            break
    outline = link.evaluate("(each) => getComputedStyle(each).outlineStyle")
    page.keyboard.press("Enter")

    opened = page.get_by_role("link", name="claims")
    expect(opened).to_have_attribute("aria-expanded", "true")
    assert outline == "solid"
    opened.focus()
    board.phone.knows(CLAIMS, 500, age=1)
    board.passes(page, 16)
    expect(page.locator('tr[data-name="claims"] .wait b')).to_have_text("about 9")
    assert page.evaluate("document.activeElement.id") == "line-claims"


def test_every_control_can_be_reached_and_has_a_name(board: Board) -> None:
    page = board.opens("/board?open=claims")

    for each in page.locator("a, button, summary, input:not([type=hidden])").all():
        if each.is_visible():
            assert each.evaluate("(it) => it.innerText.trim() || it.ariaLabel || it.labels?.[0]?.innerText"), each
            each.focus()
            assert each.evaluate("(it) => it === document.activeElement")


def test_who_wants_no_motion_gets_none(board: Board) -> None:
    moving = board.opens("/board", reduced_motion="no-preference").locator("tr.row td").first
    still = board.opens("/board", reduced_motion="reduce").locator("tr.row td").first

    assert moving.evaluate("(it) => getComputedStyle(it).transitionDuration") == "0.6s"
    assert still.evaluate("(it) => getComputedStyle(it).transitionDuration") == "0s"


def test_colours_follow_the_device_until_they_are_chosen(board: Board) -> None:
    page = board.opens("/board", color_scheme="dark")
    ground = "(body) => getComputedStyle(body).backgroundColor"
    dark = page.locator("body").evaluate(ground)

    page.get_by_role("link", name="Light", exact=True).click()
    page.wait_for_url("**theme=light")
    light = page.locator("body").evaluate(ground)
    page.goto("/board/promises")

    assert dark != light
    assert page.locator("body").evaluate(ground) == light


def test_the_sentence_is_spoken_by_the_browser_in_its_language(board: Board) -> None:
    page = board.opens("/board?open=claims")
    page.evaluate("() => { speechSynthesis.speak = (said) => { window.said = [said.text, said.lang] } }")

    page.get_by_role("button", name="Listen: English").click()

    assert page.evaluate("window.said")[1] == "en-US"
    assert page.evaluate("window.said")[0].startswith("Your estimated wait is between")
