"""The wallboard is nothing to a caller: no call loads it."""

import subprocess
import sys

from tests.pages import ROOT

CALL = """
import sys
from dataclasses import replace
from tests.ivr.phone_under_test import CLAIMS, PhoneUnderTest
from waittimes.settings.line_policy import Showing

phone = PhoneUnderTest(lines=(replace(CLAIMS, showing=Showing(is_public=True)),))
phone.knows(phone.lines[0], 240)
caller = phone.caller()
caller.dials("https://waits.example.com/voice")
assert "wait" in str(caller.conversation), caller.conversation
loaded = [name for name in sys.modules if f"{name}.".startswith("ivr.wallboard.")]
assert not loaded, loaded
phone.app().test_client().get("/waits.json")
assert "ivr.wallboard.public_waits" in sys.modules
"""


def test_no_call_loads_it() -> None:
    run = subprocess.run([sys.executable, "-c", CALL], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr


LOOK = """
import sys
from tests.ivr.wallboard.browser import FLOOR, Browser, board_under_test

before = sys.getswitchinterval()
browser = Browser(board_under_test().app())
assert sys.getswitchinterval() == before
browser.signs_in(FLOOR)
assert browser.get("/board").status_code == 200
assert sys.getswitchinterval() < before / 5, sys.getswitchinterval()
"""


def test_a_page_that_is_rendered_lets_calls_have_the_interpreter_soon() -> None:
    run = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
