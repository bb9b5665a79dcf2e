"""A line without callbacks loads nothing of them, reads nothing and writes nothing for them."""

import subprocess
import sys
from pathlib import Path

CALLED = """
import sys
from dataclasses import replace
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.wait import Basis
phone = PhoneUnderTest(lines=(replace(CLAIMS, callback={callback}),), clock_follows_caller=True)
phone.knows(CLAIMS, {seconds}, Basis.LINE, ends=(60.0, {seconds}))
caller = phone.caller()
before = phone.table.units.reads
caller.dials(HOST + "/voice")
caller.waits(100)
caller.hangs_up()
named = [name for name in sorted(sys.modules) if "callback" in name]
print([name for name in named if not name.startswith(("tests.", "deployment.", "simulator."))])
print("phonenumbers" in sys.modules, [key for key in phone.table.items if key.startswith("callback")])
"""


def printed(callback: str, seconds: float) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", CALLED.format(callback=callback, seconds=seconds)],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.splitlines()[-2:]


def test_a_line_without_callbacks_loads_their_settings_and_nothing_else() -> None:
    assert printed("None", 900.0) == ["['waittimes.settings.line_callback']", "False []"]


def test_the_data_of_phone_numbers_is_loaded_only_for_a_caller_who_waits_long() -> None:
    assert printed('CallbackPolicy("flex")', 120.0)[-1] == "False []"
    assert printed('CallbackPolicy("flex")', 900.0)[-1] == "True []"
