"""The callbacks refuse settings and packages that would not run, before Zappa uploads anything."""

import json
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deployment.callbacks import settings_loaded, zip_built
from tests.zappa_stage import SETTINGS, loaded

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
    """The part of Zappa's command line that the callbacks use."""

    zip_path: Path
    runtime: str = HERE
    command: str = "deploy"
    s3_bucket_name: str = "acme-zappa"
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
        for zone in ("Europe/Berlin", "Europe/Paris"):
            zipped.writestr(f"tzdata/zoneinfo/{zone}", zone)
    return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that Zappa works in, with good settings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lines.toml").write_text(LINES)
    return tmp_path


def refused_at_once(zappa: Deploying) -> str:
    with pytest.raises(SystemExit) as refused:
        settings_loaded(zappa)
    assert str(refused.value).startswith("Not deployed:")
    return str(refused.value)


@pytest.mark.parametrize("command", ["package", "deploy", "update"])
@pytest.mark.parametrize("runtime", ["python3.9", "python3.99"])
def test_compiled_modules_that_the_runtime_cannot_read_are_refused(project: Path, runtime: str, command: str) -> None:
    said = refused_at_once(Deploying(project, runtime, command))

    assert f"zappa_settings.json says runtime {runtime}, and this is {HERE}" in said
    assert f"set runtime to {HERE}, or make the virtual environment with {runtime}" in said


@pytest.mark.parametrize(
    "bucket", [json.loads(SETTINGS.read_text())["base"]["s3_bucket"], "Acme-zappa", "ab", "a..b", "-zappa", "z" * 64]
)
def test_a_bucket_that_cannot_be_one_is_refused_before_anything_is_packed(project: Path, bucket: str) -> None:
    said = refused_at_once(Deploying(project, s3_bucket_name=bucket))

    assert f"zappa_settings.json says s3_bucket {bucket}, which no bucket can be called; set it to a name" in said


def test_wrong_settings_are_refused_before_anything_is_packed(project: Path) -> None:
    (project / "lines.toml").write_text(f'{LINES}language = "tlh"\n')

    assert "lines.toml: [lines.support] language is 'tlh'; there are ar, de" in refused_at_once(Deploying(project))


def test_good_settings_are_packed_without_output(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings_loaded(Deploying(project))

    assert capsys.readouterr().out == ""


def test_a_file_of_comments_is_mentioned(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lines.toml").write_text("# nothing yet\n")

    settings_loaded(Deploying(project))

    assert capsys.readouterr().out.startswith("The settings file holds only comments: the function's environment")


def test_a_package_that_is_not_uploaded_needs_no_bucket(project: Path) -> None:
    settings_loaded(Deploying(project, command="package", s3_bucket_name="your_bucket_for_zappa"))


@pytest.mark.parametrize("command", ["status", "tail", "undeploy", "schedule", "unschedule", "rollback", "invoke"])
def test_a_command_that_packs_nothing_is_not_refused(project: Path, command: str) -> None:
    (project / "lines.toml").write_text("[oops")

    settings_loaded(Deploying(project, "python3.9", command, "your_bucket_for_zappa"))


@pytest.mark.parametrize("stage", ["dev", "production"])
def test_zappa_calls_it_once_its_settings_are_loaded(tmp_path: Path, stage: str) -> None:
    with loaded(tmp_path, stage) as zappa:
        assert zappa.stage_config["callbacks"]["settings"] == "deployment.callbacks.settings_loaded"
        assert zappa.s3_bucket_name == "your_bucket_for_zappa"


def test_wrong_settings_in_the_package_are_refused_with_every_mistake(tmp_path: Path) -> None:
    package = written(tmp_path / "package.zip", LINES.replace('"WW', '"WX') + 'language = "tlh"\n')
    before = package.read_bytes()

    with pytest.raises(SystemExit) as refused:
        zip_built(Deploying(package))

    assert str(refused.value).startswith("Not deployed: the settings cannot be used:")
    assert "workflow_sid" in str(refused.value)
    assert package.read_bytes() == before


def test_a_mistake_in_the_functions_variables_is_refused(package: Path) -> None:
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


@pytest.mark.parametrize(
    ("hours", "zones"),
    [
        ("", set()),
        ('hours = "office"\n[hours.office]\ntime_zone = "Europe/Paris"\n', {"tzdata/zoneinfo/Europe/Paris"}),
    ],
)
def test_the_package_holds_the_time_zones_of_its_opening_hours(tmp_path: Path, hours: str, zones: set[str]) -> None:
    package = written(tmp_path / "package.zip", LINES + hours)

    zip_built(Deploying(package))

    with zipfile.ZipFile(package) as zipped:
        assert {name for name in zipped.namelist() if name.startswith("tzdata/")} == zones
