"""The unit of systemd: systemd itself reads it, where it is at hand."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from server.processes import GRACEFUL_SECONDS
from tests.server.running_server import ROOT

UNIT = ROOT / "server" / "waits.service"


def service() -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have capital letters
    parser.read(UNIT, encoding="utf-8")
    return dict(parser["Service"])


def test_calls_are_answered_before_it_ends() -> None:
    assert service()["KillMode"] == "mixed"
    assert int(service()["TimeoutStopSec"]) > GRACEFUL_SECONDS


def test_the_table_lies_where_the_server_may_write() -> None:
    assert service()["ProtectSystem"] == "strict"
    assert service()["WorkingDirectory"] == f"/var/lib/{service()['StateDirectory']}"
    assert f"TABLE=sqlite:///{service()['WorkingDirectory']}/" in service()["Environment"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not at hand")
def test_systemd_finds_no_mistake_in_it(tmp_path: Path) -> None:
    # The user and the Python that it names are those of a server.
    text = UNIT.read_text(encoding="utf-8").replace("User=waits", "User=root")
    unit = tmp_path / "waits.service"
    unit.write_text(text.replace("/opt/waits/.venv/bin/python", "/bin/sh"), encoding="utf-8")

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],  # noqa: S607 - it is the one on the path
        capture_output=True,
        text=True,
        check=False,
    )

    assert [line for line in verified.stderr.splitlines() if "waits.service" in line] == []
