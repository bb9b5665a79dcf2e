import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.api.accounts import Account
from simulator.api.taskrouter_api import create_api
from simulator.centre import example
from simulator.centre.centre import Centre
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN
from simulator.phones.recording import Recordings
from simulator.server import serve
from tests.ops.test_sqlite_table import terminal
from tests.ops.voicemails.left import Terminal, operate, takes_messages

__all__ = ["terminal"]


@pytest.fixture
def there(terminal: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Yield the terminal of an operator whose line `sales` takes messages, with an empty table."""
    centre, recordings = Centre(example.example_plan(), seed=5, opened_at=time.time() - 60), Recordings()
    account = Account(sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,))
    takes_messages(terminal)
    monkeypatch.setenv("PUBLIC_URL", "https://waits.example.com")
    with serve(create_api([account], time.time, shelf=recordings)) as url:
        monkeypatch.setenv("TASKROUTER_URL", url)
        monkeypatch.setenv("API_URL", url)
        operate("create-table")
        yield Terminal(terminal, recordings, centre.plan.workspace.sid)
