"""The settings that go into a package are read before it is deployed."""

from pathlib import Path

import pytest

from deployment.inspection import inspect
from waittimes.settings.settings_reader import ConfigurationError

GOOD = f"""\
[accounts.main]
account_sid = "AC{"1" * 32}"
auth_tokens = ["ssm:/taskrouter-wait-times/auth-token", "env:NEXT_TOKEN"]
workspaces = ["WS{"2" * 32}"]

[lines.support]
numbers = ["+15550100001"]
workflow_sid = "WW{"3" * 32}"
task_queue_sid = "WQ{"4" * 32}"
"""


def written(folder: Path, text: str, name: str = "lines.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_good_settings_pass_though_their_secrets_are_elsewhere(tmp_path: Path) -> None:
    assert inspect(written(tmp_path, GOOD), {}) is not None


def test_a_file_of_comments_describes_nothing(tmp_path: Path) -> None:
    assert inspect(written(tmp_path, "# nothing yet\n"), {}) is None


def test_the_file_inspected_is_the_one_the_function_will_read(tmp_path: Path) -> None:
    written(tmp_path, "[oops")

    assert inspect(written(tmp_path, GOOD, "other.toml"), {"LINES_FILE": "other.toml"}) is not None
    with pytest.raises(ConfigurationError, match=r"other2\.toml, which does not exist"):
        inspect(tmp_path, {"LINES_FILE": "other2.toml"})


def test_a_file_may_be_named_by_its_path_on_lambda(tmp_path: Path) -> None:
    assert inspect(written(tmp_path, GOOD, "other.toml"), {"LINES_FILE": "/var/task/other.toml"}) is not None


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (GOOD.replace('"WW', '"WX'), "workflow_sid is 'WX"),
        (GOOD + 'language = "tlh"\n', "language is 'tlh'"),
        (GOOD + "musik = true\n", "musik is no setting"),
        (GOOD.replace('"ssm:/taskrouter-wait-times/auth-token"', '"0123456789abcdef"'), "a text of 16 characters"),
        ("[accounts", "is not TOML"),
    ],
    ids=["a wrong SID", "an unknown language", "an unknown setting", "a secret in the file", "no TOML"],
)
def test_a_mistake_is_named_with_its_remedy(tmp_path: Path, wrong: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=r"lines\.toml") as refused:
        inspect(written(tmp_path, wrong), {})

    assert complaint in str(refused.value)
    assert "0123456789abcdef" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "environ"),
    [
        ('table = "sqlite:///waits.db"\n' + GOOD, {}),
        (GOOD, {"TABLE": "sqlite:///waits.db"}),
        ("", {"TABLE": "sqlite:///waits.db"}),
    ],
    ids=["in the file", "in the environment", "in the environment alone"],
)
def test_a_table_in_a_file_is_refused_because_lambda_would_lose_it(
    tmp_path: Path, text: str, environ: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError, match=r"sqlite:///waits\.db.*name a DynamoDB table"):
        inspect(written(tmp_path, text), environ)


def test_the_functions_environment_is_inspected_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="TABLE"):
        inspect(written(tmp_path, GOOD), {"TABLE": "not a table"})
