"""What Zappa calls while it deploys: it refuses what would not run, before anything is uploaded."""

import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deployment.callbacks import zip_built

HERE = f"python{sys.version_info.major}.{sys.version_info.minor}"
LINES = f"""\
[accounts.main]
account_sid = "AC{"1" * 32}"
auth_tokens = ["ssm:/taskrouter-wait-times/auth-token"]
workspaces = ["WS{"2" * 32}"]

[lines.support]
numbers = ["+15550100001"]
workflow_sid = "WW{"3" * 32}"
task_queue_sid = "WQ{"4" * 32}"
"""


@dataclass
class Deploying:
    """Zappa's command line, as far as the callback looks at it."""

    zip_path: Path
    runtime: str = HERE
    environment_variables: dict[str, str] = field(default_factory=dict)
    aws_environment_variables: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return written(tmp_path / "package.zip", LINES)


def written(path: Path, lines: str) -> Path:
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("lines.toml", lines)
        zipped.writestr("ivr/app.py", "ANSWERS = True\n")
        zipped.writestr("handler.py", "exec('anything')\n")
    return path


@pytest.mark.parametrize("runtime", ["python3.9", "python3.99"])
def test_compiled_modules_that_the_runtime_cannot_read_are_refused(package: Path, runtime: str) -> None:
    before = package.read_bytes()

    with pytest.raises(SystemExit) as refused:
        zip_built(Deploying(package, runtime))

    assert f"zappa_settings.json says runtime {runtime}, and this is {HERE}" in str(refused.value)
    assert f"set runtime to {HERE}, or make the virtual environment with {runtime}" in str(refused.value)
    assert package.read_bytes() == before


def test_settings_that_a_caller_would_trip_over_are_refused_with_every_mistake(tmp_path: Path) -> None:
    package = written(tmp_path / "package.zip", LINES.replace('"WW', '"WX') + 'language = "tlh"\n')
    before = package.read_bytes()

    with pytest.raises(SystemExit) as refused:
        zip_built(Deploying(package))

    assert str(refused.value).startswith("Not deployed: the settings cannot be used:")
    assert "workflow_sid" in str(refused.value)
    assert package.read_bytes() == before


def test_what_the_functions_variables_get_wrong_is_refused(package: Path) -> None:
    with pytest.raises(SystemExit, match="TABLE"):
        zip_built(Deploying(package, aws_environment_variables={"TABLE": "no table"}))


def test_a_good_package_is_pruned_and_compiled(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zip_built(Deploying(package))

    with zipfile.ZipFile(package) as zipped:
        names = set(zipped.namelist())
    assert {"lines.toml", "ivr/app.py"} <= names
    assert [each for each in names if each.startswith("ivr/__pycache__/app.")]
    assert "handler.py" not in names
    assert "pruned and compiled" in capsys.readouterr().out
