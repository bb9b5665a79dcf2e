import subprocess
import sys
from pathlib import Path

CALLED = """
import sys
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
phone = PhoneUnderTest()
phone.knows(CLAIMS, 250)
phone.caller().dials(f"{HOST}/voice")
print([name for name in sys.modules if name.startswith("waittimes.history")])
"""


def test_a_call_loads_nothing_of_the_history() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CALLED], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True
    )

    assert run.stdout.splitlines()[-1] == "[]"
