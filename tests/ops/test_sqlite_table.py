"""The operator's commands on a table in a SQLite file, which need no AWS."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ops.__main__ import commands
from server.sqlite_file import SqliteFile
from simulator.api.accounts import Account
from simulator.api.taskrouter_api import create_api
from simulator.centre import example
from simulator.centre.centre import Centre
from simulator.lines import lines_toml
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN
from simulator.server import serve
from tests.fakes.waits import MEASURED_AT
from tests.server.open_connections import watch

TABLE = "sqlite:///waits.db"


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the folder of an operator of the simulated contact centre, who has nothing of AWS."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "LINES_FILE"):
        monkeypatch.delenv(name, raising=False)
    centre = Centre(example.example_plan(), seed=example.SEED, opened_at=MEASURED_AT)
    centre.advance(MEASURED_AT + 900)
    account = Account(sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,))
    (tmp_path / "lines.toml").write_text(lines_toml(centre.plan, ACCOUNT_SID, ""), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIMULATED_AUTH_TOKEN", AUTH_TOKEN)
    monkeypatch.setenv("TABLE", TABLE)
    with serve(create_api([account], lambda: MEASURED_AT + 900)) as taskrouter_url:
        monkeypatch.setenv("TASKROUTER_URL", taskrouter_url)
        yield tmp_path


def operate(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments)


@pytest.mark.usefixtures("terminal")
def test_a_table_is_created_polled_into_and_shown() -> None:
    created, again = operate("create-table"), operate("create-table")
    polled, shown, muted = operate("poll"), operate("show"), operate("mute")

    assert created.output == "Created the table waits.db.\n"
    assert again.output == "The table waits.db exists already.\n"
    assert [each.exit_code for each in (polled, shown, muted)] == [0, 0, 0]
    assert "Sales" in polled.output
    assert "Sales" in shown.output


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("command", ["poll", "show", "mute", "accuracy", "check"])
def test_a_command_closes_the_table_when_it_ends(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    operate("create-table")
    are_open = watch(monkeypatch)

    operate(command)

    assert are_open == []


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("command", ["show", "mute", "poll"])
def test_a_table_that_was_not_created_is_named_with_its_remedy(command: str) -> None:
    refused = operate(command)

    assert refused.exit_code == 1
    assert "(SQLITE_CANTOPEN): there is no such file" in refused.output
    assert "python -m ops create-table" in refused.output


def test_a_file_that_cannot_be_used_is_named_by_check(terminal: Path) -> None:
    (terminal / "waits.db").write_text("Notes, and no database. " * 100, encoding="utf-8")

    checked = operate("check")

    assert "the table sqlite:///waits.db cannot be read" in checked.output
    assert "the file is not a SQLite database; name another in TABLE" in checked.output


def test_a_sound_file_is_sound_to_check(terminal: Path) -> None:
    SqliteFile(terminal / "waits.db").create()

    assert "the table sqlite:///waits.db can be read and written" in operate("check").output


def test_a_table_without_waits_is_filled_by_a_server_and_not_by_zappa(terminal: Path) -> None:
    SqliteFile(terminal / "waits.db").create()

    checked = operate("check")

    assert "python -m ops poll says why; a server polls (make serve)" in checked.output
    assert "zappa schedule" not in checked.output


def test_no_command_looks_for_aws(terminal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqliteFile(terminal / "waits.db").create()
    asked = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: tuple[str, int]) -> None:
        asked.append(address[0])
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)

    assert operate("poll").exit_code == 0
    assert set(asked) == {"127.0.0.1"}
