"""The poller's limits: from the file, from the environment, and by default."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.waittimes.settings.test_environment import NEWCOMER
from waittimes.settings import loading
from waittimes.settings.polling import Polling
from waittimes.settings.settings_reader import ConfigurationError

FILE = f"""
[poller]
requests_per_second = 7
deadline_seconds = 33
[accounts.main]
account_sid = "AC{"1" * 32}"
auth_tokens = ["env:TWILIO_AUTH_TOKEN"]
workspaces = ["WS{"2" * 32}"]
[lines.support]
workflow_sid = "WW{"3" * 32}"
task_queue_sid = "WQ{"4" * 32}"
"""


def limits(environ: Mapping[str, str]) -> Polling:
    return loading.load(NEWCOMER | {**environ}).polling


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "limits.toml"
    path.write_text(FILE)
    return str(path)


def test_the_environment_sets_each_limit() -> None:
    assert limits({"POLLER_REQUESTS_PER_SECOND": "90", "POLLER_CONCURRENT_REQUESTS": "30"}) == Polling(90, 30, 50)


def test_the_environment_wins_over_the_file(file: str) -> None:
    assert limits({"LINES_FILE": file, "POLLER_DEADLINE_SECONDS": "12"}) == Polling(7, 10, 12)


@pytest.mark.parametrize("value", ["0", "-3", "1001", "2.5", "many", "\u0665"])
def test_a_value_that_is_no_limit_is_named(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"POLLER_REQUESTS_PER_SECOND is .* whole number from 1 to 1000"):
        limits({"POLLER_REQUESTS_PER_SECOND": value})


@pytest.mark.parametrize("seconds", [15, 20, 30, 60])
def test_refresh_seconds_may_be_any_listed_part_of_a_minute(file: str, seconds: int) -> None:
    Path(file).write_text(FILE.replace("deadline_seconds = 33", f"refresh_seconds = {seconds}"))

    assert limits({"LINES_FILE": file}).refresh_seconds == seconds
    assert limits({"POLLER_REFRESH_SECONDS": f"{seconds}"}).refresh_seconds == seconds
    assert limits({"LINES_FILE": file, "POLLER_REFRESH_SECONDS": "20"}).refresh_seconds == 20
    assert limits({"LINES_FILE": file, "POLLER_REFRESH_SECONDS": ""}).refresh_seconds == seconds


@pytest.mark.parametrize("value", ["10", "25", "12", "120", "0", "-15", "15.0", "fifteen", "\u0661\u0665"])
def test_other_refresh_seconds_in_the_environment_are_named_with_those_allowed(value: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"environment: POLLER_REFRESH_SECONDS is .*; write one of 15, 20, 30, 60"
    ):
        limits({"POLLER_REFRESH_SECONDS": value})


@pytest.mark.parametrize("value", ["25", "15.0", '"15"', "true", "[15]"])
def test_other_refresh_seconds_in_the_file_are_named_with_those_allowed(file: str, value: str) -> None:
    Path(file).write_text(FILE.replace("deadline_seconds = 33", f"refresh_seconds = {value}"))

    with pytest.raises(
        ConfigurationError, match=r"limits.toml: \[poller\] refresh_seconds is .*; write one of 15, 20, 30, 60"
    ):
        limits({"LINES_FILE": file})


def test_a_limit_misspelt_in_the_file_is_named(file: str) -> None:
    Path(file).write_text(FILE.replace("deadline_seconds", "dedline"))

    with pytest.raises(ConfigurationError, match=r"\[poller\] dedline is no setting"):
        limits({"LINES_FILE": file})
