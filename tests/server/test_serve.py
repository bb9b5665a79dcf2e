"""`python -m server` as an operator runs it: one command, a call, the same table for `ops`, and an end."""

import signal
import socket
from pathlib import Path

import pytest

from simulator.server import HOST
from tests.server.running_server import ROOT, folder_of_an_operator, run, running_server, wait_until

pytestmark = pytest.mark.slow


def test_from_a_file_of_settings_to_a_call_and_back(tmp_path: Path) -> None:
    with folder_of_an_operator(tmp_path) as folder, running_server(folder) as server:
        wait_until(lambda: server.health()["code"] == 200, server.process)

        heard = server.call()
        shown = run(folder, "ops", "show", TABLE="sqlite:///task-queue-waits.db")

        assert any("estimated wait is" in sentence for sentence in heard), heard
        assert any(sentence in shown.stdout for sentence in heard), shown.stdout
        assert 'refreshed{account="default"' in server.get("/metrics")[1]
        assert server.get("/voice")[0] == 403
        assert (len(server.clocks()), len(server.workers())) == (1, 2)

        assert server.ends(signal.SIGINT) == 0
        assert server.all_have_ended()
        printed = server.output.read_text(encoding="utf-8")
        assert f"ngrok http {HOST}:{server.port}" in printed
        assert "  line default: https://ADDRESS-OF-THE-TUNNEL/voice#rc=2&rt=4000&rp=all" in printed
        assert "+15550177777" not in printed
        assert "Traceback" not in printed


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with folder_of_an_operator(tmp_path) as folder, socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = run(folder, "server", "--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken; name another" in refused.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("TABLE", ".env: line 7 is not NAME=value; correct it"),
        ("TABLE=my waits", "environment: TABLE is 'my waits', not the name of a DynamoDB table"),
        ("WORKFLOW_SID=WX1", "environment: WORKFLOW_SID is"),
    ],
)
def test_a_mistake_in_the_settings_is_named(tmp_path: Path, line: str, sentence: str) -> None:
    with folder_of_an_operator(tmp_path) as folder:
        kept = [
            each for each in (folder / ".env").read_text().splitlines() if not each.startswith(line.partition("=")[0])
        ]
        (folder / ".env").write_text("\n".join([*kept, line, ""]), encoding="utf-8")

        served, operated = run(folder, "server"), run(folder, "ops", "show")

    assert (served.returncode, operated.returncode) == (2, 2)
    assert sentence in served.stderr
    assert sentence in operated.stderr


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("sqlite:///nowhere/waits.db", "The table nowhere/waits.db cannot be used (SQLITE_CANTOPEN): there is no such"),
        ("sqlite:///.env", "The table .env cannot be used (SQLITE_NOTADB): the file is not a SQLite database"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(tmp_path: Path, table: str, sentence: str) -> None:
    with folder_of_an_operator(tmp_path, TABLE=table) as folder:
        refused = run(folder, "server")

    assert refused.returncode == 1
    assert sentence in refused.stderr


def test_the_example_of_an_env_file_holds_what_is_needed() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WORKSPACE_SID", "WORKFLOW_SID", "TABLE"} <= {
        line.partition("=")[0] for line in text.splitlines()
    }


def test_a_file_of_settings_for_a_real_number_leaves_the_simulated_contact_centre_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TABLE=sqlite:///waits.db\nPUBLIC_URL=https://waits.example.com\n", encoding="utf-8")

    shown = run(tmp_path, "simulator.demo")

    assert shown.returncode == 0, shown.stderr
    assert "estimated wait is" in shown.stdout
    assert not (tmp_path / "waits.db").exists()
