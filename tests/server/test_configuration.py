"""Which table a server uses, and which settings the processes that it starts find."""

import os
from pathlib import Path

import pytest

from server import configuration

ACCOUNT = f"TWILIO_ACCOUNT_SID=AC{'1' * 32}\nTWILIO_AUTH_TOKEN=0123456789abcdef\nTWILIO_WORKSPACE_SID=WS{'2' * 32}\n"
ENV = f"{ACCOUNT}WORKFLOW_SID=WW{'3' * 32}\n"
LINES = f"""\
[accounts.main]
account_sid = "AC{"1" * 32}"
auth_tokens = ["env:TWILIO_AUTH_TOKEN"]
workspaces = ["WS{"2" * 32}"]

[lines.support]
workflow_sid = "WW{"3" * 32}"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with an environment that sets nothing of ours."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in ("TABLE", "LINES_FILE", "PUBLIC_URL"):
        os.environ.pop(name, None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(ENV, encoding="utf-8")
    return tmp_path


def test_a_table_that_nothing_names_is_a_file_for_every_process() -> None:
    assert configuration.load().table == "sqlite:///task-queue-waits.db"
    assert os.environ["TABLE"] == "sqlite:///task-queue-waits.db"


def test_a_table_named_in_env_is_used(folder: Path) -> None:
    (folder / ".env").write_text(f"{ENV}TABLE=sqlite:///elsewhere.db\n", encoding="utf-8")

    assert configuration.load().table == "sqlite:///elsewhere.db"


@pytest.mark.parametrize("table", ["waits-of-dynamodb", "task-queue-waits"])
def test_a_table_named_in_the_settings_file_is_used(folder: Path, table: str) -> None:
    (folder / "lines.toml").write_text(f'table = "{table}"\n{LINES}', encoding="utf-8")

    assert configuration.load().table == table


def test_a_settings_file_without_a_table_gets_the_file(folder: Path) -> None:
    (folder / "lines.toml").write_text(LINES, encoding="utf-8")

    found = configuration.load()

    assert (found.table, [line.name for line in found.lines]) == ("sqlite:///task-queue-waits.db", ["support"])
