"""What the checks read: a TaskRouter on this machine and an empty table, in a folder without settings."""

from collections.abc import Iterator

import pytest

from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.server import serve
from tests.fakes.memory_table import MemoryTable
from tests.ops.checking.checked_settings import ACCOUNT_SID, KEY_SECRET, KEY_SID, NOW, PLAN, TOKEN


@pytest.fixture
def taskrouter() -> Iterator[str]:
    centre = Centre(PLAN, seed=3, opened_at=NOW)
    account = accounts.Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(centre,), api_keys={KEY_SID: KEY_SECRET})
    with serve(create_api([account], lambda: NOW)) as url:
        yield url


@pytest.fixture
def nowhere(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep away from the settings and the AWS account of the person who runs this test."""
    monkeypatch.chdir(str(tmp_path))


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()
