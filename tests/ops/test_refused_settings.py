"""The operator's shell refuses the same settings as the phone does when it starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ops.__main__ import commands
from tests.pages import ROOT

FILE = f"""
[accounts.main]
account_sid = "AC{"1" * 32}"
auth_tokens = ["env:TOKEN"]
workspaces = ["WS{"2" * 32}"]

[lines.support]
workflow_sid = "WW{"3" * 32}"
task_queue_sid = "WQ{"4" * 32}"
"""
MISTAKES = [
    ('language = "xx"', "lines.toml: [lines.support] language is 'xx'; there are ar, de, en"),
    (
        'play = { anthem = "https://a.example.com/b.mp3" }',
        "lines.toml: [lines.support] play has anthem; recordings can replace greeting, shortly",
    ),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", "token-of-main")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return tmp_path


@pytest.mark.parametrize(("mistake", "complaint"), MISTAKES, ids=["language", "play"])
@pytest.mark.parametrize(
    "command", [["show"], ["check"], ["say", "--line", "support"], ["explain", "sales"]], ids=lambda words: words[0]
)
def test_a_command_refuses_what_the_phone_cannot_say(
    folder: Path, command: list[str], mistake: str, complaint: str
) -> None:
    (folder / "lines.toml").write_text(f"{FILE}{mistake}\n")

    refused = CliRunner().invoke(commands, command)

    assert refused.exit_code == 2
    assert f"The settings cannot be used:\n  {complaint}" in refused.output


@pytest.mark.parametrize(("mistake", "complaint"), MISTAKES, ids=["language", "play"])
def test_the_phone_does_not_start_with_what_it_cannot_say(folder: Path, mistake: str, complaint: str) -> None:
    (folder / "lines.toml").write_text(f"{FILE}{mistake}\n")

    # In a process of its own: the phone is wired while it is imported.
    start = subprocess.run(
        [sys.executable, "-c", "import ivr.wsgi"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert start.returncode == 1
    assert complaint in start.stderr
