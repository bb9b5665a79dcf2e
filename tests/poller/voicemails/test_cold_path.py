import subprocess
import sys
from pathlib import Path

POLLED = """
import sys
from poller.poll import Poller
from poller.setup import PollSetup
from tests.fakes.memory_table import MemoryTable
from tests.fakes.statistics_source import FakeStatisticsSource
from tests.poller.two_accounts import BANK, LOANS, three_queues
from waittimes.settings.config import Line

asked = []
setup = PollSetup(MemoryTable(), lambda: 1_795_000_000.0, lines=(Line("loans", BANK, LOANS, "WW" + "5" * 32),))
source = FakeStatisticsSource({LOANS: three_queues()})
Poller((BANK,), lambda *_: source, setup, connect_actions=asked.append).refresh()
print([name for name in sys.modules if "voicemail" in name], asked)
"""


def test_without_the_table_a_poll_loads_nothing_of_voicemail_but_its_settings_and_asks_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-c", POLLED], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True
    )

    assert run.stdout.splitlines()[-1] == "['waittimes.settings.line_voicemail'] []"
