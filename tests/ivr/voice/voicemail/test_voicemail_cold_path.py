import subprocess
import sys
from pathlib import Path

CALLED = """
import sys
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from dataclasses import replace
from waittimes.opening_hours import OpeningHours, Span
office = OpeningHours("Europe/Berlin", ((Span(8 * 60, 18 * 60),),) * 7, {})
phone = PhoneUnderTest(lines=(replace(CLAIMS, hours=office),))
phone.knows(CLAIMS, None)
for hours in range(0, 24, 6):
    phone.now += hours * 3600
    phone.caller().dials(f"{HOST}/voice")
print([name for name in sys.modules if "voicemail" in name and not name.startswith("tests.")])
print(phone.table.units.writes, [key for key in phone.table.items if "voicemail" in key])
"""


def test_without_the_table_a_call_loads_nothing_of_voicemail_but_its_settings_and_writes_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CALLED], cwd=Path(__file__).parents[4], capture_output=True, text=True, check=True
    )

    assert run.stdout.splitlines()[-2:] == ["['waittimes.settings.line_voicemail']", "1 []"]
