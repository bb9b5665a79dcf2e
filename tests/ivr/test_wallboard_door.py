"""The wallboard is made for its first viewer, costs no call anything, and takes no call with it when it fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from ivr.wallboard import blueprint, session
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.wallboard.browser import Browser, board_under_test

ROOT = Path(__file__).parents[2]
LOADED_BY_A_CALL = """
import sys
from tests.ivr.wallboard import browser
before = [name for name in sys.modules if name.startswith("ivr.wallboard")]
phone = browser.board_under_test()
caller = phone.caller()
caller.dials("https://waits.example.com/voice/claims")
assert caller.is_in_queue
after_a_call = [name for name in sys.modules if name.startswith("ivr.wallboard")]
browser.Browser(phone.app()).get("/board")
after_a_viewer = [name for name in sys.modules if name.startswith("ivr.wallboard.")]
print(before, after_a_call, len(after_a_viewer) > 5)
"""


def test_a_call_loads_nothing_of_the_wallboard_even_where_there_is_one() -> None:
    run = subprocess.run([sys.executable, "-c", LOADED_BY_A_CALL], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.split("\n")[0] == "[] ['ivr.wallboard_door'] True"


def broken(_phone: object) -> None:
    raise RuntimeError


def test_a_wallboard_that_cannot_be_made_leaves_the_phone_alone_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = board_under_test()
    app = phone.app()
    with monkeypatch.context() as during:
        during.setattr(blueprint, "app", broken)
        answer = Browser(app).get("/board")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")

        caller = phone.caller()
        caller.dials(f"{HOST}/voice/claims")
        assert caller.is_in_queue

    assert Browser(app).get("/board").status_code == 303


def test_an_error_in_the_wallboard_is_told_to_the_viewer_and_to_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "found", broken)
    phone = board_under_test()

    answer = Browser(phone.app()).get("/board")

    assert answer.status_code == 500
    assert "RuntimeError" not in answer.text
    assert CLAIMS.name not in answer.text


def test_without_the_setting_there_is_no_door() -> None:
    assert "WallboardDoor" not in repr(PhoneUnderTest().app().wsgi_app.__dict__)
    assert "WallboardDoor" in repr(board_under_test().app().wsgi_app.__dict__)
