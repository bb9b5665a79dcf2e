"""What a supervisor reads is what a caller would hear."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.announcing import languages
from ops.__main__ import commands
from ops.waits.say import Situation, heard, rendered
from tests.ivr.phone_under_test import CLAIMS, HOST, NOW, PhoneUnderTest
from tests.ops.support_line import SUPPORT_LINE
from tests.pages import ROOT, block

SETTINGS = f'{SUPPORT_LINE}greeting = "Hello from support."\n'


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    (tmp_path / "lines.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("LINES_FILE", str(tmp_path / "lines.toml"))
    monkeypatch.setenv("AUTH_TOKEN", "a-token-for-this-test")
    return CliRunner()


@pytest.mark.parametrize("language", languages.load())
def test_what_is_printed_is_what_a_caller_hears(language: str) -> None:
    phone = PhoneUnderTest()
    phone.clock_follows_caller = True
    phone.lines = (replace(CLAIMS, policy=replace(CLAIMS.policy, fresh_seconds=900, ageing_seconds=900)),)
    phone.knows(CLAIMS, 400, age=10)
    caller = phone.caller()
    caller.dials(f"{HOST}/voice/claims/{language}")
    caller.waits(500)

    printed = [text for _, text in heard(phone.lines[0], Situation(400), languages.load()[language], now=NOW)]

    assert list(caller.heard_everything[:2]) == printed[:2]
    assert set(caller.heard_everything[2:]) & set(printed)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--wait", "250"], "Your estimated wait is about 5 minutes."),
        (["--wait", "250", "--high", "400"], "Your estimated wait is about 7 minutes."),
        (["--wait", "250", "--low", "200", "--high", "400"], "Your estimated wait is between 3 and 7 minutes."),
        (["--wait", "250", "--age", "300"], "When we last checked, the wait was less than 5 minutes."),
        (["--wait", "250", "--age", "4000"], "We'll be with you as soon as we can."),
        (["--agents", "2"], "Someone will be with you shortly."),
        (["--agents", "-1"], "No one is here to take your call right now."),
        ([], "We'll be with you as soon as we can."),
    ],
)
def test_a_situation_is_said_as_a_caller_would_hear_it(runner: CliRunner, options: list[str], sentence: str) -> None:
    result = runner.invoke(commands, ["say", "--language", "en", *options])

    assert result.exit_code == 0
    first, greeting, wait, *_ = result.output.splitlines()
    assert first == "en  (Polly.Joanna, en-US)"
    assert greeting == "  0:00  Hello from support."
    assert wait.startswith(f"  0:00  {sentence}")


def test_without_a_language_all_stand_one_after_another(runner: CliRunner) -> None:
    output = runner.invoke(commands, ["say", "--wait", "250"]).output

    assert [line.split("  ")[0] for line in output.splitlines() if line[:1].isalpha()] == sorted(languages.load())
    assert output.count("Hello from support.") == 1


EXAMPLES = re.findall(r"^make say (.*?) *#", block(ROOT / "docs" / "speaking.md", "make say"), re.MULTILINE)


@pytest.mark.parametrize("example", [each for each in EXAMPLES if "WAV" not in each])
def test_the_examples_in_the_docs_need_no_settings(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LINES_FILE", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    options = [part for each in example.split() for part in (f"--{each.lower().split('=')[0]}", each.split("=")[1])]

    result = CliRunner().invoke(commands, ["say", *options])

    assert result.exit_code == 0, result.output
    assert "0:00  " in result.stdout


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--line", "sales"], "there is no line 'sales'"),
        (["--language", "xx"], "there is no language 'xx'; there are ar, de, en"),
    ],
)
def test_what_there_is_not_is_named(runner: CliRunner, options: list[str], complaint: str) -> None:
    result = runner.invoke(commands, ["say", *options])

    assert result.exit_code == 2
    assert complaint in result.output


@pytest.mark.parametrize(
    "options",
    [
        ["--wait", "-5"],
        ["--wait", "nan"],
        ["--wait", "inf"],
        ["--age", "-1"],
        ["--age", "1e300"],
        ["--agents", "-2"],
        ["--wait", "250", "--low", "300"],
        ["--wait", "250", "--high", "200"],
        ["--high", "200"],
    ],
    ids=" ".join,
)
def test_a_situation_that_cannot_be_is_refused(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(commands, ["say", "--language", "en", *options])

    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_without_a_voice_on_this_machine_the_remedy_is_named(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    result = runner.invoke(commands, ["say", "--wav", str(tmp_path / "sound")])

    assert result.exit_code == 1
    assert "espeak-ng is not installed" in result.output


def test_a_word_that_is_only_repeated_is_printed_once() -> None:
    lines = rendered(languages.load()["en"], [(0, "Hello."), (45, "Wait."), (135, "Wait."), (225, "Go.")])

    assert lines == "en  (Polly.Joanna, en-US)\n  0:00  Hello.\n  0:45  Wait.\n  3:45  Go.\n"


def test_without_usable_settings_the_defaults_are_said_with_the_reason(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTH_TOKEN")

    result = runner.invoke(commands, ["say", "--wait", "250", "--language", "en"])

    assert result.exit_code == 0
    assert "Your estimated wait is about 5 minutes." in result.stdout
    first, reason = result.stderr.splitlines()
    assert first == "The settings cannot be used, so this is a line with the defaults:"
    assert "AUTH_TOKEN, which holds no value; set it" in reason


def test_a_line_that_is_asked_for_needs_its_settings(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTH_TOKEN")

    result = runner.invoke(commands, ["say", "--line", "support", "--wait", "250"])

    assert result.exit_code == 2
    assert "AUTH_TOKEN, which holds no value; set it" in result.output
