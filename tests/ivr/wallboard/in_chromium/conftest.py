"""A real Chromium, headless, in front of a wallboard that a real HTTP server serves on loopback."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from simulator.server import serve
from tests.ivr.phone_under_test import CLAIMS, LOANS, PhoneUnderTest
from tests.ivr.wallboard.browser import board_under_test
from tests.ivr.wallboard.in_chromium.looking import Board
from waittimes.wait import Basis

CHROMIUM = shutil.which("chromium")
NO_CHROMIUM = "NOT CHECKED: the wallboard in a browser, because chromium is not installed: apt-get install chromium"
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
"""Without a sandbox, because containers run tests as root; and no request of Chromium's own."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def phone() -> PhoneUnderTest:
    """Return a phone that browsers reach at the address at which it is served, with two lines."""
    phone = board_under_test()
    phone.public_url = ""
    evidence = {"ahead": 3, "per_minute": 1.5, "hangs_up": 0.1, "history": 301, "agents": 7.0, "abandoned": 2}
    phone.knows(CLAIMS, 240, Basis.LINE, ends=(130, 330), evidence=evidence, agents_busy=13, longest_waiting_seconds=61)
    phone.knows(LOANS, 1300, Basis.LINE, agents_busy=4)
    return phone


@pytest.fixture
def board(chromium: Browser, phone: PhoneUnderTest) -> Iterator[Board]:
    """Yield the board. After the test, nothing may have left the origin or broken the Content Security Policy."""
    with serve(phone.app()) as url:
        board = Board(chromium, phone, url)
        yield board
        board.closes()
    assert board.violations == []
    assert board.strange_requests == []
    assert board.errors == []
