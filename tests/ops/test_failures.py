"""When something goes wrong at AWS, or before AWS is asked, each command prints one sentence with its remedy."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from ops.__main__ import commands
from simulator.server import serve
from tests.ops.support_line import SUPPORT_LINE
from tests.zappa_stage import SETTINGS

pytestmark = pytest.mark.slow

COMMANDS = {
    "accuracy": [],
    "alarms": ["production"],
    "check": ["production"],
    "create-table": [],
    "mute": [],
    "unmute": ["support"],
    "poll": [],
    "show": [],
    "store-secret": ["ssm:/taskrouter-wait-times/auth-token", "--secret", "x"],
}
"""Every command that asks AWS, with arguments; `explain` asks TaskRouter before it."""


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Yield the terminal of an operator in a project's folder, who has neither credentials nor a region."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "TABLE", "LINES_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    (tmp_path / SETTINGS.name).write_text(SETTINGS.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "lines.toml").write_text(SUPPORT_LINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AUTH_TOKEN", "x")
    with serve(knows_nothing) as taskrouter:
        monkeypatch.setenv("TASKROUTER_URL", taskrouter)
        yield monkeypatch
    boto3.DEFAULT_SESSION = None


def knows_nothing(_: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Type", "application/json")])
    return [b"{}"]


def run(command: str) -> Result:
    return CliRunner().invoke(commands, [command, *COMMANDS[command]])


def assert_one_sentence(told: Result, remedy: str) -> None:
    """Assert that the command failed without a traceback, and said what to do."""
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    assert told.exit_code == 1
    assert remedy in told.output
    assert "Traceback" not in told.output
    assert [line for line in told.output.splitlines() if remedy in line], told.output


def region(terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("AWS_DEFAULT_REGION", "eu-west-1")


def keys(terminal: pytest.MonkeyPatch) -> None:
    region(terminal)
    terminal.setenv("AWS_ACCESS_KEY_ID", "x")
    terminal.setenv("AWS_SECRET_ACCESS_KEY", "y")


def no_region(terminal: pytest.MonkeyPatch) -> None:
    keys(terminal)
    terminal.delenv("AWS_DEFAULT_REGION")


def no_credentials(terminal: pytest.MonkeyPatch) -> None:
    region(terminal)


def half_of_the_credentials(terminal: pytest.MonkeyPatch) -> None:
    region(terminal)
    terminal.setenv("AWS_ACCESS_KEY_ID", "x")


def no_such_profile(terminal: pytest.MonkeyPatch) -> None:
    keys(terminal)
    terminal.setenv("AWS_PROFILE", "nobody")


def no_url(terminal: pytest.MonkeyPatch) -> None:
    keys(terminal)
    terminal.setenv("AWS_ENDPOINT_URL", "here")


def unreadable_configuration(terminal: pytest.MonkeyPatch) -> None:
    keys(terminal)
    Path("AWS_CONFIG_FILE").write_text("no ini file", encoding="utf-8")


def unreachable(terminal: pytest.MonkeyPatch) -> None:
    keys(terminal)
    terminal.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")


BROKEN: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "no credentials": (no_credentials, "AWS_PROFILE"),
    "half of the credentials": (half_of_the_credentials, "AWS_PROFILE"),
    "no such profile": (no_such_profile, "AWS_PROFILE"),
    "no URL": (no_url, "AWS_ENDPOINT_URL is not a URL"),
    "an unreadable configuration": (unreadable_configuration, "the AWS configuration cannot be read"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("broken", "remedy"), BROKEN.values(), ids=BROKEN)
def test_what_is_missing_in_the_terminal_is_told_with_its_remedy(
    terminal: pytest.MonkeyPatch, command: str, broken: Callable[[pytest.MonkeyPatch], None], remedy: str
) -> None:
    broken(terminal)

    assert_one_sentence(run(command), remedy)


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"alarms", "check"}))
def test_a_terminal_without_a_region_is_told(terminal: pytest.MonkeyPatch, command: str) -> None:
    """`alarms` and `check` take a stage's region from zappa_settings.json."""
    no_region(terminal)

    assert_one_sentence(run(command), "export AWS_DEFAULT_REGION")


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("ExpiredTokenException", "sign in again"),
        ("UnrecognizedClientException", "AWS_PROFILE"),
        ("AccessDeniedException", "deployer.json"),
        ("ProvisionedThroughputExceededException", "try again in a minute"),
    ],
)
@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - {"alarms", "check"}))
def test_what_aws_refuses_is_told_with_its_remedy(
    terminal: pytest.MonkeyPatch, command: str, code: str, remedy: str
) -> None:
    def refuses(_: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("400 Bad Request", [("Content-Type", "application/x-amz-json-1.0")])
        return [json.dumps({"__type": f"com.amazon#{code}", "message": "no"}).encode()]

    keys(terminal)
    with serve(refuses) as url:
        terminal.setenv("AWS_ENDPOINT_URL", url)

        assert_one_sentence(run(command), remedy)


@pytest.mark.parametrize("command", ["show", "create-table"])
def test_a_settings_file_that_cannot_be_read_is_named(terminal: pytest.MonkeyPatch, command: str) -> None:
    keys(terminal)
    terminal.setattr(Path, "read_bytes", unreadable)

    told = run(command)

    assert told.exit_code in {1, 2}
    assert "lines.toml" in told.output
    assert "Permission denied" in told.output
    assert "Traceback" not in told.output


def unreadable(path: Path) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))
