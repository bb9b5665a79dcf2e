"""docs/operating.md: the fields of each command's JSON, the exit codes, and the completion of a shell."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ops.__main__ import commands
from tests.ops.callbacks.pending import calls_back, is_promised
from tests.ops.history import day_of_sales
from tests.ops.test_sqlite_table import terminal
from tests.ops.voicemails.left import Terminal, takes_messages
from tests.pages import ROOT, table, text
from tests.waittimes.callbacks.promised import NUMBER

__all__ = ["terminal"]

PAGE = ROOT / "docs" / "operating.md"
RUNS = {
    "accuracy": ["accuracy"],
    "callbacks": ["callbacks"],
    "check": ["check"],
    "cost": ["cost"],
    "explain": ["explain Sales", "explain Orders"],
    "history": [f"history Sales --day {day_of_sales.DAY}"],
    "hours": ["hours archive"],
    "poll": ["poll"],
    "route": ["route support", "route sales --from +15550177777"],
    "show": ["show"],
    "voicemails": ["voicemails"],
}


def documented(command: str) -> set[str]:
    """Return the fields that the page describes for the command."""
    section = text(PAGE).partition(f"\n### `{command} --json`\n")[2].partition("\n### ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def paths(value: Any, known: set[str], path: str = "") -> Iterator[str]:
    """Yield the path of each leaf; what the page describes as one field is a leaf, whatever it holds."""
    if path in known or (value == [] and f"{path}[]" in known):
        yield path if path in known else f"{path}[]"
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from paths(each, known, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for each in value:
            yield from paths(each, known, f"{path}[]")
    elif value is not None:
        yield path


def operate(line: str) -> Result:
    return CliRunner().invoke(commands, line.split())


def test_every_command_that_has_json_is_on_the_page_and_no_other() -> None:
    offering = {name for name, each in commands.commands.items() if any("--json" in p.opts for p in each.params)}

    assert offering == RUNS.keys()
    assert set(re.findall(r"^### `([a-z-]+) --json`$", text(PAGE), re.MULTILINE)) == offering


def test_every_field_that_is_printed_is_described_and_every_field_described_is_printed(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls_back(terminal)
    takes_messages(terminal)
    monkeypatch.setenv("PUBLIC_URL", "https://waits.example.com")
    operate("create-table")
    is_promised(terminal, NUMBER, confirmed_at=time.time(), next_at=time.time())
    Terminal(terminal).holds(expires_at=time.time() + 9000)
    operate("poll")
    operate("mute weekend")
    operate("close archive --until 23:59")
    day_of_sales.stored()

    printed = {
        command: {
            path for line in lines for path in paths(json.loads(operate(f"{line} --json").stdout), documented(command))
        }
        for command, lines in RUNS.items()
    }

    assert {command: fields ^ documented(command) for command, fields in printed.items()} == {
        command: set() for command in RUNS
    }


@pytest.mark.usefixtures("terminal")
def test_json_says_what_the_same_command_prints() -> None:
    operate("create-table")
    operate("poll")

    shown = {each["line"]: each for each in json.loads(operate("show --json").stdout)["task_queues"]}
    checked = json.loads(operate("check --json").stdout)

    assert shown["sales"]["name"] == "Sales"
    assert re.search(rf"^Sales .* sales +{re.escape(shown['sales']['heard'])}$", operate("show").stdout, re.MULTILINE)
    assert checked["problems"] == sum(each["level"] == "do" for each in checked["findings"]) > 0
    assert operate("check").stdout.splitlines()[-1].startswith(f"{checked['problems']} problem")
    (archive,) = {each["heard"] for each in [json.loads(operate("hours archive --json").stdout)]}
    assert archive is None or archive in operate("hours archive").stdout


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("mute", 0),
        ("hours support", 1),
        ("check", 1),
        ("show", 1),
        ("history sales", 1),
        ("shew", 2),
        ("show --jason", 2),
        ("explain Complaints", 2),
        ("history Complaints", 2),
        ("history sales --day yesterday", 2),
        ("history sales --csv --json", 2),
        *((f"{command} nobody", 2) for command in ("hours", "mute", "route", "say --line", "close --until 23:59")),
    ],
)
def test_a_command_exits_with_the_code_of_the_page(line: str, code: int) -> None:
    operate("create-table")

    assert operate(line).exit_code == code
    assert str(code) in {row[0] for row in table(PAGE, "code")}


def test_settings_that_cannot_be_used_exit_with_the_code_of_the_page(terminal: Path) -> None:
    (terminal / "lines.toml").write_text("[accounts.simulated]\n", encoding="utf-8")

    assert operate("show").exit_code == 2
    assert [row[0] for row in table(PAGE, "code") if row[1].startswith("the settings cannot be used")] == ["2"]


def test_a_shell_completes_commands_as_the_page_says(tmp_path: Path) -> None:
    script = tmp_path / "ops"
    script.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m ops "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}

    def completed(words: str) -> list[str]:
        asked = {"_OPS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        run = subprocess.run([script], env=environment | asked, capture_output=True, text=True, check=True)
        return [line.partition(",")[2] for line in run.stdout.splitlines()]

    assert completed("ops sh") == ["show"]
    assert completed("ops show --j") == ["--json"]
    source = subprocess.run(
        [script], env=environment | {"_OPS_COMPLETE": "bash_source"}, capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"complete .* ops;?$", source, re.MULTILINE)
    assert "_OPS_COMPLETE=bash_source ops" in text(PAGE)
